-- 1. What places say, as views of their streams. Who says it is the subject; whom it reaches is the range place_no..place_hi.
CREATE TABLE special_period (          -- 特殊时间节点
  subject uuid NOT NULL,
  id uuid NOT NULL,                    -- of the entry that declared it
  version int NOT NULL,
  revision int NOT NULL,               -- 1 as declared, 2 once cancelled
  place_id int NOT NULL,
  place_no int NOT NULL,
  place_hi int NOT NULL,
  from_on date NOT NULL,
  until_on date NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  times smallint NOT NULL,             -- visits asked for beside the ordinary ones
  tiers text[] NOT NULL,
  modes text[] NOT NULL,
  state text NOT NULL,
  declared_at timestamptz NOT NULL,    -- when it was written
  cancelled_at timestamptz,
  PRIMARY KEY (subject, id)
);
CREATE UNIQUE INDEX special_period_id ON special_period (id);
CREATE INDEX special_period_until ON special_period (until_on, id);

CREATE TABLE adoption (                -- from a day on other rules hold in a place
  subject uuid NOT NULL,
  id uuid NOT NULL,
  version int NOT NULL,
  place_id int NOT NULL,
  place_no int NOT NULL,
  place_hi int NOT NULL,
  profile text NOT NULL,
  from_on date NOT NULL,
  adopted_at timestamptz NOT NULL,
  PRIMARY KEY (subject, id)
);
CREATE UNIQUE INDEX adoption_id ON adoption (id);
CREATE INDEX adoption_area ON adoption (place_no, from_on);

CREATE TABLE adoption_progress (       -- how far the elders below have been told: the job's own notebook, no view
  adoption uuid PRIMARY KEY,
  after uuid NOT NULL,                 -- the last elder of this round
  round smallint NOT NULL              -- once when it is told, once more when it comes into force; 2: all is done
);

-- 2. Walls. A reader sees what was said at their own place, above it and below it; an agency, of the places it serves today.
GRANT EXECUTE ON FUNCTION contract_now TO carevisit_assigned;
ALTER TABLE adoption_progress ENABLE ROW LEVEL SECURITY;
ALTER TABLE adoption_progress FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON adoption_progress TO carevisit_keeper USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON adoption_progress TO carevisit_keeper;
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['special_period', 'adoption'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY keeper ON %I TO carevisit_keeper USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY writer ON %I TO carevisit_writer USING (subject = ANY ((SELECT opened())::uuid[])) WITH CHECK (subject = ANY ((SELECT opened())::uuid[]))', t);
    EXECUTE format('CREATE POLICY area ON %I FOR SELECT TO carevisit_area USING (place_no <= (SELECT area_hi()) AND place_hi >= (SELECT area_lo()))', t);
    EXECUTE format('CREATE POLICY assigned ON %1$I FOR SELECT TO carevisit_assigned USING ((SELECT true FROM contract_now() c JOIN place l ON l.id = c.place_id WHERE %1$I.place_no <= l.hi AND %1$I.place_hi >= l.no LIMIT 1))', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO carevisit_keeper, carevisit_writer', t);
    EXECUTE format('GRANT SELECT ON %I TO carevisit_area, carevisit_assigned', t);
  END LOOP;
END $$;

-- 3. Doors.
GRANT CREATE ON SCHEMA public TO carevisit_keeper;

-- The stream of a place: its subject holds the place's id, so it is the same whoever asks (RFC 9562, version 8).
CREATE FUNCTION place_subject(p_place int) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ('00000000-0000-8000-8000-' || lpad(to_hex(p_place), 12, '0'))::uuid $$;

-- Opens a place's own stream for writing. No row: the token is no longer good; subject null: the place is not the actor's.
-- The lock is the place's row, so the first who speaks waits for nobody's head; a numbering of the tree waits too, and we for it.
CREATE FUNCTION book_place(p_principal uuid, p_generation int, p_code text, p_numbers text[], p_now timestamptz)
  RETURNS TABLE (maker uuid, subject uuid, version int, views_version int, views_code int, latest_at timestamptz, written_at timestamptz,
    place_id int, place_no int, agencies uuid[], said json)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE who principal; spot place;
BEGIN
  SELECT * INTO who FROM principal p WHERE p.id = p_principal AND p.generation = p_generation AND p.enabled;
  IF NOT FOUND THEN RETURN; END IF;
  maker := who.maker;
  SELECT l.* INTO spot FROM place l JOIN place mine ON mine.id = who.place_id WHERE l.code = p_code AND l.no BETWEEN mine.no AND mine.hi;
  IF spot.id IS NOT NULL THEN
    PERFORM FROM place l WHERE l.id = spot.id FOR NO KEY UPDATE;
    PERFORM FROM head h WHERE h.subject = place_subject(spot.id) FOR UPDATE;
    SELECT place_subject(l.id), coalesce(h.version, 0), h.views_version, h.views_code, h.latest_at,
        greatest(coalesce(p_now, clock_timestamp()), h.last_at + interval '1 microsecond'), l.id, l.no,
        ARRAY(SELECT DISTINCT c.agency FROM contract c JOIN place s ON s.id = c.place_id WHERE s.no <= l.hi AND s.hi >= l.no
          AND (coalesce(p_now, clock_timestamp()) AT TIME ZONE 'Asia/Shanghai')::date BETWEEN c.from_on AND c.until_on),
        CASE WHEN p_numbers <> '{}' THEN (
          SELECT json_agg(json_build_object('number', s.number, 'fingerprint', encode(s.fingerprint, 'hex'),
            'subject', s.subject, 'version', s.version)) FROM said s WHERE s.owner = who.maker AND s.number = ANY (p_numbers)) END
      INTO subject, version, views_version, views_code, latest_at, written_at, place_id, place_no, agencies, said
      FROM place l JOIN place mine ON mine.id = who.place_id LEFT JOIN head h ON h.subject = place_subject(l.id)
      WHERE l.id = spot.id AND l.no BETWEEN mine.no AND mine.hi;
    IF subject IS NOT NULL THEN
      PERFORM set_config('carevisit.opened', '{' || subject || '}', true);
    END IF;
  END IF;
  RETURN NEXT;
END $$;

-- What was adopted at a place and above it: which rules hold where is no secret to who writes.
CREATE FUNCTION adopted_for(p_place int) RETURNS TABLE (depth int, profile text, from_on date, adopted_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT a.place_no, a.profile, a.from_on, a.adopted_at FROM place l JOIN adoption a ON a.place_no <= l.no AND a.place_hi >= l.no
  WHERE l.id = p_place $$;

-- On which days somebody met an elder, by mode: of elders whom the reader sees today, whoever made the visits; no record is told.
CREATE FUNCTION days_met(p_elder uuid, p_from date, p_until date) RETURNS TABLE (day date, mode text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT v.day, v.mode FROM visit v
  WHERE v.elder_id = p_elder AND v.day BETWEEN p_from AND p_until AND v.outcome = 'met' AND v.state <> 'void'
    AND (EXISTS (SELECT FROM head h WHERE h.subject = p_elder AND h.place_no BETWEEN area_lo() AND area_hi())
      OR EXISTS (SELECT FROM assignment a WHERE a.agency = own_maker() AND a.elder = p_elder
        AND a.from_at <= rule_at() AND a.until_at > rule_at())) $$;

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['book_place(uuid, int, text, text[], timestamptz)', 'adopted_for(int)', 'days_met(uuid, date, date)'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO carevisit_keeper', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM public', f);
  END LOOP;
END $$;
REVOKE CREATE ON SCHEMA public FROM carevisit_keeper;
GRANT EXECUTE ON FUNCTION book_place TO carevisit_app;
GRANT EXECUTE ON FUNCTION adopted_for TO carevisit_writer;
GRANT EXECUTE ON FUNCTION days_met TO carevisit_area, carevisit_assigned;
