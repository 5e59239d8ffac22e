-- The contracts of an agency that the reader may know: an agency all of its own, others those that reach into their area, with the
-- places and elders of theirs. Guards: nothing of elsewhere.
CREATE FUNCTION contracts_seen(p_agency uuid) RETURNS TABLE (id uuid, places text[], elders uuid[], from_on date, until_on date,
    services text[], made_at timestamptz, revision int)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT c.id, spots.codes, named.ids, c.from_on, nullif(c.until_on, 'infinity'), c.services, c.made_at, c.revision
  FROM agencies_seen(p_agency) g JOIN contract c ON c.agency = g.id
    CROSS JOIN LATERAL (SELECT ARRAY(SELECT DISTINCT l.code FROM contract_place s JOIN place l ON l.id = s.place_id
      WHERE s.contract = c.id AND s.until_on = 'infinity' AND (area_lo() IS NULL OR (l.no <= area_hi() AND l.hi >= area_lo())) ORDER BY l.code) AS codes) spots
    CROSS JOIN LATERAL (SELECT ARRAY(SELECT n.elder FROM contract_elder n JOIN head h ON h.subject = n.elder
      WHERE n.contract = c.id AND (area_lo() IS NULL OR h.place_no BETWEEN area_lo() AND area_hi()) ORDER BY n.elder) AS ids) named
  WHERE cardinality(spots.codes) + cardinality(named.ids) > 0 $$;

ALTER FUNCTION contracts_seen OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION contracts_seen FROM public;
GRANT EXECUTE ON FUNCTION contracts_seen TO carevisit_area;
