-- The contracts of an agency that the reader may know: an agency all of its own, others those that reach or reached into their area,
-- with the places and elders of theirs. A contract's places are those of today, or of its first or last day. Guards: nothing of elsewhere.
CREATE FUNCTION contracts_seen(p_agency uuid) RETURNS TABLE (id uuid, places text[], elders uuid[], from_on date, until_on date,
    services text[], made_at timestamptz, revision int)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT c.id, spots.codes, named.ids, c.from_on, nullif(c.until_on, 'infinity'), c.services, c.made_at, c.revision
  FROM agencies_seen(p_agency) g JOIN contract c ON c.agency = g.id
    CROSS JOIN LATERAL (SELECT greatest(c.from_on, least(c.until_on, rule_day())) AS shown) day
    CROSS JOIN LATERAL (SELECT count(*) AS known,
        coalesce(array_agg(DISTINCT l.code) FILTER (WHERE day.shown BETWEEN s.from_on AND s.until_on), '{}') AS codes
      FROM contract_place s JOIN place l ON l.id = s.place_id
      WHERE s.contract = c.id AND (area_lo() IS NULL OR (l.no <= area_hi() AND l.hi >= area_lo()))) spots
    CROSS JOIN LATERAL (SELECT ARRAY(SELECT n.elder FROM contract_elder n JOIN head h ON h.subject = n.elder
      WHERE n.contract = c.id AND (area_lo() IS NULL OR h.place_no BETWEEN area_lo() AND area_hi()) ORDER BY n.elder) AS ids) named
  WHERE spots.known + cardinality(named.ids) > 0 $$;

ALTER FUNCTION contracts_seen OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION contracts_seen FROM public;
GRANT EXECUTE ON FUNCTION contracts_seen TO carevisit_area;
