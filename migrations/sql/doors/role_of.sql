-- The role of the account that wrote an entry which the reader sees: a version says whose doing it is, and names nobody.
CREATE FUNCTION role_of(p_principal uuid) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT role FROM principal WHERE id = p_principal AND own_maker() IS NOT NULL $$;

ALTER FUNCTION role_of OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION role_of FROM public;
GRANT EXECUTE ON FUNCTION role_of TO carevisit_area, carevisit_own;
