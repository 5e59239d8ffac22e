-- Opens the stream of an account or client for writing. Guards: one's own, or one that the caller may administer. `maker` null: the
-- token is no longer valid; `subject` null: there is none for the caller. `spot`: the place of `p_place`, where it lies in the
-- caller's area. `place_id`: where the account or client acts, an agency's in the district that keeps it.
-- The lock is its row, for who was created without the ledger has no head. The caller is asked for again behind it: a password may
-- have been changed meanwhile.
CREATE FUNCTION book_principal(p_principal uuid, p_generation int, p_subject uuid, p_place text, p_numbers text[], p_now timestamptz)
  RETURNS TABLE (maker uuid, subject uuid, version int, views_version int, views_code int, latest_at timestamptz, written_at timestamptz,
    place_id uuid, place_no int, spot uuid, spot_level text, said json)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
#variable_conflict use_column
DECLARE who principal;
BEGIN
  SELECT * INTO who FROM principal p WHERE p.id = p_principal AND p.generation = p_generation AND p.enabled;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM must_be_open();
  PERFORM FROM principal p WHERE p.id = p_subject AND (p.id = who.id OR may_administer(who, p)) FOR NO KEY UPDATE;
  PERFORM FROM head h WHERE h.subject = p_subject FOR UPDATE;
  SELECT * INTO who FROM principal p WHERE p.id = p_principal AND p.generation = p_generation AND p.enabled;
  IF NOT FOUND THEN RETURN; END IF;
  maker := who.maker;
  SELECT p.id, coalesce(h.version, 0), h.views_version, h.views_code, h.latest_at,
      greatest(coalesce(p_now, clock_timestamp()), h.last_at + interval '1 microsecond'), l.id, l.no,
      CASE WHEN p_numbers <> '{}' THEN (
        SELECT json_agg(json_build_object('number', s.number, 'fingerprint', encode(s.fingerprint, 'hex'),
          'subject', s.subject, 'version', s.version, 'id', e.id, 'kind', e.kind))
        FROM said s LEFT JOIN entry e USING (subject, version) WHERE s.owner = who.maker AND s.number = ANY (p_numbers)) END
    INTO subject, version, views_version, views_code, latest_at, written_at, place_id, place_no, said
    FROM principal p LEFT JOIN head h ON h.subject = p.id
      LEFT JOIN place l ON l.id = coalesce(p.place_id, (SELECT g.place_id FROM agency g WHERE g.id = p.maker))
    WHERE p.id = p_subject AND (p.id = who.id OR may_administer(who, p));
  IF subject IS NOT NULL THEN
    SELECT l.id, l.level INTO spot, spot_level FROM place l WHERE l.code = p_place AND is_within(l.id, who) AND takes_in(l)
      AND l.until_on >= (coalesce(p_now, clock_timestamp()) AT TIME ZONE 'Asia/Shanghai')::date;
    PERFORM set_config('carevisit.opened', '{' || subject || '}', true);
  END IF;
  RETURN NEXT;
END $$;

ALTER FUNCTION book_principal OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION book_principal FROM public;
GRANT EXECUTE ON FUNCTION book_principal TO carevisit_app;
