-- 1. When the next tier that has not been told of a step's time is told. Nobody has been told of anything yet.
ALTER TABLE task ADD COLUMN rings_at timestamptz;
UPDATE task SET rings_at = by WHERE tier IS DISTINCT FROM 'district';
CREATE INDEX task_rings ON task (rings_at) WHERE rings_at IS NOT NULL;

-- 2. Whether what was asked of a need was met, also once it is closed. No need has been concluded yet.
ALTER TABLE need ADD COLUMN met boolean;

-- 3. The rules of a place on a day, by which figures say what was followed up in time; null: none was adopted.
GRANT CREATE ON SCHEMA public TO carevisit_keeper;
CREATE FUNCTION profile_on(p_place int, p_day date) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT a.profile FROM adoption a WHERE a.place_no <= p_place AND a.place_hi >= p_place AND a.from_on <= p_day
    ORDER BY a.place_no DESC, a.from_on DESC, a.adopted_at DESC LIMIT 1 $$;
ALTER FUNCTION profile_on(int, date) OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION profile_on(int, date) FROM public;
REVOKE CREATE ON SCHEMA public FROM carevisit_keeper;
GRANT EXECUTE ON FUNCTION profile_on TO carevisit_area, carevisit_own;
