-- Opens reading: sets the values that the walls compare rows with. Guards: no row where the token is no longer valid, and then
-- nothing is set.
CREATE FUNCTION open_reading(p_principal uuid, p_generation int, p_at timestamptz)
  RETURNS TABLE (lo int, hi int) LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE who record;
BEGIN
  SELECT p.maker, l.no, l.hi INTO who FROM principal p LEFT JOIN place l ON l.id = p.place_id
    WHERE p.id = p_principal AND p.generation = p_generation AND p.enabled;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM set_config('carevisit.lo', coalesce(who.no::text, ''), true), set_config('carevisit.hi', coalesce(who.hi::text, ''), true),
    set_config('carevisit.maker', who.maker::text, true), set_config('carevisit.at', p_at::text, true);
  RETURN QUERY SELECT who.no, who.hi;
END $$;

ALTER FUNCTION open_reading OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION open_reading FROM public;
GRANT EXECUTE ON FUNCTION open_reading TO carevisit_app;
