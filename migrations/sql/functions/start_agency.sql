-- Adds an agency that is known by a client of its own: kept by the district of its first place, with a contract for each place.
CREATE FUNCTION start_agency(p_agency uuid, p_name text, p_places uuid[], p_from date, p_until date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO agency (id, name, place_id) SELECT p_agency, p_name, coalesce(
    (SELECT d.id FROM place d JOIN place l ON l.no BETWEEN d.no AND d.hi WHERE l.id = p_places[1] AND d.level = 'district'), p_places[1]);
  PERFORM begin_contract(gen_random_uuid(), p_agency, ARRAY[l], '{}', p_from, p_until, '{}') FROM unnest(p_places) l;
END $$;
