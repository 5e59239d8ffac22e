-- How elders stand from day to day, and what is owed and kept month by month: views of elders' streams.

CREATE TABLE standing (                -- days in a row on which an elder stands in one way, those to come included
  elder uuid NOT NULL,
  from_on date NOT NULL,
  until_on date NOT NULL,
  place_id uuid NOT NULL,
  place_no int NOT NULL,
  state text NOT NULL,
  tier text,
  standing_days smallint NOT NULL,     -- on how many days of a special period the elder must be active to owe a visit in it, by the profile
  categories text[] NOT NULL,
  flags text[] NOT NULL,
  PRIMARY KEY (elder, from_on)
);

CREATE TABLE due (                     -- by when a visit is due, and what else has a day
  elder uuid PRIMARY KEY,
  place_id uuid NOT NULL,
  place_no int NOT NULL,
  due_from date,                       -- the earliest window owed and not met since the last in-home visit
  due_on date,
  last_in_home_on date,
  review_due_on date,
  verify_from date,
  reassess_on date,
  overdue datemultirange NOT NULL,     -- the days on which the elder is overdue as long as nobody comes: see is_overdue
  ends_on date NOT NULL,               -- the last day on which a visit can be due, so that lists need not look further
  case_by timestamptz                  -- when the first step of an open case is past its time
) WITH (fillfactor = 80);
CREATE INDEX due_act_by ON due (due_on, elder, place_no, due_from, ends_on);
CREATE INDEX due_area ON due (place_no, due_on) INCLUDE (overdue);
CREATE INDEX due_review ON due (review_due_on, elder);

CREATE TABLE owing (                   -- what an elder owes in a run of months: 'owed', or why not, by half or whole
  elder uuid NOT NULL,
  key text NOT NULL,
  from_month date NOT NULL,
  until_month date NOT NULL,
  place_id uuid NOT NULL,               -- of the window's last day
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
CREATE INDEX owing_split ON owing (from_month, place_no) WHERE NOT alone;

CREATE TABLE kept (                    -- what was kept of it in a month; no row where no visit counts
  elder uuid NOT NULL,
  key text NOT NULL,
  month date NOT NULL,
  place_id uuid NOT NULL,
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

-- What owing and kept come to, by place and month. Each statement that changes those adds a row with the difference, so that no
-- writer waits for another; one in some merges the rows of its places. The sum is exact at every moment.
-- What is owed is a step: it holds from its month on. An elder who counts in two places in a month is left out, and read from
-- owing and kept themselves.
CREATE TABLE tally (
  place_no int NOT NULL,
  month date NOT NULL,
  key int NOT NULL DEFAULT 0,          -- steps: elders who owe a window, by the tier of their duty,
  general int NOT NULL DEFAULT 0,
  key_windows int NOT NULL DEFAULT 0,  -- the windows that key targets owe, their first and their second halves,
  first int NOT NULL DEFAULT 0,
  second int NOT NULL DEFAULT 0,
  "left" int NOT NULL DEFAULT 0,       -- and the elders who owe none, by the reason
  declined int NOT NULL DEFAULT 0,
  suspended int NOT NULL DEFAULT 0,
  short_window int NOT NULL DEFAULT 0,
  key_in_home int NOT NULL DEFAULT 0,  -- of the month alone: elders who were met at home, and in any way,
  general_in_home int NOT NULL DEFAULT 0,
  key_any int NOT NULL DEFAULT 0,
  general_any int NOT NULL DEFAULT 0,
  key_met int NOT NULL DEFAULT 0,      -- windows met by key targets, first and second halves,
  first_met int NOT NULL DEFAULT 0,
  second_met int NOT NULL DEFAULT 0,
  complete int NOT NULL DEFAULT 0,     -- and elders whose every window was met
  id uuid PRIMARY KEY DEFAULT gen_random_uuid()  -- so that a row can be replicated: by place and month there are several
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);
CREATE INDEX tally_area ON tally (place_no, month) INCLUDE (key, general, key_windows, first, second, "left", declined, suspended, short_window,
  key_in_home, general_in_home, key_any, general_any, key_met, first_met, second_met, complete);
