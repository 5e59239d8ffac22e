-- Records when devices were heard. Guards: devices of the caller's area only; it answers those that are there. Null: the token is
-- no longer valid. Rows are taken in one order, so that two batches do not deadlock.
CREATE FUNCTION hear_devices(p_principal uuid, p_generation int, p_devices uuid[], p_heard timestamptz[]) RETURNS uuid[]
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE mine record; there uuid[];
BEGIN
  SELECT l.no, l.hi INTO mine FROM principal p LEFT JOIN place l ON l.id = p.place_id
    WHERE p.id = p_principal AND p.generation = p_generation AND p.enabled;
  IF NOT FOUND THEN RETURN NULL; END IF;
  SELECT coalesce(array_agg(d.id), '{}') INTO there FROM device d
    WHERE d.id = ANY (p_devices) AND d.place_no BETWEEN mine.no AND mine.hi;
  INSERT INTO device_sign (device_id, elder_id, heard_at)
    SELECT d.id, d.elder_id, max(told.at) FROM unnest(p_devices, p_heard) told(id, at) JOIN device d ON d.id = told.id
      WHERE d.id = ANY (there) GROUP BY d.id, d.elder_id ORDER BY d.id
    ON CONFLICT (device_id) DO UPDATE SET heard_at = excluded.heard_at WHERE device_sign.heard_at < excluded.heard_at;
  RETURN there;
END $$;

ALTER FUNCTION hear_devices OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION hear_devices FROM public;
GRANT EXECUTE ON FUNCTION hear_devices TO carevisit_writer;
