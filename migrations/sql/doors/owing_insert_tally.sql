-- Adds to the tally, as a trigger of a statement, what rows of owing that came come to;
-- now and then it merges the rows of their places.
CREATE FUNCTION owing_insert_tally() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE places int[]; months date[];
BEGIN
  IF EXISTS (SELECT FROM came) THEN
    WITH added AS (
      INSERT INTO tally (place_no, month, key, general, key_windows, first, second, "left", declined, suspended, short_window)
      SELECT place_no, month, sum(key), sum(general), sum(key_windows), sum(first), sum(second), sum("left"), sum(declined), sum(suspended),
        sum(short_window)
      FROM (
        SELECT r.place_no, s.month, s.key, s.general, s.key_windows, s.first, s.second, s."left", s.declined, s.suspended, s.short_window
        FROM came r CROSS JOIN LATERAL owed_steps(r.from_month, r.until_month, r.tier, r.windows, r.first, r.second, r.whole, 1) s
        WHERE r.alone) change
      GROUP BY place_no, month
      HAVING sum(key) <> 0 OR sum(general) <> 0 OR sum(key_windows) <> 0 OR sum(first) <> 0 OR sum(second) <> 0 OR
        sum("left") <> 0 OR sum(declined) <> 0 OR sum(suspended) <> 0 OR sum(short_window) <> 0
      RETURNING place_no, month)
    SELECT array_agg(place_no), array_agg(month) INTO places, months FROM added;
    IF random() < 0.04 THEN PERFORM tally_merge(places, months); END IF;
  END IF;
  RETURN NULL;
END $$;

ALTER FUNCTION owing_insert_tally OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION owing_insert_tally FROM public;
