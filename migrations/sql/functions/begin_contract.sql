-- Lets an agency serve places or named elders, from a day to a day, or without an end, and assigns these elders to it; the announcer
-- then writes this to the feed. Whoever works out an elder's assignments (assign) is waited for, and waits: neither misses the other.
CREATE FUNCTION begin_contract(p_id uuid, p_agency uuid, p_places uuid[], p_elders uuid[], p_from date, p_until date, p_services text[])
  RETURNS void LANGUAGE sql AS $$
  LOCK TABLE contract IN EXCLUSIVE MODE;
  INSERT INTO contract (id, agency, from_on, until_on, services) VALUES (p_id, p_agency, p_from, coalesce(p_until, 'infinity'), p_services);
  INSERT INTO contract_place (contract, place_id) SELECT p_id, unnest(p_places);
  INSERT INTO contract_elder (contract, elder) SELECT p_id, unnest(p_elders);
  INSERT INTO assignment (agency, elder, contract, from_at, until_at)
    SELECT agency, elder, contract, from_at, until_at FROM assignment_due WHERE contract = p_id $$;
