-- The agencies that serve some elders at the reader's moment. Guards: elders of the reader's area only.
CREATE FUNCTION serving(p_elders uuid[]) RETURNS TABLE (elder uuid, agency uuid, name text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT DISTINCT a.elder, a.agency, g.name FROM assignment a JOIN agency g ON g.id = a.agency
    JOIN head h ON h.subject = a.elder AND h.place_no BETWEEN area_lo() AND area_hi()
  WHERE a.elder = ANY (p_elders) AND a.from_at <= rule_at() AND a.until_at > rule_at() $$;

ALTER FUNCTION serving OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION serving FROM public;
GRANT EXECUTE ON FUNCTION serving TO carevisit_area;
