-- Whether any elder's file lies in a place or below it. Guards: null unless the writer has opened that place's stream.
CREATE FUNCTION anybody_on_file(p_place uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT CASE WHEN p_place = ANY (opened()) THEN EXISTS (
    SELECT FROM place l JOIN head h ON h.place_no BETWEEN l.no AND l.hi WHERE l.id = p_place AND h.noun = 'elder') END $$;

ALTER FUNCTION anybody_on_file OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION anybody_on_file FROM public;
GRANT EXECUTE ON FUNCTION anybody_on_file TO carevisit_writer;
