-- Needs and risks as their steps have left them, and what is awaited of those that are open: views of elders' streams.

CREATE TABLE need (
  elder_id uuid NOT NULL,
  id uuid NOT NULL,                    -- of the entry that raised it
  version int NOT NULL,
  revision int NOT NULL,
  place_id uuid NOT NULL,
  place_no int NOT NULL,
  maker uuid NOT NULL,
  visit_id uuid,                       -- the visit on which it was found
  kind text NOT NULL,
  urgent boolean NOT NULL,
  state text NOT NULL,
  raised_at timestamptz NOT NULL,
  origin text NOT NULL,
  reporter text,
  since timestamptz NOT NULL,          -- of the state
  last_at timestamptz NOT NULL,
  department text,
  duty smallint,
  agency uuid,                         -- the one that it is referred to
  due_on date,
  accepted_at timestamptz,
  concluded_at timestamptz,
  referral_seen_on date,               -- the township's two follow-ups
  difficulty_seen_on date,
  followed_at timestamptz,
  closed_at timestamptz,
  reopened smallint NOT NULL,
  escalated text[] NOT NULL,
  touched boolean NOT NULL,            -- whether anybody but its maker has acted on it
  hands uuid[] NOT NULL,               -- whose it is: its maker's, and that of each agency it was referred to
  visits uuid[] NOT NULL,              -- whose records name it
  met boolean,                         -- whether what was asked for was met, also once it is closed
  anew_at timestamptz,                 -- from when its times are counted anew
  stood text,                          -- where it stood when the elder's exit ended it
  PRIMARY KEY (elder_id, id)
);
CREATE UNIQUE INDEX need_id ON need (id);
CREATE INDEX need_area ON need (place_no, id);
CREATE INDEX need_maker ON need (maker, id);
CREATE INDEX need_state ON need (state, place_no);
CREATE INDEX need_hands ON need USING gin (hands);
CREATE INDEX need_agency ON need (agency, id);

CREATE TABLE risk (
  elder_id uuid NOT NULL,
  id uuid NOT NULL,                    -- of the entry that reported it
  version int NOT NULL,
  revision int NOT NULL,
  place_id uuid NOT NULL,
  place_no int NOT NULL,
  maker uuid NOT NULL,
  visit_id uuid,                       -- the visit on which it was found
  kind text NOT NULL,
  severity text NOT NULL,
  state text NOT NULL,
  reported_at timestamptz NOT NULL,
  origin text NOT NULL,
  reporter text,
  since timestamptz NOT NULL,          -- of the state
  last_at timestamptz NOT NULL,
  township_told_at timestamptz,
  called_at timestamptz,
  family_at timestamptz,
  family_reached boolean NOT NULL,
  handling_at timestamptz,
  cleared_at timestamptz,
  followed_at timestamptz,
  closed_at timestamptz,
  rungs text[] NOT NULL,
  reopened smallint NOT NULL,
  escalated text[] NOT NULL,
  touched boolean NOT NULL,            -- whether anybody but its maker has acted on it
  hands uuid[] NOT NULL,
  visits uuid[] NOT NULL,
  anew_at timestamptz,                 -- from when its times are counted anew
  stood text,                          -- where it stood when the elder's exit ended it
  PRIMARY KEY (elder_id, id)
);
CREATE UNIQUE INDEX risk_id ON risk (id);
CREATE INDEX risk_area ON risk (place_no, id);
CREATE INDEX risk_maker ON risk (maker, id);
CREATE INDEX risk_state ON risk (state, place_no);
CREATE INDEX risk_hands ON risk USING gin (hands);

CREATE TABLE task (                    -- an awaited step of an open case: the responsible party, and from when each tier sees it
  elder uuid NOT NULL,
  key text NOT NULL,
  case_id uuid NOT NULL,
  noun text NOT NULL,                  -- need or risk
  step text NOT NULL,
  tier text,                           -- the tier that must take it first; null: only the agency
  agency uuid,
  since timestamptz NOT NULL,
  by timestamptz NOT NULL,
  village_at timestamptz,
  township_at timestamptz,
  district_at timestamptz,
  rings_at timestamptz,                -- when the feed announces to the next tier that the step is overdue
  place_id uuid NOT NULL,
  place_no int NOT NULL,
  PRIMARY KEY (elder, key)
);
CREATE INDEX task_area ON task (place_no);
CREATE INDEX task_case ON task (case_id);
CREATE INDEX task_agency ON task (agency);
CREATE INDEX task_rings ON task (rings_at) WHERE rings_at IS NOT NULL;
