-- Whether the reader may know a visit's running number (第 n 次): readers who have the elder now may, and those who had the elder when
-- the number was given. Anybody who recorded the visit but lost the elder since would read off later numbers how often others come.
-- Where the elder lived then is as the ledger knew it then: a move that is recorded late takes no number back.
CREATE FUNCTION number_known(p_elder uuid, p_visit uuid) RETURNS boolean
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE given record; spot int;
BEGIN
  IF EXISTS (SELECT FROM head h WHERE h.subject = p_elder AND h.place_no BETWEEN area_lo() AND area_hi())
    OR EXISTS (SELECT FROM assignment a WHERE a.agency = own_maker() AND a.elder = p_elder
      AND a.from_at <= rule_at() AND rule_at() < a.until_at)
  THEN RETURN true; END IF;
  SELECT e.version, (e.written_at AT TIME ZONE 'Asia/Shanghai')::date AS day INTO given FROM entry e
    WHERE e.subject = p_elder AND (e.id = p_visit OR e.corrects = p_visit) AND e.open->>'running_no' IS NOT NULL
    ORDER BY e.version LIMIT 1;
  SELECT l.no INTO spot FROM entry e JOIN place l ON l.id = e.audience[1]
    WHERE e.subject = p_elder AND e.kind IN ('elder.registered', 'elder.transferred') AND e.version < given.version
    ORDER BY e.version DESC LIMIT 1;
  RETURN coalesce(spot BETWEEN area_lo() AND area_hi(), false)
    OR EXISTS (SELECT FROM contract_at c JOIN place l ON l.id = c.place_id
      WHERE c.agency = own_maker() AND spot BETWEEN l.no AND l.hi AND given.day BETWEEN c.from_on AND c.until_on);
END $$;

ALTER FUNCTION number_known OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION number_known FROM public;
GRANT EXECUTE ON FUNCTION number_known TO carevisit_area, carevisit_own;
