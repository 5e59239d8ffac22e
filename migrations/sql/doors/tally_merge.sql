-- Merges the tally's rows of some places and months, one row for each. Rows that another transaction is merging are left to it.
-- Guards: it shows none of them.
CREATE FUNCTION tally_merge(p_places int[], p_months date[]) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE spot record; rows tid[];
BEGIN
  FOR spot IN SELECT DISTINCT place_no, month FROM unnest(p_places, p_months) k(place_no, month) LOOP
    SELECT array_agg(at) INTO rows FROM (SELECT t.ctid AS at FROM tally t WHERE t.place_no = spot.place_no AND t.month = spot.month
      FOR UPDATE SKIP LOCKED) mine;
    IF cardinality(rows) > 1 THEN
      WITH gone AS (DELETE FROM tally t WHERE t.ctid = ANY (rows) RETURNING t.*)
      INSERT INTO tally (place_no, month, key, general, key_windows, first, second, "left", declined, suspended, short_window, key_in_home, general_in_home,
      key_any, general_any, key_met, first_met, second_met, complete)
      SELECT place_no, month, sum(key), sum(general), sum(key_windows), sum(first), sum(second), sum("left"), sum(declined), sum(suspended),
        sum(short_window), sum(key_in_home), sum(general_in_home), sum(key_any), sum(general_any), sum(key_met),
        sum(first_met), sum(second_met), sum(complete)
      FROM gone GROUP BY place_no, month
      HAVING sum(key) <> 0 OR sum(general) <> 0 OR sum(key_windows) <> 0 OR sum(first) <> 0 OR sum(second) <> 0 OR
        sum("left") <> 0 OR sum(declined) <> 0 OR sum(suspended) <> 0 OR sum(short_window) <> 0 OR sum(key_in_home) <> 0 OR
        sum(general_in_home) <> 0 OR sum(key_any) <> 0 OR sum(general_any) <> 0 OR sum(key_met) <> 0 OR
        sum(first_met) <> 0 OR sum(second_met) <> 0 OR sum(complete) <> 0;
    END IF;
  END LOOP;
END $$;

ALTER FUNCTION tally_merge OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION tally_merge FROM public;
GRANT EXECUTE ON FUNCTION tally_merge TO carevisit_writer;
