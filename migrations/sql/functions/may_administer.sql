-- Whether one may administer an account or client: of a role below, and within the area; an agency by every place that it was ever
-- given a contract for.
CREATE FUNCTION may_administer(p_who principal, p_whom principal) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT is_below(p_whom.role, p_who) THEN RETURN false; END IF;
  IF p_whom.role <> 'agency' THEN RETURN is_within(p_whom.place_id, p_who); END IF;
  RETURN p_who.role = 'system' OR coalesce(
    (SELECT bool_and(is_within(c.place_id, p_who)) FROM contract c WHERE c.agency = p_whom.maker), false);
END $$;
