-- What a sign-in needs to know of a login. The only way by which the service reads a password hash.
CREATE FUNCTION sign_in_row(p_login text) RETURNS TABLE (id uuid, role text, generation int, scopes text[], secret_hash text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT p.id, p.role, p.generation, p.scopes, p.secret_hash FROM principal p WHERE p.login = p_login AND p.enabled $$;

ALTER FUNCTION sign_in_row OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION sign_in_row FROM public;
GRANT EXECUTE ON FUNCTION sign_in_row TO carevisit_app;
