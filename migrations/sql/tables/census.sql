-- The census (摸排): campaigns, candidates, and files that were merged.

CREATE TABLE candidate (               -- a view: an elder that a list named, or that was registered as a candidate
  elder_id uuid PRIMARY KEY,
  place_id uuid NOT NULL,
  place_no int NOT NULL,
  listed_on date NOT NULL,             -- of this round: an elder who comes up again after a decision is looked at again
  lists smallint NOT NULL,             -- how often a list has named the elder
  sources text[] NOT NULL,
  departments text[] NOT NULL,         -- whose lists
  surveyed_on date,                    -- the first survey of this round
  eligible text,                       -- what the last survey found
  decided_on date,
  stage text NOT NULL
);
CREATE INDEX candidate_area ON candidate (place_no, elder_id);
CREATE INDEX candidate_place ON candidate (place_id);

CREATE TABLE merger (                  -- a view: a file that was merged into another one
  elder_id uuid PRIMARY KEY,
  id uuid NOT NULL,                    -- of the entry that merged it
  into_id uuid,                        -- null: erased
  merged_on date NOT NULL
);
CREATE INDEX merger_into ON merger (into_id);

CREATE TABLE campaign (                -- an order of an office, not a fact about an elder: added to and cancelled, nothing else
  id uuid PRIMARY KEY,
  place_id uuid NOT NULL REFERENCES place (id),
  name text NOT NULL,
  from_on date NOT NULL,
  list_by date NOT NULL,
  survey_by date NOT NULL,
  confirm_by date NOT NULL,
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  cancelled_by uuid,
  cancelled_at timestamptz
);
