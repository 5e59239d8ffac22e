-- Begins a contract of an agency, for places or for named elders. Guards: only of an agency whose stream is open, and for what the
-- caller's area held when it was asked (contract_scope).
CREATE FUNCTION contract_begin(p_id uuid, p_agency uuid, p_places uuid[], p_elders uuid[], p_from date, p_until date, p_services text[])
  RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM must(p_agency = ANY (opened()));
  PERFORM begin_contract(p_id, p_agency, p_places, p_elders, p_from, p_until, p_services);
END $$;

ALTER FUNCTION contract_begin OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION contract_begin FROM public;
GRANT EXECUTE ON FUNCTION contract_begin TO carevisit_writer;
