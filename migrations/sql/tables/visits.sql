-- Visits, and what is attached to records: views of elders' streams.

CREATE TABLE visit (
  elder_id uuid NOT NULL,
  id uuid NOT NULL,                    -- of the entry that first recorded it
  version int NOT NULL,                -- of that entry
  content_version int NOT NULL,        -- of the entry that holds its content now
  revision int NOT NULL,               -- 1 as recorded, +1 with each correction or void
  place_id uuid NOT NULL,
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
CREATE INDEX visit_day ON visit (day, place_no);          -- what was done in a special period
CREATE INDEX visit_when ON visit (elder_id, started_at);  -- the visits around one that is recorded late

CREATE TABLE attachment (              -- a file (附件) of a visit, a need or a risk; it lies elsewhere, sealed, named by `blob`
  elder_id uuid NOT NULL,
  id uuid NOT NULL,                    -- of the entry that added it
  version int NOT NULL,                -- of that entry
  place_id uuid NOT NULL,
  place_no int NOT NULL,
  maker uuid NOT NULL,
  actor uuid NOT NULL,
  owner text NOT NULL,                 -- visit, need, risk or elder
  owner_id uuid NOT NULL,
  blob uuid NOT NULL,
  media_type text NOT NULL,
  size bigint NOT NULL,                -- of the file, before it was sealed
  sha256 text NOT NULL,                -- of what lies in the storage
  state text NOT NULL,
  recorded_at timestamptz NOT NULL,
  removed_at timestamptz,
  removal_reason text,
  paper text,                          -- which paper of a file it is,
  valid_until date,                    -- and its last day
  PRIMARY KEY (elder_id, id)
);
CREATE UNIQUE INDEX attachment_id ON attachment (id);
CREATE INDEX attachment_owner ON attachment (elder_id, owner_id, id);
