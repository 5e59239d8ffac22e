-- The agencies that served, on the last day of what is owed in a month, the elders who count in places of a range. Guards: the
-- reader's area only.
CREATE FUNCTION served_in(p_month date, p_lo int, p_hi int) RETURNS TABLE (elder uuid, key text, agency uuid, name text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT DISTINCT o.elder, o.key, a.agency, g.name
  FROM owing o CROSS JOIN LATERAL (SELECT (CASE WHEN o.second IS NULL AND o.whole IS NULL THEN p_month + 15
      ELSE (p_month + interval '1 month')::date END)::timestamp AT TIME ZONE 'Asia/Shanghai' AS at) ends
    JOIN assignment a ON a.elder = o.elder AND a.from_at < ends.at AND a.until_at >= ends.at
    JOIN agency g ON g.id = a.agency
  WHERE o.from_month <= p_month AND o.until_month >= p_month AND o.place_no BETWEEN p_lo AND p_hi
    AND o.place_no BETWEEN area_lo() AND area_hi() $$;

ALTER FUNCTION served_in OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION served_in FROM public;
GRANT EXECUTE ON FUNCTION served_in TO carevisit_area;
