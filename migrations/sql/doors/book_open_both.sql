-- Opens two elders' streams, for what happens to both in one transaction. Guards as book_open does; where one of them is not
-- there for the caller, neither is opened. Locks are taken in one order, so that two callers who want the same two do not deadlock.
CREATE FUNCTION book_open_both(p_principal uuid, p_generation int, p_one uuid, p_other uuid, p_at timestamptz, p_numbers text[], p_now timestamptz)
  RETURNS TABLE (maker uuid, subject uuid, version int, views_version int, views_code int, latest_at timestamptz, written_at timestamptz,
    place_id uuid, place_no int, then_place_id uuid, file_version int, status json, key bytea, visitor uuid, visitor_key bytea, said json)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
#variable_conflict use_column
DECLARE seen uuid[] := '{}'; both_of uuid[] := ARRAY[least(p_one, p_other), greatest(p_one, p_other)]; wanted uuid; found_one uuid;
BEGIN
  FOREACH wanted IN ARRAY both_of LOOP
    FOR maker, subject, version, views_version, views_code, latest_at, written_at, place_id, place_no, then_place_id, file_version,
        status, key, visitor, visitor_key, said
      IN SELECT b.* FROM book_open(p_principal, p_generation, wanted, p_at, p_numbers, NULL, p_now) b LOOP
      found_one := book_open_both.subject;
      IF found_one IS NOT NULL AND found_one <> ALL (seen) THEN seen := seen || found_one; END IF;
      RETURN NEXT;
    END LOOP;
  END LOOP;
  PERFORM set_config('carevisit.opened', CASE WHEN cardinality(seen) = 2 THEN seen::text ELSE '' END, true);
END $$;

ALTER FUNCTION book_open_both OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION book_open_both FROM public;
GRANT EXECUTE ON FUNCTION book_open_both TO carevisit_app;
