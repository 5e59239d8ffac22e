-- What a contract may be for, of places by their codes and elders by their ids: those of the caller's area, for the system all; null
-- in the turn of a place that is not there for the caller. Guards: only while a stream is open.
CREATE FUNCTION contract_scope(p_principal uuid, p_places text[], p_elders uuid[]) RETURNS TABLE (places uuid[], elders uuid[])
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT
    ARRAY(SELECT l.id FROM unnest(p_places) WITH ORDINALITY a(code, turn) LEFT JOIN place l ON l.code = a.code AND is_within(l.id, who)
        AND takes_in(l)
      ORDER BY a.turn),
    ARRAY(SELECT h.subject FROM head h WHERE h.subject = ANY (p_elders) AND h.noun = 'elder' AND is_within(h.place_id, who))
  FROM principal who WHERE who.id = p_principal AND opened() IS NOT NULL $$;

ALTER FUNCTION contract_scope OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION contract_scope FROM public;
GRANT EXECUTE ON FUNCTION contract_scope TO carevisit_writer;
