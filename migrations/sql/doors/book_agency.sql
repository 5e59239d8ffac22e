-- Opens the stream of an agency for writing. Guards: one that the caller may administer. `maker` null: the token is no longer valid;
-- `subject` null: there is none for the caller. The lock is its row, for one that was added without the ledger has no head; the
-- caller is asked for again behind it.
CREATE FUNCTION book_agency(p_principal uuid, p_generation int, p_agency uuid, p_numbers text[], p_now timestamptz)
  RETURNS TABLE (maker uuid, subject uuid, version int, views_version int, views_code int, latest_at timestamptz, written_at timestamptz,
    place_id uuid, place_no int, said json)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
#variable_conflict use_column
DECLARE who principal;
BEGIN
  SELECT * INTO who FROM principal p WHERE p.id = p_principal AND p.generation = p_generation AND p.enabled;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM must_be_open();
  PERFORM FROM principal p WHERE p.id = p_agency AND may_administer(who, p) FOR NO KEY UPDATE;  -- a client that shares the stream
  PERFORM FROM agency g WHERE g.id = p_agency AND may_administer_agency(who, g.id) FOR NO KEY UPDATE;
  PERFORM FROM head h WHERE h.subject = p_agency FOR UPDATE;
  SELECT * INTO who FROM principal p WHERE p.id = p_principal AND p.generation = p_generation AND p.enabled;
  IF NOT FOUND THEN RETURN; END IF;
  maker := who.maker;
  SELECT g.id, coalesce(h.version, 0), h.views_version, h.views_code, h.latest_at,
      greatest(coalesce(p_now, clock_timestamp()), h.last_at + interval '1 microsecond'), l.id, l.no,
      CASE WHEN p_numbers <> '{}' THEN (
        SELECT json_agg(json_build_object('number', s.number, 'fingerprint', encode(s.fingerprint, 'hex'),
          'subject', s.subject, 'version', s.version, 'id', e.id, 'kind', e.kind))
        FROM said s LEFT JOIN entry e USING (subject, version) WHERE s.owner = who.maker AND s.number = ANY (p_numbers)) END
    INTO subject, version, views_version, views_code, latest_at, written_at, place_id, place_no, said
    FROM agency g JOIN place l ON l.id = g.place_id LEFT JOIN head h ON h.subject = g.id
    WHERE g.id = p_agency AND may_administer_agency(who, g.id);
  IF subject IS NOT NULL THEN
    PERFORM set_config('carevisit.opened', '{' || subject || '}', true);
  END IF;
  RETURN NEXT;
END $$;

ALTER FUNCTION book_agency OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION book_agency FROM public;
GRANT EXECUTE ON FUNCTION book_agency TO carevisit_app;
