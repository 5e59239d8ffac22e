-- What is known of a refresh token, by its hash. Guards: only with the token, and only while it is good for the next one.
CREATE FUNCTION refresh_token_row(p_hash bytea) RETURNS TABLE (principal uuid, login text, scopes text[], expires_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT p.id, p.login, r.scopes, r.expires_at FROM refresh_token r JOIN principal p ON p.id = r.principal
    WHERE r.hash = p_hash AND r.used_at IS NULL AND r.expires_at > clock_timestamp() AND p.enabled AND p.generation = r.generation $$;

ALTER FUNCTION refresh_token_row OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION refresh_token_row FROM public;
GRANT EXECUTE ON FUNCTION refresh_token_row TO carevisit_app;
