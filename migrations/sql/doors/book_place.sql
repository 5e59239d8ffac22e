-- Opens a place's own stream for writing. Guards: a place of the caller's area. No row: the token is no longer valid; `subject`
-- null: there is no such place for the caller.
-- The lock is the place's row, for a place that nobody has written about has no head; numbering the tree anew takes it too.
CREATE FUNCTION book_place(p_principal uuid, p_generation int, p_code text, p_numbers text[], p_now timestamptz)
  RETURNS TABLE (maker uuid, subject uuid, version int, views_version int, views_code int, latest_at timestamptz, written_at timestamptz,
    place_id uuid, place_no int, agencies uuid[], said json)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
#variable_conflict use_column
DECLARE who principal; spot place;
BEGIN
  SELECT * INTO who FROM principal p WHERE p.id = p_principal AND p.generation = p_generation AND p.enabled;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM must_be_open();
  maker := who.maker;
  SELECT l.* INTO spot FROM place l JOIN place mine ON mine.id = who.place_id WHERE l.code = p_code AND l.no BETWEEN mine.no AND mine.hi;
  IF spot.id IS NOT NULL THEN
    PERFORM FROM place l WHERE l.id = spot.id FOR NO KEY UPDATE;
    PERFORM FROM head h WHERE h.subject = spot.id FOR UPDATE;
    SELECT l.id, coalesce(h.version, 0), h.views_version, h.views_code, h.latest_at,
        greatest(coalesce(p_now, clock_timestamp()), h.last_at + interval '1 microsecond'), l.id, l.no,
        ARRAY(SELECT DISTINCT c.agency FROM contract_at c JOIN place s ON s.id = c.place_id WHERE s.no <= l.hi AND s.hi >= l.no
          AND (coalesce(p_now, clock_timestamp()) AT TIME ZONE 'Asia/Shanghai')::date BETWEEN c.from_on AND c.until_on),
        CASE WHEN p_numbers <> '{}' THEN (
          SELECT json_agg(json_build_object('number', s.number, 'fingerprint', encode(s.fingerprint, 'hex'),
            'subject', s.subject, 'version', s.version, 'id', e.id, 'kind', e.kind))
          FROM said s LEFT JOIN entry e USING (subject, version) WHERE s.owner = who.maker AND s.number = ANY (p_numbers)) END
      INTO subject, version, views_version, views_code, latest_at, written_at, place_id, place_no, agencies, said
      FROM place l JOIN place mine ON mine.id = who.place_id LEFT JOIN head h ON h.subject = l.id
      WHERE l.id = spot.id AND l.no BETWEEN mine.no AND mine.hi;
    IF subject IS NOT NULL THEN
      PERFORM set_config('carevisit.opened', '{' || subject || '}', true);
    END IF;
  END IF;
  RETURN NEXT;
END $$;

ALTER FUNCTION book_place OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION book_place FROM public;
GRANT EXECUTE ON FUNCTION book_place TO carevisit_app;
