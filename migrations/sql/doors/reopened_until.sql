-- The last day on which a month is open again at a place, by what was decided there or above it, for a writer; null: it is not. Which
-- months are open where is no secret.
CREATE FUNCTION reopened_until(p_place uuid, p_month date) RETURNS date
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT max(r.until_on) FROM place l JOIN month_reopening r ON r.place_no <= l.no AND r.place_hi >= l.no
  WHERE l.id = p_place AND r.month = p_month $$;

ALTER FUNCTION reopened_until OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION reopened_until FROM public;
GRANT EXECUTE ON FUNCTION reopened_until TO carevisit_writer;
