-- Opens the stream of an account or client that is to be created. Guards: a role below the caller's (`below`), in places of the
-- caller's area: `spots` holds an id and `levels` a level for each code, null where there is no such place for the caller.
-- `agency_known`: a client is to sign in for no agency, or for one that the caller administers, with which it starts in its district.
-- `taken`: there is a principal of this login. The caller's numbers are looked up first: it may have been created by the same request.
CREATE FUNCTION book_principal_start(p_principal uuid, p_generation int, p_subject uuid, p_role text, p_login text, p_places text[],
    p_numbers text[], p_now timestamptz, p_agency uuid DEFAULT NULL)
  RETURNS TABLE (maker uuid, written_at timestamptz, below boolean, taken boolean, agency_known boolean, spots uuid[], levels text[],
    place_id uuid, place_no int, said json)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
#variable_conflict use_column
DECLARE who principal;
BEGIN
  SELECT * INTO who FROM principal p WHERE p.id = p_principal AND p.generation = p_generation AND p.enabled;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM must_be_open();
  maker := who.maker;
  written_at := coalesce(p_now, clock_timestamp());
  below := is_below(p_role, who);
  SELECT json_agg(json_build_object('number', s.number, 'fingerprint', encode(s.fingerprint, 'hex'),
      'subject', s.subject, 'version', s.version, 'id', e.id, 'kind', e.kind))
    INTO said FROM said s LEFT JOIN entry e USING (subject, version) WHERE s.owner = who.maker AND s.number = ANY (p_numbers);
  agency_known := p_agency IS NULL OR may_administer_agency(who, p_agency);
  SELECT array_agg(l.id ORDER BY a.turn), array_agg(l.level ORDER BY a.turn) INTO spots, levels
    FROM unnest(p_places) WITH ORDINALITY a(code, turn) LEFT JOIN place l ON l.code = a.code AND is_within(l.id, who) AND takes_in(l)
      AND l.until_on >= (written_at AT TIME ZONE 'Asia/Shanghai')::date;
  SELECT l.id, l.no INTO place_id, place_no FROM place l
    WHERE l.id = coalesce(spots[1], (SELECT g.place_id FROM agency g WHERE g.id = p_agency));
  taken := EXISTS (SELECT FROM principal p WHERE p.login = p_login);
  IF below AND NOT taken AND agency_known AND array_position(spots, NULL) IS NULL AND NOT EXISTS (SELECT FROM principal p WHERE p.id = p_subject) THEN
    PERFORM set_config('carevisit.opened', '{' || p_subject || '}', true);
  END IF;
  RETURN NEXT;
END $$;

ALTER FUNCTION book_principal_start OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION book_principal_start FROM public;
GRANT EXECUTE ON FUNCTION book_principal_start TO carevisit_app;
