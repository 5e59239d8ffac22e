-- The reader's own name and login. Guards: of the reader only.
CREATE FUNCTION principal_now(p_principal uuid) RETURNS TABLE (name text, login text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT p.name, p.login FROM principal p WHERE p.id = p_principal AND p.maker = own_maker() $$;

ALTER FUNCTION principal_now OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION principal_now FROM public;
GRANT EXECUTE ON FUNCTION principal_now TO carevisit_area;
