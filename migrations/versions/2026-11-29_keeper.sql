-- 1. The keeper (sequencer, rebuild, verify, accounts, what runs beside the requests) signs in by itself: its role and its
--    tables are out of reach of any statement that runs on a request's connection.
DO $$
BEGIN
  CREATE ROLE carevisit_keeper_login LOGIN NOINHERIT;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
GRANT carevisit_keeper, carevisit_app TO carevisit_keeper_login;
REVOKE carevisit_keeper FROM carevisit_app;
GRANT USAGE ON SCHEMA public TO carevisit_keeper_login;
DO $$
BEGIN
  IF pg_has_role('carevisit_app', 'carevisit_keeper', 'MEMBER') THEN  -- granted once more, by somebody else than the owner
    RAISE EXCEPTION 'carevisit_app is still a member of carevisit_keeper: revoke it as a superuser, then migrate again';
  END IF;
END $$;
GRANT SELECT ON sandbox_clock TO carevisit_app;  -- one number, which every request of a sandbox goes by

-- 2. Doors.
GRANT CREATE ON SCHEMA public TO carevisit_keeper;

-- What a sign-in needs to know of a login. The only way by which the service reads a hash.
CREATE FUNCTION sign_in_row(p_login text) RETURNS TABLE (id uuid, role text, generation int, scopes text[], secret_hash text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p.id, p.role, p.generation, p.scopes, p.secret_hash FROM principal p WHERE p.login = p_login AND p.enabled $$;
ALTER FUNCTION sign_in_row(text) OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION sign_in_row(text) FROM public;
GRANT EXECUTE ON FUNCTION sign_in_row(text) TO carevisit_app;
REVOKE CREATE ON SCHEMA public FROM carevisit_keeper;

-- Whether a principal may write about an elder as of a moment: where the elder was then, or whom the agency served then.
-- The system's own principal, whose id everybody knows, may write about everybody: on the keeper's connections only.
CREATE OR REPLACE FUNCTION may_write(p_principal principal, p_elder uuid, p_at timestamptz) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF p_principal.role = 'system' THEN RETURN session_user = 'carevisit_keeper_login'; END IF;
  IF p_principal.place_id IS NULL THEN
    RETURN EXISTS (SELECT FROM assignment a WHERE a.agency = p_principal.maker AND a.elder = p_elder
      AND a.from_at <= p_at AND p_at < a.until_at);
  END IF;
  RETURN EXISTS (SELECT FROM presence e JOIN place l ON l.id = e.place_id JOIN place mine ON mine.id = p_principal.place_id
    WHERE e.elder = p_elder AND e.from_at <= p_at AND p_at < e.until_at AND l.no BETWEEN mine.no AND mine.hi);
END $$;

-- 3. Whoever waited while the tree of places was numbered anew begins no stream by an old number: once more, by the new one.
CREATE FUNCTION head_numbered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM must((SELECT p.no = NEW.place_no FROM place p WHERE p.id = NEW.place_id));
  RETURN NULL;
END $$;
CREATE TRIGGER numbered AFTER INSERT ON head FOR EACH ROW EXECUTE FUNCTION head_numbered();

-- 4. A person's wrapped key is read by whoever may read a sealed part of theirs: the elders first, for whom that is known
--    without going through their parts. One CASE, for an OR of walls is slow.
DROP INDEX sealed_person;
CREATE INDEX sealed_person ON sealed (person, subject);
ALTER TABLE person ENABLE ROW LEVEL SECURITY;
ALTER TABLE person FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON person TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON person FOR SELECT TO carevisit_writer USING (
  (SELECT true FROM sealed s WHERE s.person = person.id LIMIT 1));
CREATE POLICY writer_adds ON person FOR INSERT TO carevisit_writer WITH CHECK ((SELECT opened()) IS NOT NULL);
CREATE POLICY area ON person FOR SELECT TO carevisit_area, carevisit_assigned USING (
  CASE WHEN (SELECT true FROM head h WHERE h.subject = person.id) THEN true
  ELSE (SELECT true FROM sealed s WHERE s.person = person.id LIMIT 1) END);
CREATE POLICY own ON person FOR SELECT TO carevisit_own USING (  -- also the elder of a record without a word: a file may be added
  CASE WHEN maker = (SELECT own_maker()) THEN true
  WHEN (SELECT true FROM visit v WHERE v.elder_id = person.id LIMIT 1) THEN true
  WHEN (SELECT true FROM need n WHERE n.elder_id = person.id LIMIT 1) THEN true
  WHEN (SELECT true FROM risk r WHERE r.elder_id = person.id LIMIT 1) THEN true
  ELSE (SELECT true FROM sealed s WHERE s.person = person.id LIMIT 1) END);

-- 5. By what a database knows its keys: a value derived from each key that it was written with.
CREATE TABLE key_check (
  purpose text NOT NULL,               -- wrapping, search or root
  number int NOT NULL,                 -- as in the key file
  value bytea NOT NULL,
  PRIMARY KEY (purpose, number)
);
-- 6. A row that is written to learn whether writing is possible.
CREATE TABLE write_probe (
  id int PRIMARY KEY CHECK (id = 1),
  turn bigint NOT NULL
);
INSERT INTO write_probe VALUES (1, 0);
GRANT SELECT, INSERT ON key_check TO carevisit_keeper;
GRANT SELECT, UPDATE ON write_probe TO carevisit_keeper;
