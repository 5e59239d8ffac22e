-- The stream of a place: its subject holds the place's id, so it is the same whoever asks (RFC 9562, version 8).
CREATE FUNCTION place_subject(p_place int) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ('00000000-0000-8000-8000-' || lpad(to_hex(p_place), 12, '0'))::uuid $$;
