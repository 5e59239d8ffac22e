-- The ledger: entries and their sealed parts, the heads of their streams, and the feed.

CREATE TABLE head (                    -- one row per subject: its lock, its version, and an elder's status
  subject uuid PRIMARY KEY,
  noun text NOT NULL,
  version int NOT NULL,
  views_version int NOT NULL,          -- the version that the views reflect
  views_code int NOT NULL,             -- the number of the code that shaped them
  last_at timestamptz NOT NULL,        -- written_at of the latest entry
  latest_at timestamptz NOT NULL,      -- happened_at of the live entry that sorts last
  place_id uuid REFERENCES place (id),
  place_no int,
  file_version int,                    -- the entry that holds the elder's file as it is
  flags text[],                        -- what no day changes; how an elder stands from day to day has tables of its own
  last_in_home_on date,
  last_contact_on date,
  running_no int,
  open_needs int,
  open_risks int,
  status json                          -- the fold's own state
) WITH (fillfactor = 70);
CREATE INDEX head_area ON head (place_no, subject);
CREATE INDEX head_where ON head (subject) INCLUDE (place_no);  -- the walls ask where one elder is, entry by entry

CREATE TABLE entry (
  subject uuid NOT NULL,
  version int NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  schema_no smallint NOT NULL,
  place_id uuid,
  audience uuid[] NOT NULL,             -- the feed shows it to the readers of these places,
  beyond uuid[] NOT NULL,               -- … unless they see one of these too
  agencies uuid[] NOT NULL,            -- and to these agencies
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

CREATE TABLE sealed (                  -- the personal parts of an entry, each under its person's key
  subject uuid NOT NULL,
  version int NOT NULL,
  person uuid NOT NULL,
  ciphertext bytea NOT NULL,
  PRIMARY KEY (subject, version, person)
);
CREATE INDEX sealed_person ON sealed (person, subject);

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

CREATE TABLE pending (                 -- entries that have no position in the feed yet
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
  places int[] NOT NULL,               -- the numbers of the entry's audience, ascending: renumbered with the places
  beyond int[] NOT NULL,               -- … and of the places beyond
  agencies uuid[] NOT NULL,            -- the entry's agencies
  UNIQUE (subject, version)
);

CREATE TABLE feed_head (
  id int PRIMARY KEY CHECK (id = 1),
  position bigint NOT NULL
);
INSERT INTO feed_head VALUES (1, 0);
