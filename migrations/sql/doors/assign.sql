-- Works out the assignments of an elder anew: which agencies serve the elder, and when. Guards: only of an elder whose stream is
-- open. A contract that begins or ends at the same time is waited for: its lock is taken in one statement, and contracts are read in
-- the next. What the feed has announced stays. The entry that is being written informs the agencies `p_informed` that they have the elder at
-- `p_announced_at`, and no others; of contracts that began or ended since these were asked for, the announcer writes.
CREATE FUNCTION assign(p_elder uuid, p_announced_at timestamptz, p_informed uuid[]) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  IF (p_elder = ANY (opened())) IS NOT TRUE THEN RAISE insufficient_privilege; END IF;
  LOCK TABLE contract IN ROW SHARE MODE;
  DELETE FROM assignment a WHERE a.elder = p_elder AND NOT EXISTS (SELECT FROM assignment_due d
    WHERE d.agency = a.agency AND d.elder = a.elder AND d.contract = a.contract AND d.from_at = a.from_at);
  INSERT INTO assignment AS a (agency, elder, contract, from_at, until_at, announced_added)
    SELECT d.agency, d.elder, d.contract, d.from_at, d.until_at, d.agency = ANY (p_informed) AND d.from_at <= p_announced_at AND p_announced_at < d.until_at
    FROM assignment_due d WHERE d.elder = p_elder
    ON CONFLICT (agency, elder, contract, from_at) DO UPDATE SET until_at = excluded.until_at,
      announced_added = a.announced_added OR excluded.announced_added,
      announced_removed = a.announced_removed OR excluded.until_at <= p_announced_at AND a.agency <> ALL (p_informed);
END $$;

ALTER FUNCTION assign OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION assign FROM public;
GRANT EXECUTE ON FUNCTION assign TO carevisit_writer;
