-- What the program keeps about its own running.

CREATE TABLE district (                -- whether the district is written to here: closed while it moves to another server, and after
  id int PRIMARY KEY CHECK (id = 1),
  closed_at timestamptz                -- null: it is open
);
INSERT INTO district VALUES (1, NULL);

CREATE TABLE key_check (               -- by what a database knows its keys: a value derived from each key it was written with
  purpose text NOT NULL,               -- wrapping, search or root
  number int NOT NULL,                 -- as in the key file
  value bytea NOT NULL,
  PRIMARY KEY (purpose, number)
);

CREATE TABLE write_probe (             -- a row that is written to learn whether writing is possible
  id int PRIMARY KEY CHECK (id = 1),
  turn bigint NOT NULL
);
INSERT INTO write_probe VALUES (1, 0);

CREATE TABLE sandbox_clock (           -- how far a sandbox's rules are ahead of the machine's clock; a real district has no use for it
  id int PRIMARY KEY CHECK (id = 1),
  ahead_us bigint NOT NULL CHECK (ahead_us >= 0)  -- microseconds, so that time goes on from there
);
INSERT INTO sandbox_clock VALUES (1, 0);
