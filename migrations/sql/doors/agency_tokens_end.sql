-- Ends every token of an agency's clients. Guards: only of an agency whose stream is open.
CREATE FUNCTION agency_tokens_end(p_agency uuid) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT must(p_agency = ANY (opened()));
  UPDATE principal SET generation = generation + 1 WHERE maker = p_agency AND role = 'agency' $$;

ALTER FUNCTION agency_tokens_end OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION agency_tokens_end FROM public;
GRANT EXECUTE ON FUNCTION agency_tokens_end TO carevisit_writer;
