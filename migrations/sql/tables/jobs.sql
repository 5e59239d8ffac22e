-- Jobs: work that a caller asks for and fetches later. A job's key seals what is asked and its files; without it, a week after the
-- job has ended, the row says only who had what done, and when.

CREATE TABLE job (
  id uuid PRIMARY KEY,
  kind text NOT NULL,                  -- such as export.visits
  principal uuid NOT NULL REFERENCES principal (id),  -- the maker: nobody else learns of it
  scopes text[] NOT NULL,              -- of the token that asked
  role text NOT NULL,                  -- the maker's rights when it was made: while these do not hold, it is not found
  place_id uuid,
  contracts uuid[] NOT NULL,
  wrapped bytea,                       -- its key; null: destroyed, with what it sealed
  plan bytea,                          -- sealed: what is asked
  state text NOT NULL,
  mode text,                           -- how its maker commits what was tried without keeping it; null: not yet, or nothing waits
  done int NOT NULL DEFAULT 0,
  total int,                           -- null: not known yet
  claims int NOT NULL DEFAULT 0,       -- the fence: each claim has the next number, and a write bears that of its claim
  leased_until timestamptz,            -- by the database's clock; then another worker may claim it
  accepted int,                        -- of what is done: null before it is done, or tried
  refused int NOT NULL DEFAULT 0,      -- so far
  problem text,                        -- the code of the problem that it failed with
  detail bytea,                        -- sealed: what the problem says of this job; null: no more than of any other
  fetches int NOT NULL DEFAULT 0,      -- how often its files were fetched
  fetched_at timestamptz,
  made_at timestamptz NOT NULL,
  ended_at timestamptz,
  expires_at timestamptz               -- of what has ended, and of what waits to be committed
);
CREATE INDEX job_maker ON job (principal, id);
CREATE INDEX job_unfinished ON job (made_at) WHERE state IN ('queued', 'running');
CREATE INDEX job_expiry ON job (expires_at) WHERE wrapped IS NOT NULL;

CREATE TABLE job_file (                -- a result
  job uuid NOT NULL REFERENCES job (id),
  no int NOT NULL,
  name text NOT NULL,
  media_type text NOT NULL,
  bytes bigint NOT NULL,
  pieces int NOT NULL,
  PRIMARY KEY (job, no)
);

CREATE TABLE job_piece (               -- of a file, sealed under the job's key: of a result, or of what a worker goes on from
  job uuid NOT NULL REFERENCES job (id),
  file int NOT NULL,                   -- of job_file; below 0: the upload, the workers' notes, the report
  no int NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY (job, file, no)
);
