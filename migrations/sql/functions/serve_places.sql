-- Lets an agency serve places, from a day to a day, or without an end, and assigns to it the elders who live there; the announcer then
-- writes this to the feed. Whoever works out an elder's assignments (assign) is waited for, and waits: neither misses the other.
CREATE FUNCTION serve_places(p_agency uuid, p_places uuid[], p_from date, p_until date) RETURNS void LANGUAGE sql AS $$
  LOCK TABLE contract IN EXCLUSIVE MODE;
  INSERT INTO contract (id, agency, place_id, from_on, until_on)
    SELECT gen_random_uuid(), p_agency, l, p_from, coalesce(p_until, 'infinity') FROM unnest(p_places) l;
  INSERT INTO assignment (agency, elder, contract, from_at, until_at)
    SELECT agency, elder, contract, from_at, until_at FROM assignment_due WHERE agency = p_agency
    ON CONFLICT (agency, elder, contract, from_at) DO UPDATE SET until_at = excluded.until_at $$;
