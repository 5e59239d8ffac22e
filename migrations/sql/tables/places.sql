-- What is recorded of places: views of places' own streams. `subject` is the place that recorded it; it reaches the range
-- place_no..place_hi.

CREATE TABLE special_period (          -- 特殊时间节点
  subject uuid NOT NULL,
  id uuid NOT NULL,                    -- of the entry that declared it
  version int NOT NULL,
  revision int NOT NULL,               -- 1 as declared, 2 once cancelled
  place_id uuid NOT NULL,
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

CREATE TABLE adoption (                -- from a day on another profile is in force in a place
  subject uuid NOT NULL,
  id uuid NOT NULL,
  version int NOT NULL,
  place_id uuid NOT NULL,
  place_no int NOT NULL,
  place_hi int NOT NULL,
  profile text NOT NULL,
  from_on date NOT NULL,
  adopted_at timestamptz NOT NULL,
  PRIMARY KEY (subject, id)
);
CREATE UNIQUE INDEX adoption_id ON adoption (id);
CREATE INDEX adoption_area ON adoption (place_no, from_on);

CREATE TABLE month_reopening (         -- a locked month may be mended again up to a day (重新开放)
  subject uuid NOT NULL,
  id uuid NOT NULL,                    -- of the entry that opened it
  version int NOT NULL,
  place_id uuid NOT NULL,
  place_no int NOT NULL,
  place_hi int NOT NULL,
  month date NOT NULL,                 -- its first day
  until_on date NOT NULL,
  reason text NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (subject, id)
);
CREATE UNIQUE INDEX month_reopening_id ON month_reopening (id);
CREATE INDEX month_reopening_month ON month_reopening (month, place_no);

CREATE TABLE adoption_progress (       -- the progress of the job that writes a profile to the files below; it is no view
  adoption uuid PRIMARY KEY,
  after uuid NOT NULL,                 -- the last elder of this round
  round smallint NOT NULL              -- once when it is adopted, once more when it comes into force; 2: all is done
);

CREATE TABLE duty_action (             -- what a department did about a duty that a profile lists (职责任务清单)
  subject uuid NOT NULL,
  id uuid NOT NULL,                    -- of the entry that recorded it
  version int NOT NULL,
  revision int NOT NULL,               -- 1 as recorded, 2 once void
  place_id uuid NOT NULL,
  place_no int NOT NULL,
  profile text NOT NULL,               -- whose list the number is of
  duty smallint NOT NULL,
  department text NOT NULL,
  done_on date NOT NULL,
  elders int,
  state text NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (subject, id)
);
CREATE UNIQUE INDEX duty_action_id ON duty_action (id);
CREATE INDEX duty_action_area ON duty_action (place_no, done_on, id);
