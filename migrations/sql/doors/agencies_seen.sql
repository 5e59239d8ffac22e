-- The agencies that the reader may know, or the one of them that is asked for: those that the reader's area keeps, those that serve it
-- now or will, and an agency itself. Guards: nobody else's.
CREATE FUNCTION agencies_seen(p_id uuid DEFAULT NULL) RETURNS TABLE (id uuid, name text, credit_code text, contact_name text,
    contact_phone text, state text, made_at timestamptz, version int)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT g.id, g.name, g.credit_code, g.contact_name, g.contact_phone, g.state, g.made_at, coalesce(h.version, 0)
  FROM agency g JOIN place l ON l.id = g.place_id LEFT JOIN head h ON h.subject = g.id
  WHERE (p_id IS NULL OR g.id = p_id) AND CASE
    WHEN area_lo() IS NULL THEN g.id = own_maker()
    WHEN l.no BETWEEN area_lo() AND area_hi() THEN true
    WHEN EXISTS (SELECT FROM contract_at c JOIN place s ON s.id = c.place_id
      WHERE c.agency = g.id AND c.until_on >= rule_day() AND s.no <= area_hi() AND s.hi >= area_lo()) THEN true
    ELSE EXISTS (SELECT FROM contract c JOIN contract_elder n ON n.contract = c.id JOIN head e ON e.subject = n.elder
      WHERE c.agency = g.id AND c.until_on >= rule_day() AND e.place_no BETWEEN area_lo() AND area_hi()) END $$;

ALTER FUNCTION agencies_seen OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION agencies_seen FROM public;
GRANT EXECUTE ON FUNCTION agencies_seen TO carevisit_area;
