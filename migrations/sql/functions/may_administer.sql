-- Whether one may administer an account or client: of a role below, and within the area; a client of an agency as the agency itself.
CREATE FUNCTION may_administer(p_who principal, p_whom principal) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF p_whom.role = 'agency' THEN RETURN may_administer_agency(p_who, p_whom.maker); END IF;
  RETURN is_below(p_whom.role, p_who) AND is_within(p_whom.place_id, p_who);
END $$;
