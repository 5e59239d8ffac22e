-- Raises serialization_failure unless its argument is true: the transaction is then tried again on what is there.
CREATE FUNCTION must(boolean) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF $1 IS NOT TRUE THEN RAISE EXCEPTION 'stale' USING ERRCODE = 'serialization_failure'; END IF;
  RETURN true;
END $$;
