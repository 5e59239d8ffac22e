-- Whether a writer could have written about an elder as of another moment too. Guards: only of an elder whose stream is open.
CREATE FUNCTION could_write(p_principal uuid, p_elder uuid, p_at timestamptz) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT p_elder = ANY (opened()) AND may_write(p, p_elder, p_at) FROM principal p WHERE p.id = p_principal $$;

ALTER FUNCTION could_write OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION could_write FROM public;
GRANT EXECUTE ON FUNCTION could_write TO carevisit_writer;
