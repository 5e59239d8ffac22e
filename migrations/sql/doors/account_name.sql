-- The name of a staff account that serves in the reader's area, or above it. Guards: accounts elsewhere have no name.
CREATE FUNCTION account_name(p_account uuid) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT p.name FROM principal p JOIN place l ON l.id = p.place_id
  WHERE p.id = p_account AND p.role IN ('supervisor', 'guide', 'liaison') AND l.no <= area_hi() AND l.hi >= area_lo() $$;

ALTER FUNCTION account_name OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION account_name FROM public;
GRANT EXECUTE ON FUNCTION account_name TO carevisit_area, carevisit_own;
