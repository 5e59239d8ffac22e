-- An elder with the same ID number, other than `p_but`; merged files come last. Guards: in the principal's area only. Callers
-- that ask for the same number wait for each other.
CREATE FUNCTION twin_within(p_principal uuid, p_tags bytea[], p_but uuid) RETURNS uuid
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(current_schema() || encode(tag, 'hex'), 53))
    FROM (SELECT tag FROM unnest(p_tags) tag ORDER BY tag) sorted;
  RETURN (SELECT h.subject FROM principal p JOIN place mine ON mine.id = p.place_id JOIN search_tag t ON t.tag = ANY (p_tags)
    JOIN head h ON h.subject = t.subject AND h.file_version = t.version AND h.place_no BETWEEN mine.no AND mine.hi
    WHERE p.id = p_principal AND h.subject IS DISTINCT FROM p_but
    ORDER BY EXISTS (SELECT FROM merger m WHERE m.elder_id = h.subject), h.subject LIMIT 1);
END $$;

ALTER FUNCTION twin_within OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION twin_within FROM public;
GRANT EXECUTE ON FUNCTION twin_within TO carevisit_writer;
