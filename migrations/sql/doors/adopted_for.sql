-- The profiles that were adopted at a place and above it, for a writer. Which rules are in force where is no secret.
CREATE FUNCTION adopted_for(p_place uuid) RETURNS TABLE (depth int, profile text, from_on date, adopted_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT a.place_no, a.profile, a.from_on, a.adopted_at FROM place l JOIN adoption a ON a.place_no <= l.no AND a.place_hi >= l.no
  WHERE l.id = p_place $$;

ALTER FUNCTION adopted_for OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION adopted_for FROM public;
GRANT EXECUTE ON FUNCTION adopted_for TO carevisit_writer;
