-- The mergers whose day has come and that somebody is still to follow: the accounts and clients, some elders, whether a contract.
CREATE FUNCTION mergers_due(p_day date, p_elders int)
  RETURNS TABLE (place uuid, place_into uuid, code_into text, from_on date, cause uuid, principals uuid[], elders uuid[], contracts boolean)
  LANGUAGE sql STABLE AS $$
  SELECT * FROM (
    SELECT m.id, i.id, i.code, m.until_on + 1, e.id, ARRAY(SELECT p.id FROM principal p WHERE p.place_id = m.id ORDER BY p.id),
      ARRAY(SELECT h.subject FROM head h JOIN standing s ON s.elder = h.subject AND p_day BETWEEN s.from_on AND s.until_on AND s.state <> 'left'
        WHERE h.noun = 'elder' AND h.place_no = m.no AND s.place_id = m.id ORDER BY h.subject LIMIT p_elders),
      EXISTS (SELECT FROM contract_at c WHERE c.place_id = m.id AND c.until_on > greatest(m.until_on, c.from_on - 1))
    FROM place m JOIN place i ON i.id = m.merged_into JOIN entry e ON e.subject = m.id AND e.kind = 'place.merged'
    WHERE m.until_on < p_day) d (place, place_into, code_into, from_on, cause, principals, elders, contracts)
  WHERE principals <> '{}' OR elders <> '{}' OR contracts ORDER BY from_on, place $$;
