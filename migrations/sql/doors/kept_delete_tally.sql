-- Adds to the tally, as a trigger of a statement, what rows of kept that went come to;
-- now and then it merges the rows of their places.
CREATE FUNCTION kept_delete_tally() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE places int[]; months date[];
BEGIN
  IF EXISTS (SELECT FROM went) THEN
    WITH added AS (
      INSERT INTO tally (place_no, month, key_in_home, general_in_home, key_any, general_any, key_met, first_met, second_met, complete)
      SELECT place_no, month, sum(key_in_home), sum(general_in_home), sum(key_any), sum(general_any), sum(key_met), sum(first_met),
        sum(second_met), sum(complete)
      FROM (
        SELECT r.place_no, r.month, s.key_in_home, s.general_in_home, s.key_any, s.general_any, s.key_met, s.first_met, s.second_met, s.complete
        FROM went r CROSS JOIN LATERAL kept_counts(r.tier, r.windows, r.first, r.second, r.in_home, r.any_mode, r.complete, -1) s
        WHERE r.alone) change
      GROUP BY place_no, month
      HAVING sum(key_in_home) <> 0 OR sum(general_in_home) <> 0 OR sum(key_any) <> 0 OR sum(general_any) <> 0 OR
        sum(key_met) <> 0 OR sum(first_met) <> 0 OR sum(second_met) <> 0 OR sum(complete) <> 0
      RETURNING place_no, month)
    SELECT array_agg(place_no), array_agg(month) INTO places, months FROM added;
    IF random() < 0.04 THEN PERFORM tally_merge(places, months); END IF;
  END IF;
  RETURN NULL;
END $$;

ALTER FUNCTION kept_delete_tally OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION kept_delete_tally FROM public;
