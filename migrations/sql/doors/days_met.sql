-- The days on which an elder was met, by mode, by any maker; no record is shown. Guards: elders that the reader sees
-- today.
CREATE FUNCTION days_met(p_elder uuid, p_from date, p_until date) RETURNS TABLE (day date, mode text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT DISTINCT v.day, v.mode FROM visit v
  WHERE v.elder_id = p_elder AND v.day BETWEEN p_from AND p_until AND v.outcome = 'met' AND v.state <> 'void'
    AND (EXISTS (SELECT FROM head h WHERE h.subject = p_elder AND h.place_no BETWEEN area_lo() AND area_hi())
      OR EXISTS (SELECT FROM assignment a WHERE a.agency = own_maker() AND a.elder = p_elder
        AND a.from_at <= rule_at() AND a.until_at > rule_at())) $$;

ALTER FUNCTION days_met OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION days_met FROM public;
GRANT EXECUTE ON FUNCTION days_met TO carevisit_area, carevisit_assigned;
