-- Raises object_not_in_prerequisite_state while the district is closed, or still arrives from another server. Every transaction
-- that writes calls it and holds this lock to its end, so closing waits for those under way, and who comes later finds it closed:
-- the lock is taken in one statement and the state read in the next.
CREATE FUNCTION must_be_open() RETURNS boolean LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  LOCK TABLE district IN ROW SHARE MODE;
  IF NOT EXISTS (SELECT FROM district WHERE closed_at IS NULL)
      OR EXISTS (SELECT FROM pg_subscription_rel WHERE srrelid = 'district'::regclass) THEN
    RAISE EXCEPTION 'the district is closed' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  RETURN true;
END $$;
