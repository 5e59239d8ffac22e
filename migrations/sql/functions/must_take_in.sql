-- Nobody comes to a place of which an end was set meanwhile: whoever waited for that tries again, and finds no such place.
CREATE FUNCTION must_take_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM must((SELECT takes_in(p) FROM place p WHERE p.id = NEW.place_id));
  RETURN NULL;
END $$;
