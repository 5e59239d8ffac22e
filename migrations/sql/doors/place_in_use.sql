-- What keeps a place from ending on a day: how many places below it, elders, accounts and contracts are there on that day or later,
-- or in a place that merges into it; one that is still to, whatever the day, is a place. Guards: no row unless the writer has opened that place's stream.
CREATE FUNCTION place_in_use(p_place uuid, p_from date, p_today date) RETURNS TABLE (places bigint, elders bigint, accounts bigint, contracts bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  WITH spot AS MATERIALIZED (
    SELECT b.* FROM place l JOIN place b ON b.no BETWEEN l.no AND l.hi OR b.merged_into = l.id
    WHERE l.id = p_place AND p_place = ANY (opened()))
  SELECT (SELECT count(*) FROM spot b WHERE b.id <> p_place
      AND (b.until_on >= p_from OR b.merged_into = p_place AND b.until_on >= p_today)),
    (SELECT count(DISTINCT s.elder) FROM standing s JOIN spot b ON b.id = s.place_id WHERE s.until_on >= p_from AND s.state <> 'left'),
    (SELECT count(*) FROM principal p JOIN spot b ON b.id = p.place_id WHERE p.enabled),
    (SELECT count(DISTINCT c.id) FROM contract_at c JOIN spot b ON b.id = c.place_id WHERE c.until_on >= p_from)
  FROM place l WHERE l.id = p_place AND p_place = ANY (opened()) $$;

ALTER FUNCTION place_in_use OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION place_in_use FROM public;
GRANT EXECUTE ON FUNCTION place_in_use TO carevisit_writer;
