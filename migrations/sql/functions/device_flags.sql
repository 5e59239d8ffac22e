-- The flag of an elder with a device that is quiet (失联).
CREATE FUNCTION device_flags(p_elder uuid) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN EXISTS (SELECT FROM device_quiet q WHERE q.elder_id = p_elder) THEN ARRAY['device_quiet'] ELSE '{}' END $$;
