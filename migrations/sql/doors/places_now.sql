-- The places that the reader acts for today: an account's own place, an agency's contracts. Guards: of the reader only.
CREATE FUNCTION places_now(p_principal uuid) RETURNS TABLE (code text, name text, level text, no int)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT l.code, place_name_on(l, rule_day()), l.level, l.no FROM place l WHERE l.id IN (
    SELECT p.place_id FROM principal p WHERE p.id = p_principal AND p.maker = own_maker()
    UNION SELECT c.place_id FROM contract_at c WHERE c.agency = own_maker() AND rule_day() BETWEEN c.from_on AND c.until_on) $$;

ALTER FUNCTION places_now OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION places_now FROM public;
GRANT EXECUTE ON FUNCTION places_now TO carevisit_area;
