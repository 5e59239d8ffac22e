-- Opens the stream of an elder who is new to the ledger. Guards: only in a village of the caller's that has begun and takes elders in, and only a stream that is not
-- there yet. `twin`: a file of the caller's area with the same ID number; rivals of one number wait for each other.
-- The caller's numbers are looked up after that wait: the rival may have been the same registration, sent twice.
CREATE FUNCTION book_start(p_principal uuid, p_generation int, p_subject uuid, p_place text, p_numbers text[], p_twins bytea[], p_now timestamptz)
  RETURNS TABLE (maker uuid, written_at timestamptz, place_id uuid, place_no int, twin uuid, agencies uuid[], said json)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
#variable_conflict use_column
DECLARE who principal; mine place; spot place; moment timestamptz; was json; same uuid;
BEGIN
  SELECT * INTO who FROM principal p WHERE p.id = p_principal AND p.generation = p_generation AND p.enabled;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM must_be_open();
  SELECT * INTO mine FROM place l WHERE l.id = who.place_id;
  moment := coalesce(p_now, clock_timestamp());
  SELECT * INTO spot FROM place l WHERE l.code = p_place AND l.level = 'village' AND l.no BETWEEN mine.no AND mine.hi
    AND takes_in(l) AND (moment AT TIME ZONE 'Asia/Shanghai')::date BETWEEN l.from_on AND l.until_on;
  same := twin_within(p_principal, p_twins, NULL);
  IF cardinality(p_numbers) > 0 THEN
    SELECT json_agg(json_build_object('number', s.number, 'fingerprint', encode(s.fingerprint, 'hex'),
        'subject', s.subject, 'version', s.version, 'id', e.id, 'kind', e.kind))
      INTO was FROM said s LEFT JOIN entry e USING (subject, version) WHERE s.owner = who.maker AND s.number = ANY (p_numbers);
  END IF;
  IF EXISTS (SELECT FROM head h WHERE h.subject = p_subject) THEN spot := NULL; END IF;  -- that stream is opened by book_open
  IF spot.id IS NOT NULL THEN
    PERFORM set_config('carevisit.opened', '{' || p_subject || '}', true);
  END IF;
  RETURN QUERY SELECT who.maker, moment, spot.id, spot.no, same,
    ARRAY(SELECT DISTINCT c.agency FROM contract_at c JOIN place l ON l.id = c.place_id
      WHERE spot.no BETWEEN l.no AND l.hi AND (moment AT TIME ZONE 'Asia/Shanghai')::date BETWEEN c.from_on AND c.until_on), was;
END $$;

ALTER FUNCTION book_start OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION book_start FROM public;
GRANT EXECUTE ON FUNCTION book_start TO carevisit_app;
