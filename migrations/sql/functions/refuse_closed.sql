-- Refuses a change of a table while the district is closed.
CREATE FUNCTION refuse_closed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM must_be_open();
  RETURN NULL;
END $$;
