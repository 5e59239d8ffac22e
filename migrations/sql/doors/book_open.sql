-- Opens one elder's stream for writing. Guards: asks whether the caller may write about the elder as of `p_at`, the moment of the
-- fact. No row: the token is no longer valid. `subject` null: there is no such elder for the caller.
-- The lock is taken in one statement and the stream read in a later one, which asks again whether the caller may: a transfer may
-- have been committed while this one waited.
CREATE FUNCTION book_open(p_principal uuid, p_generation int, p_subject uuid, p_at timestamptz, p_numbers text[], p_visitor bytea, p_now timestamptz)
  RETURNS TABLE (maker uuid, subject uuid, version int, views_version int, views_code int, latest_at timestamptz, written_at timestamptz,
    place_id uuid, place_no int, then_place_id uuid, file_version int, status json, key bytea, visitor uuid, visitor_key bytea, said json)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
#variable_conflict use_column
DECLARE who principal;
BEGIN
  SELECT * INTO who FROM principal p WHERE p.id = p_principal AND p.generation = p_generation AND p.enabled;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM must_be_open();
  maker := who.maker;
  IF may_write(who, p_subject, p_at) THEN  -- a stranger must not even hold the lock
    PERFORM FROM head h WHERE h.subject = p_subject FOR UPDATE;
    SELECT h.subject, h.version, h.views_version, h.views_code, h.latest_at,
        greatest(coalesce(p_now, clock_timestamp()), h.last_at + interval '1 microsecond'),
        h.place_id, h.place_no, e.place_id, h.file_version, h.status, k.wrapped, v.id, v.wrapped,
        CASE WHEN p_numbers <> '{}' THEN (
          SELECT json_agg(json_build_object('number', s.number, 'fingerprint', encode(s.fingerprint, 'hex'),
            'subject', s.subject, 'version', s.version)) FROM said s WHERE s.owner = who.maker AND s.number = ANY (p_numbers)) END
      INTO subject, version, views_version, views_code, latest_at, written_at, place_id, place_no, then_place_id, file_version,
        status, key, visitor, visitor_key, said
      FROM head h JOIN presence e ON e.elder = h.subject AND e.from_at <= p_at AND p_at < e.until_at
        LEFT JOIN person k ON k.id = h.subject LEFT JOIN person v ON v.maker = who.maker AND v.tag = p_visitor
      WHERE h.subject = p_subject AND may_write(who, p_subject, p_at);
    IF subject IS NOT NULL THEN
      PERFORM set_config('carevisit.opened', '{' || p_subject || '}', true);
    END IF;
  END IF;
  RETURN NEXT;
END $$;

ALTER FUNCTION book_open OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION book_open FROM public;
GRANT EXECUTE ON FUNCTION book_open TO carevisit_app;
