-- The range of a place that the reader may filter by. Guards: a place of the reader's area, or where the agency has a contract today.
CREATE FUNCTION place_seen(p_code text) RETURNS TABLE (no int, hi int)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT l.no, l.hi FROM place l WHERE l.code = p_code AND (l.no BETWEEN area_lo() AND area_hi()
    OR EXISTS (SELECT FROM contract_at c JOIN place s ON s.id = c.place_id
      WHERE c.agency = own_maker() AND rule_day() BETWEEN c.from_on AND c.until_on AND l.no BETWEEN s.no AND s.hi)) $$;

ALTER FUNCTION place_seen OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION place_seen FROM public;
GRANT EXECUTE ON FUNCTION place_seen TO carevisit_area, carevisit_assigned, carevisit_own;
