-- The reading agency's own name.
CREATE FUNCTION own_name() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT g.name FROM agency g WHERE g.id = own_maker() $$;

ALTER FUNCTION own_name OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION own_name FROM public;
GRANT EXECUTE ON FUNCTION own_name TO carevisit_assigned;
