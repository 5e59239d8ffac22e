-- Begins the contracts of an agency. Guards: only of an agency whose stream is open; the places were the caller's when it was opened.
CREATE FUNCTION contracts_begin(p_agency uuid, p_places uuid[], p_from date, p_until date) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM must(p_agency = ANY (opened()));
  PERFORM serve_places(p_agency, p_places, p_from, p_until);
END $$;

ALTER FUNCTION contracts_begin OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION contracts_begin FROM public;
GRANT EXECUTE ON FUNCTION contracts_begin TO carevisit_writer;
