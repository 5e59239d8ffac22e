GRANT CREATE ON SCHEMA public TO carevisit_keeper;

-- Whether any elder's file lies in a place that the writer has opened, or below it; null: it has not opened it.
CREATE FUNCTION anybody_on_file(p_place int) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE WHEN place_subject(p_place) = ANY (opened()) THEN EXISTS (
    SELECT FROM place l JOIN head h ON h.place_no BETWEEN l.no AND l.hi WHERE l.id = p_place AND h.noun = 'elder') END $$;

ALTER FUNCTION anybody_on_file(int) OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION anybody_on_file(int) FROM public;
REVOKE CREATE ON SCHEMA public FROM carevisit_keeper;
GRANT EXECUTE ON FUNCTION anybody_on_file TO carevisit_writer;
