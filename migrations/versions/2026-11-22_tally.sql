-- 1. The tally: what owing and kept come to, by place and month. Each statement that changes those adds a row with the
--    difference, so that no writer waits for another; one in some merges the rows of its places. Its sum is exact at every moment.
--    What is owed is told as steps: it holds from its month on. Who counts in two places in a month is left out, and read from
--    owing and kept themselves.
CREATE TABLE tally (
  place_no int NOT NULL,
  month date NOT NULL,
  key int NOT NULL DEFAULT 0,          -- steps: elders who owe a window, by the tier of their duty,
  general int NOT NULL DEFAULT 0,
  key_windows int NOT NULL DEFAULT 0,  -- the windows that key targets owe, their first and their second halves,
  first int NOT NULL DEFAULT 0,
  second int NOT NULL DEFAULT 0,
  "left" int NOT NULL DEFAULT 0,       -- and who owes none, by the reason
  declined int NOT NULL DEFAULT 0,
  suspended int NOT NULL DEFAULT 0,
  short_window int NOT NULL DEFAULT 0,
  key_in_home int NOT NULL DEFAULT 0,  -- of the month alone: who was met at home, and in any way,
  general_in_home int NOT NULL DEFAULT 0,
  key_any int NOT NULL DEFAULT 0,
  general_any int NOT NULL DEFAULT 0,
  key_met int NOT NULL DEFAULT 0,      -- windows met by key targets, first and second halves,
  first_met int NOT NULL DEFAULT 0,
  second_met int NOT NULL DEFAULT 0,
  complete int NOT NULL DEFAULT 0      -- elders whose every window was met
);
CREATE INDEX tally_area ON tally (place_no, month) INCLUDE (key, general, key_windows, first, second, "left", declined, suspended, short_window,
  key_in_home, general_in_home, key_any, general_any, key_met, first_met, second_met, complete);
ALTER TABLE tally SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);
CREATE INDEX visit_day ON visit (day, place_no);  -- what was done in a special period
CREATE INDEX owing_split ON owing (from_month, place_no) WHERE NOT alone;

GRANT CREATE ON SCHEMA public TO carevisit_keeper;  -- who gives a function away needs its new owner to have this, till the end

-- 2. What the rows of owing and kept add to it (`n` is 1 for a row that came, -1 for one that went), how rows are merged, and
--    what the tally must hold beside what it holds.
DO $do$
DECLARE
  columns text[] := ARRAY['key', 'general', 'key_windows', 'first', 'second', '"left"', 'declined', 'suspended', 'short_window', 'key_in_home',
    'general_in_home', 'key_any', 'general_any', 'key_met', 'first_met', 'second_met', 'complete'];
  names text := array_to_string(columns, ', ');
  sums text := (SELECT string_agg(format('sum(%1$s) AS %1$s', c), ', ') FROM unnest(columns) c);
  not_nil text := (SELECT string_agg(format('sum(%1$s) <> 0', c), ' OR ') FROM unnest(columns) c);
  body jsonb := jsonb_build_object(
    'owing', $q$SELECT r.place_no, step.month, (r.windows > 0 AND r.tier = 'key')::int * step.n AS key,
      (r.windows > 0 AND r.tier <> 'key')::int * step.n AS general, (r.tier = 'key')::int * r.windows * step.n AS key_windows,
      (r.first = 'owed' AND r.first IS NOT NULL)::int * step.n AS first, (r.second = 'owed' AND r.second IS NOT NULL)::int * step.n AS second,
      (w.because = 'left')::int * step.n AS "left", (w.because = 'declined')::int * step.n AS declined,
      (w.because = 'suspended')::int * step.n AS suspended, (w.because = 'short_window')::int * step.n AS short_window,
      0 AS key_in_home, 0 AS general_in_home, 0 AS key_any, 0 AS general_any, 0 AS key_met, 0 AS first_met, 0 AS second_met, 0 AS complete
    FROM (%s) r CROSS JOIN LATERAL (VALUES (r.from_month, r.n),
      (CASE WHEN r.until_month < '9999-12-01' THEN (r.until_month + interval '1 month')::date END, -r.n)) step(month, n)
    CROSS JOIN LATERAL (SELECT CASE WHEN r.windows > 0 THEN '' ELSE coalesce((SELECT x.says FROM unnest(
      ARRAY['left', 'declined', 'suspended', 'short_window'], ARRAY[1, 2, 3, 4]) x(says, turn)
      WHERE x.says IN (r.first, r.second, r.whole) ORDER BY x.turn LIMIT 1), '') END AS because) w
    WHERE r.alone AND step.month IS NOT NULL$q$,
    'kept', $q$SELECT r.place_no, r.month, 0 AS key, 0 AS general, 0 AS key_windows, 0 AS first, 0 AS second, 0 AS "left", 0 AS declined,
      0 AS suspended, 0 AS short_window, (r.in_home AND r.tier = 'key')::int * r.n AS key_in_home,
      (r.in_home AND r.tier <> 'key')::int * r.n AS general_in_home, (r.any_mode AND r.tier = 'key')::int * r.n AS key_any,
      (r.any_mode AND r.tier <> 'key')::int * r.n AS general_any, (r.tier = 'key')::int * r.windows * r.n AS key_met,
      r.first::int * r.n AS first_met, r.second::int * r.n AS second_met, r.complete::int * r.n AS complete
    FROM (%s) r WHERE r.alone$q$);
  change record;
BEGIN
  EXECUTE format('CREATE FUNCTION tally_merge(p_places int[], p_months date[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = pg_catalog, public, pg_temp AS $b$
    DECLARE spot record; rows tid[];
    BEGIN
      FOR spot IN SELECT DISTINCT place_no, month FROM unnest(p_places, p_months) k(place_no, month) LOOP
        SELECT array_agg(at) INTO rows FROM (SELECT t.ctid AS at FROM tally t WHERE t.place_no = spot.place_no AND t.month = spot.month
          FOR UPDATE SKIP LOCKED) mine;  -- what somebody else is merging is left to them
        IF cardinality(rows) > 1 THEN
          WITH gone AS (DELETE FROM tally t WHERE t.ctid = ANY (rows) RETURNING t.*)
          INSERT INTO tally SELECT place_no, month, %s FROM gone GROUP BY place_no, month HAVING %s;
        END IF;
      END LOOP;
    END $b$', sums, not_nil);
  FOR change IN SELECT t, op, source FROM unnest(ARRAY['owing', 'kept']) t, (VALUES
      ('insert', 'SELECT *, 1 AS n FROM came'), ('delete', 'SELECT *, -1 AS n FROM went'),
      ('update', 'SELECT *, 1 AS n FROM came UNION ALL SELECT *, -1 AS n FROM went')) o(op, source)
      WHERE t = 'owing' OR op = 'delete' LOOP  -- a row that is kept is told by the quicker triggers below
    EXECUTE format('CREATE FUNCTION %1$s_%2$s_tally() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = pg_catalog, public, pg_temp AS $b$
      DECLARE places int[]; months date[];
      BEGIN
        IF EXISTS (SELECT FROM %6$s) THEN
          WITH told AS (INSERT INTO tally SELECT place_no, month, %3$s FROM (%4$s) told GROUP BY place_no, month HAVING %5$s
            RETURNING place_no, month)
            SELECT array_agg(place_no), array_agg(month) INTO places, months FROM told;
          IF random() < 0.04 THEN PERFORM tally_merge(places, months); END IF;
        END IF;
        RETURN NULL;
      END $b$', change.t, change.op, sums, format(body ->> change.t, change.source), not_nil,
      CASE change.op WHEN 'delete' THEN 'went' ELSE 'came' END);
    EXECUTE format('ALTER FUNCTION %s_%s_tally() OWNER TO carevisit_keeper', change.t, change.op);
    EXECUTE format('REVOKE ALL ON FUNCTION %s_%s_tally() FROM public', change.t, change.op);
    EXECUTE format('CREATE TRIGGER tally_%2$s AFTER %2$s ON %1$s REFERENCING %3$s FOR EACH STATEMENT EXECUTE FUNCTION %1$s_%2$s_tally()',
      change.t, change.op, CASE change.op WHEN 'insert' THEN 'NEW TABLE AS came' WHEN 'delete' THEN 'OLD TABLE AS went'
        ELSE 'NEW TABLE AS came OLD TABLE AS went' END);
  END LOOP;
  EXECUTE format('CREATE VIEW tally_amiss WITH (security_invoker = true) AS SELECT place_no, month, %s FROM (%s UNION ALL %s UNION ALL
      SELECT place_no, month, %s FROM tally) t GROUP BY place_no, month HAVING %s', sums,
    format(body ->> 'owing', 'SELECT *, 1 AS n FROM owing'), format(body ->> 'kept', 'SELECT *, 1 AS n FROM kept'),
    (SELECT string_agg('-' || c, ', ') FROM unnest(columns) c), not_nil);
  EXECUTE 'INSERT INTO tally SELECT * FROM tally_amiss';
END $do$;
ALTER FUNCTION tally_merge(int[], date[]) OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION tally_merge FROM public;
GRANT EXECUTE ON FUNCTION tally_merge TO carevisit_writer, carevisit_keeper;

-- Every visit may come through here, so it is done row by row, as the writer, in one plain statement.
CREATE FUNCTION kept_row_tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO tally (place_no, month, key_in_home, general_in_home, key_any, general_any, key_met, first_met, second_met, complete)
    VALUES (NEW.place_no, NEW.month, (NEW.in_home AND NEW.tier = 'key')::int, (NEW.in_home AND NEW.tier <> 'key')::int,
      (NEW.any_mode AND NEW.tier = 'key')::int, (NEW.any_mode AND NEW.tier <> 'key')::int,
      CASE NEW.tier WHEN 'key' THEN NEW.windows ELSE 0 END, NEW.first::int, NEW.second::int, NEW.complete::int);
  ELSIF (OLD.place_no, OLD.month, OLD.tier, OLD.alone) = (NEW.place_no, NEW.month, NEW.tier, NEW.alone) THEN
    INSERT INTO tally (place_no, month, key_in_home, general_in_home, key_any, general_any, key_met, first_met, second_met, complete)
    VALUES (NEW.place_no, NEW.month, (NEW.tier = 'key')::int * (NEW.in_home::int - OLD.in_home::int),
      (NEW.tier <> 'key')::int * (NEW.in_home::int - OLD.in_home::int), (NEW.tier = 'key')::int * (NEW.any_mode::int - OLD.any_mode::int),
      (NEW.tier <> 'key')::int * (NEW.any_mode::int - OLD.any_mode::int), (NEW.tier = 'key')::int * (NEW.windows - OLD.windows),
      NEW.first::int - OLD.first::int, NEW.second::int - OLD.second::int, NEW.complete::int - OLD.complete::int);
  ELSE
    INSERT INTO tally (place_no, month, key_in_home, general_in_home, key_any, general_any, key_met, first_met, second_met, complete)
    SELECT r.place_no, r.month, n * (r.in_home AND r.tier = 'key')::int, n * (r.in_home AND r.tier <> 'key')::int,
      n * (r.any_mode AND r.tier = 'key')::int, n * (r.any_mode AND r.tier <> 'key')::int, n * (r.tier = 'key')::int * r.windows,
      n * r.first::int, n * r.second::int, n * r.complete::int
    FROM (SELECT OLD.*, -1 AS n UNION ALL SELECT NEW.*, 1 AS n) r WHERE r.alone;
  END IF;
  IF random() < 0.06 THEN PERFORM tally_merge(ARRAY[NEW.place_no], ARRAY[NEW.month]); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER tally_insert AFTER INSERT ON kept FOR EACH ROW WHEN (NEW.alone) EXECUTE FUNCTION kept_row_tally();
CREATE TRIGGER tally_update AFTER UPDATE ON kept FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.* AND (OLD.alone OR NEW.alone))
  EXECUTE FUNCTION kept_row_tally();

-- 3. Days on which nobody is overdue, and the last on which anybody need come: so that lists need not look further.
ALTER TABLE due ADD COLUMN paused datemultirange, ADD COLUMN ends_on date NOT NULL DEFAULT '9999-12-31';
ALTER TABLE due ALTER COLUMN ends_on DROP DEFAULT;
DROP INDEX due_act_by, due_area;
CREATE INDEX due_act_by ON due (act_by, elder, place_no, begins_on, ends_on);
CREATE INDEX due_area ON due (place_no, due_on) INCLUDE (paused);
CREATE INDEX head_where ON head (subject) INCLUDE (place_no);  -- the walls ask where one elder is, entry by entry
DROP INDEX standing_area;  -- behind the wall of an area a planner took it for the way to one elder, through every village

-- 4. Walls and grants.
ALTER TABLE tally ENABLE ROW LEVEL SECURITY;
ALTER TABLE tally FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON tally TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON tally FOR INSERT TO carevisit_writer WITH CHECK (true);  -- as the triggers do, and sees none of it
CREATE POLICY area ON tally FOR SELECT TO carevisit_area USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
GRANT SELECT, INSERT, UPDATE, DELETE ON tally TO carevisit_keeper;
GRANT INSERT ON tally TO carevisit_writer;
GRANT SELECT ON tally TO carevisit_area;
GRANT SELECT ON tally_amiss TO carevisit_keeper;

-- 5. Doors. Which agencies served, on the last day of what they owe in a month, the elders who count in places of the reader's area.
CREATE FUNCTION served_in(p_month date, p_lo int, p_hi int) RETURNS TABLE (elder uuid, key text, agency uuid, name text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT o.elder, o.key, a.agency, p.name
  FROM owing o CROSS JOIN LATERAL (SELECT (CASE WHEN o.second IS NULL AND o.whole IS NULL THEN p_month + 15
      ELSE (p_month + interval '1 month')::date END)::timestamp AT TIME ZONE 'Asia/Shanghai' AS at) ends
    JOIN assignment a ON a.elder = o.elder AND a.from_at < ends.at AND a.until_at >= ends.at
    JOIN principal p ON p.id = a.agency
  WHERE o.from_month <= p_month AND o.until_month >= p_month AND o.place_no BETWEEN p_lo AND p_hi
    AND o.place_no BETWEEN area_lo() AND area_hi() $$;

-- Which agencies serve some elders at the reader's moment; of elders whom the reader sees.
CREATE FUNCTION serving(p_elders uuid[]) RETURNS TABLE (elder uuid, agency uuid, name text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT DISTINCT a.elder, a.agency, p.name FROM assignment a JOIN principal p ON p.id = a.agency
    JOIN head h ON h.subject = a.elder AND h.place_no BETWEEN area_lo() AND area_hi()
  WHERE a.elder = ANY (p_elders) AND a.from_at <= rule_at() AND a.until_at > rule_at() $$;

-- The reading agency's own name.
CREATE FUNCTION own_name() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p.name FROM principal p WHERE p.id = own_maker() $$;
DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['served_in(date, int, int)', 'serving(uuid[])', 'own_name()'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO carevisit_keeper', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM public', f);
  END LOOP;
END $$;
REVOKE CREATE ON SCHEMA public FROM carevisit_keeper;
GRANT EXECUTE ON FUNCTION served_in, serving TO carevisit_area;
GRANT EXECUTE ON FUNCTION own_name TO carevisit_assigned;

-- 6. Whoever waited for a twin looks at the numbers said only after that: it may have been the same registration, sent twice.
CREATE OR REPLACE FUNCTION book_start(p_principal uuid, p_generation int, p_subject uuid, p_place text, p_numbers text[], p_twins bytea[], p_now timestamptz)
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
  same := twin_within(p_principal, p_twins, NULL);
  IF cardinality(p_numbers) > 0 THEN
    SELECT json_agg(json_build_object('number', s.number, 'fingerprint', encode(s.fingerprint, 'hex'), 'subject', s.subject, 'version', s.version))
      INTO was FROM said s WHERE s.owner = who.maker AND s.number = ANY (p_numbers);
  END IF;
  IF EXISTS (SELECT FROM head h WHERE h.subject = p_subject) THEN spot := NULL; END IF;  -- that stream is opened by book_open
  IF spot.id IS NOT NULL THEN
    PERFORM set_config('carevisit.opened', '{' || p_subject || '}', true);
  END IF;
  RETURN QUERY SELECT who.maker, moment, spot.id, spot.no, same,
    ARRAY(SELECT DISTINCT c.agency FROM contract c JOIN place l ON l.id = c.place_id
      WHERE spot.no BETWEEN l.no AND l.hi AND (moment AT TIME ZONE 'Asia/Shanghai')::date BETWEEN c.from_on AND c.until_on), was;
END $$;
