-- Adds to the tally what one row of kept changes. Every visit may come through here, so it works row by row, as the writer, in one
-- plain statement.
CREATE FUNCTION kept_row_tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO tally (place_no, month, key_in_home, general_in_home, key_any, general_any, key_met, first_met, second_met, complete)
    VALUES (NEW.place_no, NEW.month, (NEW.in_home AND NEW.tier = 'key')::int, (NEW.in_home AND NEW.tier <> 'key')::int,
      (NEW.any_mode AND NEW.tier = 'key')::int, (NEW.any_mode AND NEW.tier <> 'key')::int,
      CASE NEW.tier WHEN 'key' THEN NEW.windows ELSE 0 END, NEW.first::int, NEW.second::int, NEW.complete::int);
  ELSIF (OLD.place_no, OLD.month, OLD.tier, OLD.alone) = (NEW.place_no, NEW.month, NEW.tier, NEW.alone) THEN
    INSERT INTO tally (place_no, month, key_in_home, general_in_home, key_any, general_any, key_met, first_met, second_met, complete)
    VALUES (NEW.place_no, NEW.month, (NEW.tier = 'key')::int * (NEW.in_home::int - OLD.in_home::int),
      (NEW.tier <> 'key')::int * (NEW.in_home::int - OLD.in_home::int), (NEW.tier = 'key')::int * (NEW.any_mode::int - OLD.any_mode::int),
      (NEW.tier <> 'key')::int * (NEW.any_mode::int - OLD.any_mode::int), (NEW.tier = 'key')::int * (NEW.windows - OLD.windows),
      NEW.first::int - OLD.first::int, NEW.second::int - OLD.second::int, NEW.complete::int - OLD.complete::int);
  ELSE
    INSERT INTO tally (place_no, month, key_in_home, general_in_home, key_any, general_any, key_met, first_met, second_met, complete)
    SELECT r.place_no, r.month, n * (r.in_home AND r.tier = 'key')::int, n * (r.in_home AND r.tier <> 'key')::int,
      n * (r.any_mode AND r.tier = 'key')::int, n * (r.any_mode AND r.tier <> 'key')::int, n * (r.tier = 'key')::int * r.windows,
      n * r.first::int, n * r.second::int, n * r.complete::int
    FROM (SELECT OLD.*, -1 AS n UNION ALL SELECT NEW.*, 1 AS n) r WHERE r.alone;
  END IF;
  IF random() < 0.06 THEN PERFORM tally_merge(ARRAY[NEW.place_no], ARRAY[NEW.month]); END IF;
  RETURN NULL;
END $$;
