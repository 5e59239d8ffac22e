-- A stream must begin with the number that its place has now: a writer who waited while the tree was numbered anew tries again.
CREATE FUNCTION head_numbered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM must((SELECT p.no = NEW.place_no FROM place p WHERE p.id = NEW.place_id));
  RETURN NULL;
END $$;
