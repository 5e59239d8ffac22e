-- 1. The head row keeps what no day changes; how an elder stands from day to day has tables of its own.
ALTER TABLE head DROP COLUMN state, DROP COLUMN tier, DROP COLUMN categories, DROP COLUMN standing_from;

CREATE TABLE standing (                -- days in a row on which an elder stands in one way, those to come included
  elder uuid NOT NULL,
  from_on date NOT NULL,
  until_on date NOT NULL,
  place_id int NOT NULL,
  place_no int NOT NULL,
  state text NOT NULL,
  tier text,
  categories text[] NOT NULL,
  flags text[] NOT NULL,
  PRIMARY KEY (elder, from_on)
);
CREATE INDEX standing_area ON standing (place_no, elder);

CREATE TABLE due (                     -- by when somebody must come, and what else has a day
  elder uuid PRIMARY KEY,
  place_id int NOT NULL,
  place_no int NOT NULL,
  due_from date,                       -- the earliest window owed and not met since the last in-home visit
  due_on date,
  risk_on date,                        -- the open risk that must be acted on first
  risk_by date,
  begins_on date,                      -- from this day on somebody must act
  act_by date,                         -- by this day
  last_in_home_on date,
  review_due_on date,
  verify_from date,
  reassess_on date
) WITH (fillfactor = 80);
CREATE INDEX due_act_by ON due (act_by, elder);
CREATE INDEX due_area ON due (place_no, due_on);

CREATE TABLE owing (                   -- what an elder owes in a run of months: 'owed', or why not, by half or whole
  elder uuid NOT NULL,
  key text NOT NULL,
  from_month date NOT NULL,
  until_month date NOT NULL,
  place_id int NOT NULL,               -- of the window's last day
  place_no int NOT NULL,
  tier text NOT NULL,
  windows smallint NOT NULL,           -- owed in each month of the run
  first text,
  second text,
  whole text,
  alone boolean NOT NULL,              -- whether the elder counts in no other place that month
  PRIMARY KEY (elder, key)
);
CREATE INDEX owing_area ON owing (place_no, from_month, until_month)
  INCLUDE (tier, windows, first, second, whole, alone, elder);

CREATE TABLE kept (                    -- what was kept of it in a month; nobody came, no row
  elder uuid NOT NULL,
  key text NOT NULL,
  month date NOT NULL,
  place_id int NOT NULL,
  place_no int NOT NULL,
  tier text NOT NULL,
  windows smallint NOT NULL,           -- met
  first boolean NOT NULL,
  second boolean NOT NULL,
  in_home boolean NOT NULL,
  any_mode boolean NOT NULL,
  complete boolean NOT NULL,           -- every window owed that month was met
  alone boolean NOT NULL,
  PRIMARY KEY (elder, key)
) WITH (fillfactor = 80);
CREATE INDEX kept_area ON kept (month, place_no)
  INCLUDE (tier, windows, first, second, in_home, any_mode, complete, alone, elder);

-- 2. Walls and grants, as for every view.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['standing', 'due', 'owing', 'kept'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY keeper ON %I TO carevisit_keeper USING (true) WITH CHECK (true)', t);
    EXECUTE format('CREATE POLICY writer ON %I TO carevisit_writer USING (elder = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder = ANY ((SELECT opened())::uuid[]))', t);
    EXECUTE format('CREATE POLICY area ON %I FOR SELECT TO carevisit_area USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()))', t);
    EXECUTE format('CREATE POLICY assigned ON %1$I FOR SELECT TO carevisit_assigned USING ((SELECT true FROM assignment a WHERE a.agency = (SELECT own_maker()) AND a.elder = %1$I.elder LIMIT 1))', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO carevisit_keeper, carevisit_writer', t);
    EXECUTE format('GRANT SELECT ON %I TO carevisit_area, carevisit_assigned', t);
  END LOOP;
END $$;

-- 3. What of an elder's flags comes with a day alone.
CREATE FUNCTION flags_on(d due, state text, day date) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_remove(ARRAY[
    CASE WHEN state = 'active' AND d.due_on < day THEN 'overdue' END,
    CASE WHEN state IN ('active', 'suspended') AND d.review_due_on < day THEN 'review_overdue' END,
    CASE WHEN state <> 'left' AND d.verify_from <= day THEN 'verify_family' END,
    CASE WHEN state <> 'left' AND d.reassess_on <= day THEN 'reassess' END], NULL) $$;
