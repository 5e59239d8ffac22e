-- How far a sandbox's rules are ahead of the machine's clock. A real district's program neither reads nor writes it.
CREATE TABLE sandbox_clock (
  id int PRIMARY KEY CHECK (id = 1),
  ahead_us bigint NOT NULL CHECK (ahead_us >= 0)  -- microseconds, so that time goes on from there
);
INSERT INTO sandbox_clock VALUES (1, 0);
GRANT SELECT, UPDATE ON sandbox_clock TO carevisit_keeper;
