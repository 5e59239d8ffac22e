-- Opens elders' streams for writing, each for the caller who asks for it: one row an ask, by its turn. Guards: whether the caller
-- may write about the elder as of the moment of the fact. `maker` null: the token is no longer valid; `subject` null: there is no
-- such elder for the caller; `busy`: another transaction has the stream open, and `p_wait` says not to wait for it.
-- With `p_whole`, nothing is opened unless everything is. An elder is asked for once.
-- The locks are taken in one statement, in the order of the subjects, so that no two callers wait for each other. The streams are
-- read in a later statement, which asks again whether each caller may: a transfer may have been committed meanwhile.
CREATE FUNCTION book_open(p_asks json, p_wait boolean, p_whole boolean)
  RETURNS TABLE (turn int, busy boolean, maker uuid, subject uuid, version int, views_version int, views_code int, latest_at timestamptz,
    written_at timestamptz, place_id uuid, place_no int, then_place_id uuid, file_version int, status json, key bytea, visitor uuid,
    visitor_key bytea, said json)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
  SET enable_seqscan = off  -- plans made while the tables are young must not outlive their youth
  AS $$
#variable_conflict use_column
DECLARE allowed uuid[]; held uuid[]; given uuid[] := '{}'; asked int := 0;
BEGIN
  IF EXISTS (SELECT FROM json_to_recordset(p_asks) a(principal uuid, generation int)
      JOIN principal p ON p.id = a.principal AND p.generation = a.generation AND p.enabled) THEN
    PERFORM must_be_open();
  END IF;
  SELECT array_agg(a.subject) INTO allowed  -- a stranger must not even hold the lock
    FROM json_to_recordset(p_asks) a(principal uuid, generation int, subject uuid, at timestamptz)
      JOIN principal p ON p.id = a.principal AND p.generation = a.generation AND p.enabled
    WHERE may_write(p, a.subject, a.at);
  IF p_wait THEN
    SELECT array_agg(l.subject) INTO held
      FROM (SELECT h.subject FROM head h WHERE h.subject = ANY (allowed) ORDER BY h.subject FOR UPDATE) l;
  ELSE
    SELECT array_agg(l.subject) INTO held
      FROM (SELECT h.subject FROM head h WHERE h.subject = ANY (allowed) ORDER BY h.subject FOR UPDATE SKIP LOCKED) l;
  END IF;
  FOR turn, busy, maker, subject, version, views_version, views_code, latest_at, written_at, place_id, place_no, then_place_id,
      file_version, status, key, visitor, visitor_key, said IN
    SELECT a.turn, NOT p_wait AND a.subject = ANY (allowed) AND a.subject = ANY (held) IS NOT TRUE, p.maker, o.subject, o.version,
      o.views_version, o.views_code, o.latest_at,
      greatest(coalesce(a.now, clock_timestamp()), o.last_at + interval '1 microsecond'),
      o.place_id, o.place_no, o.then_place_id, o.file_version, o.status, k.wrapped, v.id, v.wrapped,
      CASE WHEN a.numbers <> '{}' THEN (
        SELECT json_agg(json_build_object('number', s.number, 'fingerprint', encode(s.fingerprint, 'hex'),
          'subject', s.subject, 'version', s.version, 'id', e.id, 'kind', e.kind))
        FROM said s LEFT JOIN entry e USING (subject, version) WHERE s.owner = p.maker AND s.number = ANY (a.numbers)) END
    FROM json_to_recordset(p_asks) a(turn int, principal uuid, generation int, subject uuid, at timestamptz, numbers text[],
        visitor bytea, now timestamptz)
      LEFT JOIN principal p ON p.id = a.principal AND p.generation = a.generation AND p.enabled
      LEFT JOIN LATERAL (
        SELECT h.*, e.place_id AS then_place_id
        FROM head h JOIN presence e ON e.elder = h.subject AND e.from_at <= a.at AND a.at < e.until_at
        WHERE h.subject = a.subject AND h.subject = ANY (held) AND may_write(p, h.subject, a.at)) o ON true
      LEFT JOIN person k ON k.id = o.subject
      LEFT JOIN person v ON v.maker = p.maker AND v.tag = a.visitor
  LOOP
    asked := asked + 1;
    IF book_open.subject IS NOT NULL THEN given := given || book_open.subject; END IF;
    RETURN NEXT;
  END LOOP;
  IF given = '{}' OR p_whole AND cardinality(given) < asked THEN
    PERFORM set_config('carevisit.opened', '', true);
  ELSE
    PERFORM set_config('carevisit.opened', given::text, true);
  END IF;
END $$;

ALTER FUNCTION book_open OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION book_open FROM public;
GRANT EXECUTE ON FUNCTION book_open TO carevisit_app;
