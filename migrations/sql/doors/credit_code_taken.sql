-- Whether another agency of a district has this unified social credit code. Guards: only while a stream is open.
CREATE FUNCTION credit_code_taken(p_place uuid, p_code text) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT opened() IS NOT NULL AND EXISTS (SELECT FROM agency g
    WHERE g.place_id = p_place AND g.credit_code = p_code AND g.id <> ALL (opened())) $$;

ALTER FUNCTION credit_code_taken OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION credit_code_taken FROM public;
GRANT EXECUTE ON FUNCTION credit_code_taken TO carevisit_writer;
