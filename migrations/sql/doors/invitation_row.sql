-- The account that a code invites, by the code's keyed hash. Guards: only with the code, and only until it expires.
CREATE FUNCTION invitation_row(p_hash text) RETURNS TABLE (id uuid, role text, generation int, login text, name text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT p.id, p.role, p.generation, p.login, p.name FROM invitation i JOIN principal p ON p.id = i.account
    WHERE i.hash = p_hash AND i.expires_at > clock_timestamp() AND p.enabled $$;

ALTER FUNCTION invitation_row OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION invitation_row FROM public;
GRANT EXECUTE ON FUNCTION invitation_row TO carevisit_app;
