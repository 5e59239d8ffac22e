-- The accounts and clients that the reader may administer, or the one of them that is asked for: then no other is judged. Guards: nobody else's, and no hash of a secret.
CREATE FUNCTION administered(p_id uuid DEFAULT NULL) RETURNS TABLE (id uuid, role text, name text, login text, place_no int, places text[], scopes text[],
    state text, made_at timestamptz, invited_until timestamptz, signed_in_at timestamptz, version int, secrets json, jwks text, agency uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT p.id, p.role, p.name, p.login, l.no,
    CASE WHEN p.role = 'agency' THEN ARRAY(SELECT DISTINCT s.code FROM contract_at c JOIN place s ON s.id = c.place_id
      WHERE c.agency = p.maker AND rule_day() BETWEEN c.from_on AND c.until_on ORDER BY s.code) ELSE ARRAY[l.code] END,
    p.scopes,
    CASE WHEN NOT p.enabled THEN 'disabled' WHEN p.secret_hash IS NULL AND p.role NOT IN ('agency', 'platform', 'app') THEN 'invited' ELSE 'active' END,
    p.made_at, i.expires_at, s.at, coalesce(h.version, 0),
    (SELECT json_agg(json_build_object('no', c.no, 'created_at', c.made_at, 'ends_at', c.until_at) ORDER BY c.no) FROM client_secret c
      WHERE c.client = p.id AND (c.until_at IS NULL OR c.until_at > clock_timestamp())), p.jwks,
    CASE WHEN p.role = 'agency' THEN p.maker END
  FROM principal who JOIN principal p ON may_administer(who, p) LEFT JOIN place l ON l.id = p.place_id
    LEFT JOIN head h ON h.subject = p.id LEFT JOIN invitation i ON i.account = p.id LEFT JOIN last_sign_in s ON s.account = p.id
  WHERE who.id = own_maker() AND (p_id IS NULL OR p.id = p_id) $$;

ALTER FUNCTION administered OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION administered FROM public;
GRANT EXECUTE ON FUNCTION administered TO carevisit_area;
