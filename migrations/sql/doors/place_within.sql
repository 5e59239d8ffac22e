-- A village to move an elder to. Guards: no row unless it lies in the caller's area, has begun and takes elders in.
CREATE FUNCTION place_within(p_principal uuid, p_code text, p_day date) RETURNS TABLE (id uuid, no int)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT l.id, l.no FROM principal p JOIN place mine ON mine.id = p.place_id
    JOIN place l ON l.no BETWEEN mine.no AND mine.hi WHERE p.id = p_principal AND l.code = p_code AND l.level = 'village'
      AND takes_in(l) AND p_day BETWEEN l.from_on AND l.until_on $$;

ALTER FUNCTION place_within OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION place_within FROM public;
GRANT EXECUTE ON FUNCTION place_within TO carevisit_writer;
