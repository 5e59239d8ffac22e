-- 1. Remote monitoring (远程监测) and the family's part: views of elders' streams.
CREATE TABLE device (
  elder_id uuid NOT NULL,
  id uuid NOT NULL,                    -- of the entry that placed it
  version int NOT NULL,
  revision int NOT NULL,               -- +1 with each new last day
  place_id int NOT NULL,
  place_no int NOT NULL,
  maker uuid NOT NULL,
  kind text NOT NULL,
  external_id text,
  quiet_hours int NOT NULL,
  from_on date NOT NULL,
  until_on date NOT NULL,              -- 9999-12-31: no end is set
  counted_from timestamptz NOT NULL,   -- silence counts from here on
  alerted_at timestamptz,              -- the last alert
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (elder_id, id)
);
CREATE UNIQUE INDEX device_id ON device (id);
CREATE INDEX device_area ON device (place_no, id);
CREATE TABLE alert (
  elder_id uuid NOT NULL,
  id uuid NOT NULL,                    -- of the entry that raised it
  version int NOT NULL,
  revision int NOT NULL,
  place_id int NOT NULL,
  place_no int NOT NULL,
  maker uuid NOT NULL,
  device_id uuid NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  happened_at timestamptz NOT NULL,
  external_id text,
  risk_id uuid,                        -- that it opened or belongs to
  finding text,
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  acknowledged_version int,            -- of the entry that holds the words
  ended_at timestamptz,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (elder_id, id)
);
CREATE UNIQUE INDEX alert_id ON alert (id);
CREATE INDEX alert_area ON alert (place_no, id);
CREATE INDEX alert_state ON alert (state, place_no);
CREATE TABLE urging (
  elder_id uuid NOT NULL,
  id uuid NOT NULL,
  version int NOT NULL,
  answer_version int,                  -- of the entry that holds the words of the last answer
  revision int NOT NULL,               -- +1 with each answer
  place_id int NOT NULL,
  place_no int NOT NULL,
  maker uuid NOT NULL,
  urged_on date NOT NULL,
  by text NOT NULL,
  how text NOT NULL,
  person_id uuid,                      -- of the file
  answer text,
  answered_on date,
  follow_up_on date,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (elder_id, id)
);
CREATE UNIQUE INDEX urging_id ON urging (id);
CREATE INDEX urging_area ON urging (place_no, id);
CREATE TABLE family_contact (
  elder_id uuid NOT NULL,
  id uuid NOT NULL,
  version int NOT NULL,
  revision int NOT NULL,               -- 1 as recorded, 2 once void
  place_id int NOT NULL,
  place_no int NOT NULL,
  maker uuid NOT NULL,
  state text NOT NULL,
  mode text NOT NULL,
  person_id uuid,                      -- of the file
  happened_at timestamptz NOT NULL,
  duration_minutes int NOT NULL,
  confirmed_by text NOT NULL,
  external_id text,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (elder_id, id)
);
CREATE UNIQUE INDEX family_contact_id ON family_contact (id);
CREATE INDEX family_contact_area ON family_contact (place_no, id);

-- 2. Signs of life: when a device was heard last; no view, and not in the ledger.
CREATE TABLE device_sign (
  device_id uuid PRIMARY KEY,
  elder_id uuid NOT NULL,
  heard_at timestamptz NOT NULL
) WITH (fillfactor = 50);              -- rewritten in place, for no index holds the moment

-- 3. Walls: the area. An agency that serves the elder also sees the devices; the maker of a record reads it after the elder
--    has moved.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['device', 'alert', 'urging', 'family_contact'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY keeper ON %I TO carevisit_keeper USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY writer ON %I TO carevisit_writer USING (elder_id = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder_id = ANY ((SELECT opened())::uuid[]))', t);
    EXECUTE format('CREATE POLICY area ON %I FOR SELECT TO carevisit_area USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()))', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO carevisit_keeper, carevisit_writer', t);
    EXECUTE format('GRANT SELECT ON %I TO carevisit_area', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['alert', 'urging', 'family_contact'] LOOP
    EXECUTE format('CREATE POLICY own ON %I FOR SELECT TO carevisit_own USING (maker = (SELECT own_maker()))', t);
    EXECUTE format('GRANT SELECT ON %I TO carevisit_own', t);
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION account_name TO carevisit_own;
CREATE POLICY assigned ON device FOR SELECT TO carevisit_assigned USING (
  (SELECT true FROM assignment a WHERE a.agency = (SELECT own_maker()) AND a.elder = device.elder_id LIMIT 1));
GRANT SELECT ON device TO carevisit_assigned;
ALTER TABLE device_sign ENABLE ROW LEVEL SECURITY;
ALTER TABLE device_sign FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON device_sign TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY heard ON device_sign FOR SELECT TO carevisit_area, carevisit_assigned USING (
  (SELECT true FROM device d WHERE d.id = device_sign.device_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON device_sign TO carevisit_keeper;
GRANT SELECT ON device_sign TO carevisit_area, carevisit_assigned;

-- 4. The devices that are quiet at the reader's moment (失联): in place, the elder neither suspended nor gone, and nothing heard
--    for the quiet time.
CREATE VIEW device_quiet WITH (security_invoker = true) AS
  SELECT d.elder_id, d.id AS device_id, heard.at + make_interval(hours => d.quiet_hours) AS since
  FROM device d LEFT JOIN device_sign s ON s.device_id = d.id
    JOIN standing t ON t.elder = d.elder_id AND t.from_on <= rule_day() AND t.until_on >= rule_day(),
    LATERAL (SELECT greatest(d.counted_from, d.alerted_at, s.heard_at) AS at) heard
  WHERE d.from_on <= rule_day() AND d.until_on >= rule_day() AND t.state IN ('candidate', 'active')
    AND heard.at + make_interval(hours => d.quiet_hours) <= rule_at();
GRANT SELECT ON device_quiet TO carevisit_area, carevisit_assigned;
CREATE FUNCTION device_flags(p_elder uuid) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN EXISTS (SELECT FROM device_quiet q WHERE q.elder_id = p_elder) THEN ARRAY['device_quiet'] ELSE '{}' END $$;

-- 5. The door of signs: when devices of the principal's area were heard. Answers those that are there; null: the token is no
--    longer good. Rows are taken in one order, so that two batches do not deadlock.
GRANT CREATE ON SCHEMA public TO carevisit_keeper;
CREATE FUNCTION hear_devices(p_principal uuid, p_generation int, p_devices uuid[], p_heard timestamptz[]) RETURNS uuid[]
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE mine record; there uuid[];
BEGIN
  SELECT l.no, l.hi INTO mine FROM principal p LEFT JOIN place l ON l.id = p.place_id
    WHERE p.id = p_principal AND p.generation = p_generation AND p.enabled;
  IF NOT FOUND THEN RETURN NULL; END IF;
  SELECT coalesce(array_agg(d.id), '{}') INTO there FROM device d
    WHERE d.id = ANY (p_devices) AND d.place_no BETWEEN mine.no AND mine.hi;
  INSERT INTO device_sign (device_id, elder_id, heard_at)
    SELECT d.id, d.elder_id, max(told.at) FROM unnest(p_devices, p_heard) told(id, at) JOIN device d ON d.id = told.id
      WHERE d.id = ANY (there) GROUP BY d.id, d.elder_id ORDER BY d.id
    ON CONFLICT (device_id) DO UPDATE SET heard_at = excluded.heard_at WHERE device_sign.heard_at < excluded.heard_at;
  RETURN there;
END $$;
ALTER FUNCTION hear_devices(uuid, int, uuid[], timestamptz[]) OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION hear_devices(uuid, int, uuid[], timestamptz[]) FROM public;
REVOKE CREATE ON SCHEMA public FROM carevisit_keeper;
GRANT EXECUTE ON FUNCTION hear_devices TO carevisit_writer;

-- 6. The scopes, for the tiers' accounts, which have had every scope of their role so far.
UPDATE principal SET scopes = scopes || '{alerts:write}'::text[]
  WHERE role IN ('supervisor', 'guide', 'liaison') AND NOT 'alerts:write' = ANY (scopes);
UPDATE principal SET scopes = scopes || '{family:write}'::text[]
  WHERE role IN ('supervisor', 'guide', 'liaison') AND NOT 'family:write' = ANY (scopes);
