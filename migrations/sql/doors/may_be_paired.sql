-- Whether an elder may be paired with an account: an enabled staff account whose area holds the elder. Guards: only of an elder whose
-- stream is open.
CREATE FUNCTION may_be_paired(p_account uuid, p_elder uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT p_elder = ANY (opened()) AND EXISTS (SELECT FROM principal p JOIN place l ON l.id = p.place_id
    JOIN head h ON h.subject = p_elder AND h.place_no BETWEEN l.no AND l.hi
    WHERE p.id = p_account AND p.enabled AND p.role IN ('supervisor', 'guide', 'liaison')) $$;

ALTER FUNCTION may_be_paired OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION may_be_paired FROM public;
GRANT EXECUTE ON FUNCTION may_be_paired TO carevisit_writer;
