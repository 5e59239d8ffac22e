-- What a sign-in needs to know of a login: the hash of a person's password, those of a client's secrets that have not ended, and its
-- public keys. The only way by which the service reads them. A client of a suspended agency does not sign in.
CREATE FUNCTION sign_in_row(p_login text)
  RETURNS TABLE (id uuid, role text, generation int, scopes text[], secret_hash text, secrets text[], jwks text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT p.id, p.role, p.generation, p.scopes, p.secret_hash,
    ARRAY(SELECT c.hash FROM client_secret c WHERE c.client = p.id AND (c.until_at IS NULL OR c.until_at > clock_timestamp())), p.jwks
  FROM principal p WHERE p.login = p_login AND p.enabled
    AND NOT EXISTS (SELECT FROM agency g WHERE g.id = p.maker AND g.state = 'suspended') $$;

ALTER FUNCTION sign_in_row OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION sign_in_row FROM public;
GRANT EXECUTE ON FUNCTION sign_in_row TO carevisit_app;
