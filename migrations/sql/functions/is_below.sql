-- Whether one may administer accounts and clients of a role: the supervisor those of the tiers below and every client, the guide
-- liaisons. The system's own principal may on the keeper's connections only, and nobody administers it.
CREATE FUNCTION is_below(p_role text, p_who principal) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT CASE p_who.role
    WHEN 'system' THEN session_user = 'carevisit_keeper_login' AND p_role <> 'system'
    WHEN 'supervisor' THEN p_role IN ('guide', 'liaison', 'agency', 'platform', 'app')
    WHEN 'guide' THEN p_role = 'liaison'
    ELSE false END $$;
