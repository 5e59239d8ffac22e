-- What keeps a place from ending on a day: how many places below it, elders, accounts and contracts are there on that day or later.
-- Guards: no row unless the writer has opened that place's stream.
CREATE FUNCTION place_in_use(p_place uuid, p_from date) RETURNS TABLE (places bigint, elders bigint, accounts bigint, contracts bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT (SELECT count(*) FROM place b WHERE b.no > l.no AND b.no <= l.hi AND b.until_on >= p_from),
    (SELECT count(DISTINCT s.elder) FROM standing s WHERE s.place_no BETWEEN l.no AND l.hi AND s.until_on >= p_from AND s.state <> 'left'),
    (SELECT count(*) FROM principal p JOIN place o ON o.id = p.place_id WHERE p.enabled AND o.no BETWEEN l.no AND l.hi),
    (SELECT count(*) FROM contract c JOIN place o ON o.id = c.place_id WHERE o.no BETWEEN l.no AND l.hi AND c.until_on >= p_from)
  FROM place l WHERE l.id = p_place AND p_place = ANY (opened()) $$;

ALTER FUNCTION place_in_use OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION place_in_use FROM public;
GRANT EXECUTE ON FUNCTION place_in_use TO carevisit_writer;
