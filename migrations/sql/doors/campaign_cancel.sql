-- Cancels a census campaign of the caller's places; a second time changes nothing. False: there is none for the caller.
CREATE FUNCTION campaign_cancel(p_principal uuid, p_generation int, p_id uuid, p_now timestamptz) RETURNS TABLE (there boolean)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
#variable_conflict use_column
DECLARE who principal; mine uuid;
BEGIN
  SELECT * INTO who FROM principal p WHERE p.id = p_principal AND p.generation = p_generation AND p.enabled;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT c.id INTO mine FROM campaign c JOIN place l ON l.id = c.place_id JOIN place up ON l.no BETWEEN up.no AND up.hi
    WHERE c.id = p_id AND up.id = who.place_id;
  UPDATE campaign c SET cancelled_by = who.id, cancelled_at = coalesce(p_now, clock_timestamp())
    WHERE c.id = mine AND c.cancelled_at IS NULL;
  RETURN QUERY SELECT mine IS NOT NULL;
END $$;

ALTER FUNCTION campaign_cancel OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION campaign_cancel FROM public;
GRANT EXECUTE ON FUNCTION campaign_cancel TO carevisit_app;
