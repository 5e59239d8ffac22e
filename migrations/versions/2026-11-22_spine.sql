-- 1. Roles. One login role that owns nothing and inherits nothing; each transaction takes the one role that it needs.
--    They belong to the cluster, not to the database, so they may be there already.
DO $$
DECLARE r text;
BEGIN
  FOREACH r IN ARRAY ARRAY['keeper', 'writer', 'area', 'assigned', 'own', 'feed_area', 'feed_agency'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE carevisit_%s NOLOGIN', r);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END LOOP;
  BEGIN
    CREATE ROLE carevisit_app LOGIN NOINHERIT;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
  END;
END $$;
GRANT carevisit_keeper, carevisit_writer, carevisit_area, carevisit_assigned, carevisit_own, carevisit_feed_area,
  carevisit_feed_agency TO carevisit_app;
GRANT carevisit_keeper TO CURRENT_USER;  -- who gives a function away must be able to be its new owner
REVOKE CREATE ON SCHEMA public FROM public;
DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM public', current_database()); END $$;
GRANT CREATE ON SCHEMA public TO carevisit_keeper;  -- … who needs this for the length of this migration
GRANT USAGE ON SCHEMA public TO carevisit_app, carevisit_keeper, carevisit_writer, carevisit_area, carevisit_assigned,
  carevisit_own, carevisit_feed_area, carevisit_feed_agency;

-- 2. Access: the tree of places, who there is, who serves whom.
CREATE TABLE place (
  id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY,  -- never changes: entries hold it
  code text NOT NULL UNIQUE,                        -- 统计用区划代码
  name text NOT NULL,
  level text NOT NULL,
  parent int REFERENCES place (id),
  no int NOT NULL,                                  -- its turn in a walk through the tree: an area is the range no..hi
  hi int NOT NULL
);
CREATE INDEX place_no ON place (no);
CREATE INDEX place_parent ON place (parent);

CREATE TABLE principal (
  id uuid PRIMARY KEY,
  role text NOT NULL,
  name text NOT NULL,
  login text NOT NULL UNIQUE,          -- a user name, or a client's client_id
  secret_hash text NOT NULL,           -- argon2id
  place_id int REFERENCES place (id),  -- its area; an agency has contracts instead
  maker uuid NOT NULL,                 -- in whose name it writes: the agency's, else its own
  scopes text[] NOT NULL,
  generation int NOT NULL DEFAULT 1,   -- raised to end every token given so far
  enabled boolean NOT NULL DEFAULT true,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE refresh_token (
  hash bytea PRIMARY KEY,              -- of a random token, which itself is never stored
  family uuid NOT NULL,
  principal uuid NOT NULL REFERENCES principal (id),
  generation int NOT NULL,
  scopes text[] NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX refresh_token_family ON refresh_token (family);

CREATE TABLE contract (                -- an agency serves a place, for these days
  id uuid PRIMARY KEY,
  agency uuid NOT NULL,
  place_id int NOT NULL REFERENCES place (id),
  from_on date NOT NULL,
  until_on date NOT NULL DEFAULT 'infinity'
);
CREATE INDEX contract_agency ON contract (agency);

CREATE TABLE presence (                -- where an elder lived, and when
  elder uuid NOT NULL,
  place_id int NOT NULL REFERENCES place (id),
  from_at timestamptz NOT NULL,
  until_at timestamptz NOT NULL,
  PRIMARY KEY (elder, from_at)
);

CREATE TABLE assignment (              -- contracts, flattened per elder, to the moment: a move ends one at once
  agency uuid NOT NULL,
  elder uuid NOT NULL,
  contract uuid NOT NULL,
  from_at timestamptz NOT NULL,
  until_at timestamptz NOT NULL,                -- no longer included
  told_added boolean NOT NULL DEFAULT false,    -- whether the feed has said that the elder came
  told_removed boolean NOT NULL DEFAULT false,  -- or went
  PRIMARY KEY (agency, elder, contract, from_at)
);
CREATE INDEX assignment_elder ON assignment (elder);
CREATE INDEX assignment_untold ON assignment (from_at) WHERE NOT told_added;
CREATE INDEX assignment_ending ON assignment (until_at) WHERE NOT told_removed AND until_at < 'infinity';

CREATE VIEW assignment_due WITH (security_invoker = true) AS  -- what assignments must hold: contract days × where elders lived
  SELECT c.agency, e.elder, c.id AS contract, span.from_at, span.until_at
  FROM contract c JOIN place l ON l.id = c.place_id JOIN place v ON v.no BETWEEN l.no AND l.hi JOIN presence e ON e.place_id = v.id,
    LATERAL (SELECT greatest(c.from_on::timestamp AT TIME ZONE 'Asia/Shanghai', e.from_at) AS from_at,
      least((c.until_on + 1)::timestamp AT TIME ZONE 'Asia/Shanghai', e.until_at) AS until_at) span
  WHERE span.from_at < span.until_at;

-- 3. The ledger.
CREATE TABLE head (                    -- one row per subject: its lock, its version, and an elder's status
  subject uuid PRIMARY KEY,
  noun text NOT NULL,
  version int NOT NULL,
  views_version int NOT NULL,          -- the version that the views reflect
  views_code int NOT NULL,             -- the number of the code that shaped them
  last_at timestamptz NOT NULL,        -- written_at of the latest entry
  latest_at timestamptz NOT NULL,      -- happened_at of the live entry that sorts last
  place_id int REFERENCES place (id),
  place_no int,
  file_version int,                    -- the entry that holds the elder's file as it is
  state text,
  tier text,
  categories text[],
  flags text[],
  standing_from date,
  last_in_home_on date,
  last_contact_on date,
  running_no int,
  open_needs int,
  open_risks int,
  status json                          -- the fold's own state
) WITH (fillfactor = 70);
CREATE INDEX head_area ON head (place_no, subject);

CREATE TABLE entry (
  subject uuid NOT NULL,
  version int NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  schema_no smallint NOT NULL,
  place_id int,
  audience int[] NOT NULL,             -- places whose readers the feed tells
  beyond int[] NOT NULL,               -- … unless they see one of these too
  agencies uuid[] NOT NULL,            -- agencies that the feed tells
  maker uuid NOT NULL,
  actor uuid NOT NULL,
  happened_at timestamptz NOT NULL,
  written_at timestamptz NOT NULL,
  cause uuid,
  corrects uuid,
  record_no text,
  open json NOT NULL,                  -- json keeps the bytes that were hashed; jsonb would not
  hash bytea NOT NULL,
  PRIMARY KEY (subject, version)
);
CREATE INDEX entry_kind ON entry (kind, schema_no);
CREATE TABLE sealed (
  subject uuid NOT NULL,
  version int NOT NULL,
  person uuid NOT NULL,
  ciphertext bytea NOT NULL,
  PRIMARY KEY (subject, version, person)
);
CREATE INDEX sealed_person ON sealed (person);
CREATE TABLE person (                  -- a key per person; destroying it forgets them
  id uuid PRIMARY KEY,
  maker uuid,                          -- visitors are known within the maker that sends them
  tag bytea,
  wrapped bytea NOT NULL
);
CREATE UNIQUE INDEX person_tag ON person (maker, tag);
CREATE TABLE search_tag (              -- exact search over sealed words; not unique: two files may share a number
  subject uuid NOT NULL,
  version int NOT NULL,
  field text NOT NULL,
  tag bytea NOT NULL,
  PRIMARY KEY (subject, version, field, tag)
);
CREATE INDEX search_tag_tag ON search_tag (tag);
CREATE TABLE said (                    -- numbers that a caller has used; never a body
  owner uuid NOT NULL,
  number text NOT NULL,
  fingerprint bytea NOT NULL,
  subject uuid NOT NULL,
  version int NOT NULL,
  said_at timestamptz NOT NULL,
  PRIMARY KEY (owner, number)
);
CREATE TABLE pending (
  ingest bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  subject uuid NOT NULL,
  version int NOT NULL,
  hash bytea NOT NULL
);
CREATE TABLE feed (
  position bigint PRIMARY KEY,
  subject uuid NOT NULL,
  version int NOT NULL,
  hash bytea NOT NULL,
  UNIQUE (subject, version)
);
CREATE TABLE feed_head (
  id int PRIMARY KEY CHECK (id = 1),
  position bigint NOT NULL
);
INSERT INTO feed_head VALUES (1, 0);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON sealed FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON feed FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE entry ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE sealed ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE feed ENABLE ALWAYS TRIGGER append_only;

-- 4. Views. Their rows are shaped by the slices' view functions and by nothing else.
CREATE TABLE visit (
  elder_id uuid NOT NULL,
  id uuid NOT NULL,                    -- of the entry that first recorded it
  version int NOT NULL,                -- of that entry
  content_version int NOT NULL,        -- of the entry that holds what it says now
  revision int NOT NULL,               -- 1 as recorded, +1 with each correction or void
  place_id int NOT NULL,
  place_no int NOT NULL,
  maker uuid NOT NULL,
  state text NOT NULL,
  running_no int,
  mode text NOT NULL,
  outcome text NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  day date NOT NULL,
  recorded_at timestamptz NOT NULL,
  late boolean NOT NULL,
  PRIMARY KEY (elder_id, id)
);
CREATE UNIQUE INDEX visit_id ON visit (id);
CREATE INDEX visit_area ON visit (place_no, id);
CREATE INDEX visit_maker ON visit (maker, id);
CREATE TABLE need (
  elder_id uuid NOT NULL,
  id uuid NOT NULL,
  version int NOT NULL,
  revision int NOT NULL,
  place_id int NOT NULL,
  place_no int NOT NULL,
  maker uuid NOT NULL,
  visit_id uuid,
  kind text NOT NULL,
  urgent boolean NOT NULL,
  state text NOT NULL,
  raised_at timestamptz NOT NULL,
  PRIMARY KEY (elder_id, id)
);
CREATE UNIQUE INDEX need_id ON need (id);
CREATE INDEX need_area ON need (place_no, id);
CREATE INDEX need_maker ON need (maker, id);
CREATE TABLE risk (
  elder_id uuid NOT NULL,
  id uuid NOT NULL,
  version int NOT NULL,
  revision int NOT NULL,
  place_id int NOT NULL,
  place_no int NOT NULL,
  maker uuid NOT NULL,
  visit_id uuid,
  kind text NOT NULL,
  severity text NOT NULL,
  state text NOT NULL,
  reported_at timestamptz NOT NULL,
  PRIMARY KEY (elder_id, id)
);
CREATE UNIQUE INDEX risk_id ON risk (id);
CREATE INDEX risk_area ON risk (place_no, id);
CREATE INDEX risk_maker ON risk (maker, id);

-- 5. Walls. Settings are transaction-local; an unset one is null, and null lets nothing through.
--    Where a wall looks into another table it does so by (SELECT true …), row by row: an EXISTS may be hashed, and then one
--    read of one file would first go through every elder of the district.
CREATE FUNCTION area_lo() RETURNS int LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('carevisit.lo', true), '')::int $$;
CREATE FUNCTION area_hi() RETURNS int LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('carevisit.hi', true), '')::int $$;
CREATE FUNCTION own_maker() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('carevisit.maker', true), '')::uuid $$;
CREATE FUNCTION rule_at() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('carevisit.at', true), '')::timestamptz $$;
CREATE FUNCTION rule_day() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT (rule_at() AT TIME ZONE 'Asia/Shanghai')::date $$;
CREATE FUNCTION opened() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('carevisit.opened', true), '')::uuid[] $$;

DO $$
DECLARE t text; col text;
BEGIN
  FOREACH t IN ARRAY ARRAY['head', 'entry', 'sealed', 'search_tag', 'presence', 'assignment', 'said', 'pending', 'visit', 'need', 'risk'] LOOP
    col := CASE WHEN t IN ('visit', 'need', 'risk') THEN 'elder_id' WHEN t IN ('presence', 'assignment') THEN 'elder' ELSE 'subject' END;
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY keeper ON %I TO carevisit_keeper USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY writer ON %1$I TO carevisit_writer USING (%2$I = ANY ((SELECT opened())::uuid[])) WITH CHECK (%2$I = ANY ((SELECT opened())::uuid[]))', t, col);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['head', 'visit', 'need', 'risk'] LOOP
    EXECUTE format('CREATE POLICY area ON %I FOR SELECT TO carevisit_area USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()))', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['visit', 'need', 'risk', 'entry'] LOOP
    EXECUTE format('CREATE POLICY own ON %I FOR SELECT TO carevisit_own USING (maker = (SELECT own_maker()))', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['entry', 'sealed', 'search_tag'] LOOP
    EXECUTE format('CREATE POLICY area ON %1$I FOR SELECT TO carevisit_area USING ((SELECT true FROM head h WHERE h.subject = %1$I.subject))', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['sealed', 'search_tag', 'entry'] LOOP  -- an agency sees the file as it is, not its history
    EXECUTE format('CREATE POLICY assigned ON %1$I FOR SELECT TO carevisit_assigned USING ((SELECT true FROM head h WHERE h.subject = %1$I.subject AND h.file_version = %1$I.version))', t);
  END LOOP;
END $$;
CREATE POLICY assigned ON assignment FOR SELECT TO carevisit_assigned USING (
  agency = (SELECT own_maker()) AND from_at <= (SELECT rule_at()) AND until_at > (SELECT rule_at()));
CREATE POLICY assigned ON head FOR SELECT TO carevisit_assigned USING (
  (SELECT true FROM assignment a WHERE a.agency = (SELECT own_maker()) AND a.elder = head.subject LIMIT 1));
CREATE POLICY own ON sealed FOR SELECT TO carevisit_own USING (
  (SELECT true FROM entry e WHERE e.subject = sealed.subject AND e.version = sealed.version));
CREATE POLICY feed_area ON entry FOR SELECT TO carevisit_feed_area USING (  -- by the entry's few places, not by the area's many
  EXISTS (SELECT FROM unnest(entry.audience) a(id) JOIN place p ON p.id = a.id
    WHERE p.no >= (SELECT area_lo()) AND p.no <= (SELECT area_hi()))
  AND CASE WHEN entry.beyond = '{}' THEN true ELSE NOT EXISTS (SELECT FROM unnest(entry.beyond) b(id) JOIN place p ON p.id = b.id
    WHERE p.no >= (SELECT area_lo()) AND p.no <= (SELECT area_hi())) END);
ALTER TABLE feed ENABLE ROW LEVEL SECURITY;
ALTER TABLE feed FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON feed TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY heard ON feed FOR SELECT TO carevisit_feed_area, carevisit_feed_agency USING (
  (SELECT true FROM entry e WHERE e.subject = feed.subject AND e.version = feed.version));
CREATE POLICY feed_agency ON entry FOR SELECT TO carevisit_feed_agency USING ((SELECT own_maker()) = ANY (agencies));

-- 6. Grants. The writer may only add to the ledger; the readers may only read.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO carevisit_keeper;
REVOKE UPDATE, DELETE ON entry, feed FROM carevisit_keeper;
REVOKE UPDATE ON sealed FROM carevisit_keeper;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO carevisit_keeper, carevisit_writer;
GRANT SELECT, INSERT ON entry, sealed, search_tag, person TO carevisit_writer;
GRANT INSERT ON pending, said TO carevisit_writer;
GRANT SELECT, INSERT, UPDATE ON head TO carevisit_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON visit, need, risk, presence, assignment TO carevisit_writer;
GRANT SELECT ON place, contract TO carevisit_writer;
GRANT SELECT ON head, entry, sealed, search_tag, visit, need, risk TO carevisit_area;
GRANT SELECT ON head, entry, sealed, search_tag, assignment TO carevisit_assigned;
GRANT SELECT ON visit, need, risk, entry, sealed TO carevisit_own;
GRANT SELECT ON entry, feed TO carevisit_feed_area, carevisit_feed_agency;
GRANT SELECT ON place TO carevisit_area, carevisit_assigned, carevisit_own, carevisit_feed_area, carevisit_feed_agency, carevisit_app;
GRANT SELECT (id, wrapped) ON person TO carevisit_area, carevisit_assigned, carevisit_own;  -- useless without the deployment's key
GRANT SELECT ON feed_head TO carevisit_app, carevisit_feed_area, carevisit_feed_agency;

-- 7. Doors. Each checks the principal's generation first; SECURITY DEFINER, so that what it looks at stays closed to its caller.
CREATE FUNCTION must(boolean) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF $1 IS NOT TRUE THEN RAISE EXCEPTION 'stale' USING ERRCODE = 'serialization_failure'; END IF;
  RETURN true;
END $$;

-- Opens reading for a principal: sets what the walls compare with. No row: the token is no longer good.
CREATE FUNCTION open_reading(p_principal uuid, p_generation int, p_at timestamptz)
  RETURNS TABLE (lo int, hi int) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE who record;
BEGIN
  SELECT p.maker, l.no, l.hi INTO who FROM principal p LEFT JOIN place l ON l.id = p.place_id
    WHERE p.id = p_principal AND p.generation = p_generation AND p.enabled;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM set_config('carevisit.lo', coalesce(who.no::text, ''), true), set_config('carevisit.hi', coalesce(who.hi::text, ''), true),
    set_config('carevisit.maker', who.maker::text, true), set_config('carevisit.at', p_at::text, true);
  RETURN QUERY SELECT who.no, who.hi;
END $$;

-- Whether a principal may write about an elder as of a moment: where the elder was then, or whom the agency served then.
CREATE FUNCTION may_write(p_principal principal, p_elder uuid, p_at timestamptz) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF p_principal.role = 'system' THEN RETURN true; END IF;
  IF p_principal.place_id IS NULL THEN
    RETURN EXISTS (SELECT FROM assignment a WHERE a.agency = p_principal.maker AND a.elder = p_elder
      AND a.from_at <= p_at AND p_at < a.until_at);
  END IF;
  RETURN EXISTS (SELECT FROM presence e JOIN place l ON l.id = e.place_id JOIN place mine ON mine.id = p_principal.place_id
    WHERE e.elder = p_elder AND e.from_at <= p_at AND p_at < e.until_at AND l.no BETWEEN mine.no AND mine.hi);
END $$;

-- Opens one elder's stream for writing, or says no: no row, the token is no longer good; subject null, not there for you.
-- `p_at` is when the thing told happened. The lock is taken in one statement and the stream read in a later one, which
-- asks again whether the actor may: a transfer may have gone before us while we waited.
CREATE FUNCTION book_open(p_principal uuid, p_generation int, p_subject uuid, p_at timestamptz, p_numbers text[], p_visitor bytea, p_now timestamptz)
  RETURNS TABLE (maker uuid, subject uuid, version int, views_version int, views_code int, latest_at timestamptz, written_at timestamptz,
    place_id int, place_no int, then_place_id int, file_version int, status json, key bytea, visitor uuid, visitor_key bytea, said json)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE who principal;
BEGIN
  SELECT * INTO who FROM principal p WHERE p.id = p_principal AND p.generation = p_generation AND p.enabled;
  IF NOT FOUND THEN RETURN; END IF;
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

-- An elder of the principal's area, other than one, whose file bears one of these tags. Who asks for one waits for who asked before.
CREATE FUNCTION twin_within(p_principal uuid, p_tags bytea[], p_but uuid) RETURNS uuid
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(encode(tag, 'hex'), 53)) FROM (SELECT tag FROM unnest(p_tags) tag ORDER BY tag) sorted;
  RETURN (SELECT h.subject FROM principal p JOIN place mine ON mine.id = p.place_id JOIN search_tag t ON t.tag = ANY (p_tags)
    JOIN head h ON h.subject = t.subject AND h.file_version = t.version AND h.place_no BETWEEN mine.no AND mine.hi
    WHERE p.id = p_principal AND h.subject IS DISTINCT FROM p_but LIMIT 1);
END $$;

-- Opens the stream of an elder who is new to the ledger, in a village of the caller's. Twins of one number wait for each other.
CREATE FUNCTION book_start(p_principal uuid, p_generation int, p_subject uuid, p_place text, p_numbers text[], p_twins bytea[], p_now timestamptz)
  RETURNS TABLE (maker uuid, written_at timestamptz, place_id int, place_no int, twin uuid, agencies uuid[], said json)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE who principal; mine place; spot place; moment timestamptz; was json; same uuid;
BEGIN
  SELECT * INTO who FROM principal p WHERE p.id = p_principal AND p.generation = p_generation AND p.enabled;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT * INTO mine FROM place l WHERE l.id = who.place_id;
  SELECT * INTO spot FROM place l WHERE l.code = p_place AND l.level = 'village' AND l.no BETWEEN mine.no AND mine.hi;
  moment := coalesce(p_now, clock_timestamp());
  IF cardinality(p_numbers) > 0 THEN
    SELECT json_agg(json_build_object('number', s.number, 'fingerprint', encode(s.fingerprint, 'hex'), 'subject', s.subject, 'version', s.version))
      INTO was FROM said s WHERE s.owner = who.maker AND s.number = ANY (p_numbers);
  END IF;
  same := twin_within(p_principal, p_twins, NULL);
  IF EXISTS (SELECT FROM head h WHERE h.subject = p_subject) THEN spot := NULL; END IF;  -- that stream is opened by book_open
  IF spot.id IS NOT NULL THEN
    PERFORM set_config('carevisit.opened', '{' || p_subject || '}', true);
  END IF;
  RETURN QUERY SELECT who.maker, moment, spot.id, spot.no, same,
    ARRAY(SELECT DISTINCT c.agency FROM contract c JOIN place l ON l.id = c.place_id
      WHERE spot.no BETWEEN l.no AND l.hi AND (moment AT TIME ZONE 'Asia/Shanghai')::date BETWEEN c.from_on AND c.until_on), was;
END $$;

-- A village of the caller's, to move an elder to: null when it is not there for them.
CREATE FUNCTION place_within(p_principal uuid, p_code text) RETURNS TABLE (id int, no int)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT l.id, l.no FROM principal p JOIN place mine ON mine.id = p.place_id
    JOIN place l ON l.no BETWEEN mine.no AND mine.hi WHERE p.id = p_principal AND l.code = p_code AND l.level = 'village' $$;

-- Who the reading principal is, and the places it acts for today.
CREATE FUNCTION principal_now(p_principal uuid) RETURNS TABLE (name text, login text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p.name, p.login FROM principal p WHERE p.id = p_principal AND p.maker = own_maker() $$;
CREATE FUNCTION places_now(p_principal uuid) RETURNS TABLE (code text, name text, level text, no int)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT l.code, l.name, l.level, l.no FROM place l WHERE l.id IN (
    SELECT p.place_id FROM principal p WHERE p.id = p_principal AND p.maker = own_maker()
    UNION SELECT c.place_id FROM contract c WHERE c.agency = own_maker() AND rule_day() BETWEEN c.from_on AND c.until_on) $$;

-- A place that the reading principal may filter by: in its area, or where its contracts are today.
CREATE FUNCTION place_seen(p_code text) RETURNS TABLE (no int, hi int)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT l.no, l.hi FROM place l WHERE l.code = p_code AND (l.no BETWEEN area_lo() AND area_hi()
    OR EXISTS (SELECT FROM contract c JOIN place s ON s.id = c.place_id
      WHERE c.agency = own_maker() AND rule_day() BETWEEN c.from_on AND c.until_on AND l.no BETWEEN s.no AND s.hi)) $$;

-- The mark of a position of the feed, by which a cursor knows whether the ledger was rewound; of any position, so a hash only.
CREATE FUNCTION feed_mark(p_position bigint) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT encode(substr(hash, 1, 8), 'hex') FROM feed WHERE position = p_position $$;

-- The contracts that the reading agency has today.
CREATE FUNCTION contract_now() RETURNS SETOF contract
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT * FROM contract c WHERE c.agency = own_maker() AND rule_day() BETWEEN c.from_on AND c.until_on $$;

-- An elder's assignments anew; what the feed has already said is kept. `p_told_at`: what is being written tells the feed itself.
CREATE FUNCTION assign(p_elder uuid, p_told_at timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (p_elder = ANY (opened())) IS NOT TRUE THEN RAISE insufficient_privilege; END IF;
  DELETE FROM assignment a WHERE a.elder = p_elder AND NOT EXISTS (SELECT FROM assignment_due d
    WHERE d.agency = a.agency AND d.elder = a.elder AND d.contract = a.contract AND d.from_at = a.from_at);
  INSERT INTO assignment AS a (agency, elder, contract, from_at, until_at, told_added)
    SELECT d.agency, d.elder, d.contract, d.from_at, d.until_at, d.from_at <= p_told_at AND p_told_at < d.until_at
    FROM assignment_due d WHERE d.elder = p_elder
    ON CONFLICT (agency, elder, contract, from_at) DO UPDATE SET until_at = excluded.until_at,
      told_added = a.told_added OR excluded.told_added, told_removed = a.told_removed OR excluded.until_at <= p_told_at;
END $$;

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['open_reading(uuid, int, timestamptz)', 'book_open(uuid, int, uuid, timestamptz, text[], bytea, timestamptz)',
      'book_start(uuid, int, uuid, text, text[], bytea[], timestamptz)', 'place_within(uuid, text)', 'twin_within(uuid, bytea[], uuid)', 'assign(uuid, timestamptz)', 'contract_now()', 'feed_mark(bigint)', 'place_seen(text)',
      'principal_now(uuid)', 'places_now(uuid)'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO carevisit_keeper', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM public', f);
  END LOOP;
END $$;
REVOKE CREATE ON SCHEMA public FROM carevisit_keeper;
GRANT EXECUTE ON FUNCTION open_reading, book_open, book_start TO carevisit_app;
GRANT EXECUTE ON FUNCTION place_within, twin_within, assign TO carevisit_writer;
GRANT EXECUTE ON FUNCTION feed_mark TO carevisit_feed_area, carevisit_feed_agency;
GRANT EXECUTE ON FUNCTION place_seen TO carevisit_area, carevisit_assigned, carevisit_own;
GRANT EXECUTE ON FUNCTION contract_now, principal_now, places_now TO carevisit_area;

-- 8. The system's own principal: it says when a contract's days bring an elder to an agency, or end.
INSERT INTO principal (id, role, name, login, secret_hash, place_id, maker, scopes)
  VALUES ('00000000-0000-7000-8000-000000000001', 'system', 'carevisit', 'carevisit', '!', NULL, '00000000-0000-7000-8000-000000000001', '{}');
