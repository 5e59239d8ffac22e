-- The profile in force in a place on a day, by which figures say what was followed up in time; null: none was adopted.
CREATE FUNCTION profile_on(p_place int, p_day date) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT a.profile FROM adoption a WHERE a.place_no <= p_place AND a.place_hi >= p_place AND a.from_on <= p_day
    ORDER BY a.place_no DESC, a.from_on DESC, a.adopted_at DESC LIMIT 1 $$;

ALTER FUNCTION profile_on OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION profile_on FROM public;
GRANT EXECUTE ON FUNCTION profile_on TO carevisit_area, carevisit_own;
