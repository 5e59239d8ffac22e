-- Begins a census campaign. Guards: in a place of the caller's. No row: the token is no longer valid; `id` null: there is no such
-- place for the caller; `print`: the fingerprint that came with the same number before.
CREATE FUNCTION campaign_begin(p_principal uuid, p_generation int, p_id uuid, p_place text, p_name text, p_from date, p_list_by date,
    p_survey_by date, p_confirm_by date, p_number text, p_print bytea, p_now timestamptz)
  RETURNS TABLE (id uuid, print bytea)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
#variable_conflict use_column
DECLARE who principal; spot uuid; moment timestamptz := coalesce(p_now, clock_timestamp());
BEGIN
  SELECT * INTO who FROM principal p WHERE p.id = p_principal AND p.generation = p_generation AND p.enabled;
  IF NOT FOUND THEN RETURN; END IF;
  IF p_number IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(current_schema() || who.maker || p_number, 54));
    RETURN QUERY SELECT s.subject, s.fingerprint FROM said s WHERE s.owner = who.maker AND s.number = p_number;
    IF FOUND THEN RETURN; END IF;
  END IF;
  SELECT l.id INTO spot FROM place mine JOIN place l ON l.no BETWEEN mine.no AND mine.hi WHERE mine.id = who.place_id AND l.code = p_place;
  IF spot IS NULL THEN RETURN QUERY SELECT NULL::uuid, NULL::bytea; RETURN; END IF;
  INSERT INTO campaign VALUES (p_id, spot, p_name, p_from, p_list_by, p_survey_by, p_confirm_by, who.id, moment);
  IF p_number IS NOT NULL THEN INSERT INTO said VALUES (who.maker, p_number, p_print, p_id, 0, moment); END IF;
  RETURN QUERY SELECT p_id, NULL::bytea;
END $$;

ALTER FUNCTION campaign_begin OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION campaign_begin FROM public;
GRANT EXECUTE ON FUNCTION campaign_begin TO carevisit_app;
