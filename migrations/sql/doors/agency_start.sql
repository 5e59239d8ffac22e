-- Adds the agency of a client that is being created, with contracts for its places. Guards: only of an agency whose stream is open; the
-- places were the caller's when it was opened.
CREATE FUNCTION agency_start(p_agency uuid, p_name text, p_places uuid[], p_from date, p_until date) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM must(p_agency = ANY (opened()));
  PERFORM start_agency(p_agency, p_name, p_places, p_from, p_until);
END $$;

ALTER FUNCTION agency_start OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION agency_start FROM public;
GRANT EXECUTE ON FUNCTION agency_start TO carevisit_writer;
