-- What mends a record belongs to whose record it is, whoever wrote it. One CASE, for an OR of two walls is slow.
DROP POLICY own ON entry;
CREATE POLICY own ON entry FOR SELECT TO carevisit_own USING (
  CASE WHEN corrects IS NULL THEN maker = (SELECT own_maker())
  ELSE (SELECT true FROM visit v WHERE v.elder_id = entry.subject AND v.id = entry.corrects AND v.maker = (SELECT own_maker())) END);

-- The role of whoever wrote an entry that one may read: a version says whose doing it is, and names nobody.
GRANT CREATE ON SCHEMA public TO carevisit_keeper;
CREATE FUNCTION role_of(p_principal uuid) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT role FROM principal WHERE id = p_principal AND own_maker() IS NOT NULL $$;

-- Whether a writer who has opened an elder's stream could have written in it as of another moment too.
CREATE FUNCTION could_write(p_principal uuid, p_elder uuid, p_at timestamptz) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p_elder = ANY (opened()) AND may_write(p, p_elder, p_at) FROM principal p WHERE p.id = p_principal $$;

ALTER FUNCTION role_of(uuid) OWNER TO carevisit_keeper;
ALTER FUNCTION could_write(uuid, uuid, timestamptz) OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION role_of(uuid), could_write(uuid, uuid, timestamptz) FROM public;
GRANT EXECUTE ON FUNCTION role_of TO carevisit_area, carevisit_own;
GRANT EXECUTE ON FUNCTION could_write TO carevisit_writer;
REVOKE CREATE ON SCHEMA public FROM carevisit_keeper;
