-- Gives a contract another last day and other services. Guards: only a contract of an agency whose stream is open.
-- Assignments follow, also those that are over. What the feed has announced as gone and now goes on at `p_at` is announced again.
CREATE FUNCTION contract_amend(p_id uuid, p_agency uuid, p_until date, p_services text[], p_at timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE until_day date := coalesce(p_until, 'infinity');
BEGIN
  PERFORM must(p_agency = ANY (opened()));
  LOCK TABLE contract IN EXCLUSIVE MODE;  -- whoever assigns an elder is waited for
  UPDATE contract c SET until_on = until_day, services = p_services, revision = c.revision + 1 WHERE c.id = p_id AND c.agency = p_agency;
  PERFORM must(FOUND);
  UPDATE assignment a SET until_at = (until_day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
    WHERE a.contract = p_id AND a.until_at > (until_day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai';
  INSERT INTO assignment AS a (agency, elder, contract, from_at, until_at)
    SELECT d.agency, d.elder, d.contract, d.from_at, d.until_at FROM assignment_due d WHERE d.contract = p_id
    ON CONFLICT (agency, elder, contract, from_at) DO UPDATE SET until_at = excluded.until_at,
      announced_added = a.announced_added AND NOT (a.announced_removed AND excluded.until_at > p_at),
      announced_removed = a.announced_removed AND excluded.until_at <= p_at;
END $$;

ALTER FUNCTION contract_amend OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION contract_amend FROM public;
GRANT EXECUTE ON FUNCTION contract_amend TO carevisit_writer;
