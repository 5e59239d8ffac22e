-- 1. Views: who was found on the lists, and which files were made twice.
CREATE TABLE candidate (               -- one row per elder whom a list named, or who was registered to be looked at
  elder_id uuid PRIMARY KEY,
  place_id int NOT NULL,
  place_no int NOT NULL,
  listed_on date NOT NULL,             -- of this round: who comes up again after a decision is looked at again
  lists smallint NOT NULL,             -- how often a list has named them
  sources text[] NOT NULL,
  surveyed_on date,                    -- the first survey of this round
  eligible text,                       -- what the last survey found
  decided_on date,
  stage text NOT NULL
);
CREATE INDEX candidate_area ON candidate (place_no, elder_id);
CREATE INDEX candidate_place ON candidate (place_id);

CREATE TABLE merger (                  -- a file that went into another one
  elder_id uuid PRIMARY KEY,
  id uuid NOT NULL,                    -- of the entry that says so
  into_id uuid,                        -- null: erased
  merged_on date NOT NULL
);
CREATE INDEX merger_into ON merger (into_id);

-- 2. Campaigns are orders of an office, not facts about an elder: a table of their own, only added to and cancelled.
CREATE TABLE campaign (
  id uuid PRIMARY KEY,
  place_id int NOT NULL REFERENCES place (id),
  name text NOT NULL,
  from_on date NOT NULL,
  list_by date NOT NULL,
  survey_by date NOT NULL,
  confirm_by date NOT NULL,
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  cancelled_by uuid,
  cancelled_at timestamptz
);

-- 3. Walls and grants.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['candidate', 'merger', 'campaign'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY keeper ON %I TO carevisit_keeper USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT ON %I TO carevisit_area', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['candidate', 'merger'] LOOP
    EXECUTE format('CREATE POLICY writer ON %I TO carevisit_writer USING (elder_id = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder_id = ANY ((SELECT opened())::uuid[]))', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO carevisit_keeper, carevisit_writer', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON campaign TO carevisit_keeper;
CREATE POLICY area ON candidate FOR SELECT TO carevisit_area USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
CREATE POLICY area ON merger FOR SELECT TO carevisit_area USING (  -- who does not cover both files learns of neither's other
  (SELECT true FROM head h WHERE h.subject = merger.elder_id) AND (SELECT true FROM head h WHERE h.subject = merger.into_id));
CREATE POLICY area ON campaign FOR SELECT TO carevisit_area USING (  -- areas lie in one another or apart: below mine, or around me
  (SELECT true FROM place p WHERE p.id = campaign.place_id AND p.no <= (SELECT area_hi()) AND p.hi >= (SELECT area_lo())));

-- 4. Doors.
GRANT CREATE ON SCHEMA public TO carevisit_keeper;  -- for the length of this migration

-- Opens two streams at once, for what happens to two elders in one transaction. Locks are taken in order, so that two who
-- want the same two wait for each other and not for ever. Where one of them is not there for the caller, neither is opened.
CREATE FUNCTION book_open_both(p_principal uuid, p_generation int, p_one uuid, p_other uuid, p_at timestamptz, p_numbers text[], p_now timestamptz)
  RETURNS TABLE (maker uuid, subject uuid, version int, views_version int, views_code int, latest_at timestamptz, written_at timestamptz,
    place_id int, place_no int, then_place_id int, file_version int, status json, key bytea, visitor uuid, visitor_key bytea, said json)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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

-- An elder of the principal's area, other than one, whose file bears one of these tags; who was merged comes last.
CREATE OR REPLACE FUNCTION twin_within(p_principal uuid, p_tags bytea[], p_but uuid) RETURNS uuid
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(encode(tag, 'hex'), 53)) FROM (SELECT tag FROM unnest(p_tags) tag ORDER BY tag) sorted;
  RETURN (SELECT h.subject FROM principal p JOIN place mine ON mine.id = p.place_id JOIN search_tag t ON t.tag = ANY (p_tags)
    JOIN head h ON h.subject = t.subject AND h.file_version = t.version AND h.place_no BETWEEN mine.no AND mine.hi
    WHERE p.id = p_principal AND h.subject IS DISTINCT FROM p_but
    ORDER BY EXISTS (SELECT FROM merger m WHERE m.elder_id = h.subject), h.subject LIMIT 1);
END $$;

-- Begins a campaign in a place of the caller's. No row: the token is no longer good; `id` null: no such place for you;
-- `print` is what one of the numbers came with before.
CREATE FUNCTION campaign_begin(p_principal uuid, p_generation int, p_id uuid, p_place text, p_name text, p_from date, p_list_by date,
    p_survey_by date, p_confirm_by date, p_number text, p_print bytea, p_now timestamptz)
  RETURNS TABLE (id uuid, print bytea)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE who principal; spot int; moment timestamptz := coalesce(p_now, clock_timestamp());
BEGIN
  SELECT * INTO who FROM principal p WHERE p.id = p_principal AND p.generation = p_generation AND p.enabled;
  IF NOT FOUND THEN RETURN; END IF;
  IF p_number IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(who.maker || p_number, 54));
    RETURN QUERY SELECT s.subject, s.fingerprint FROM said s WHERE s.owner = who.maker AND s.number = p_number;
    IF FOUND THEN RETURN; END IF;
  END IF;
  SELECT l.id INTO spot FROM place mine JOIN place l ON l.no BETWEEN mine.no AND mine.hi WHERE mine.id = who.place_id AND l.code = p_place;
  IF spot IS NULL THEN RETURN QUERY SELECT NULL::uuid, NULL::bytea; RETURN; END IF;
  INSERT INTO campaign VALUES (p_id, spot, p_name, p_from, p_list_by, p_survey_by, p_confirm_by, who.id, moment);
  IF p_number IS NOT NULL THEN INSERT INTO said VALUES (who.maker, p_number, p_print, p_id, 0, moment); END IF;
  RETURN QUERY SELECT p_id, NULL::bytea;
END $$;

-- Cancels a campaign of the caller's places; a second time changes nothing. False: there is none for them.
CREATE FUNCTION campaign_cancel(p_principal uuid, p_generation int, p_id uuid, p_now timestamptz) RETURNS TABLE (there boolean)
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE who principal; mine uuid;
BEGIN
  SELECT * INTO who FROM principal p WHERE p.id = p_principal AND p.generation = p_generation AND p.enabled;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT c.id INTO mine FROM campaign c JOIN place l ON l.id = c.place_id JOIN place up ON l.no BETWEEN up.no AND up.hi
    WHERE c.id = p_id AND up.id = who.place_id;
  UPDATE campaign c SET cancelled_by = who.id, cancelled_at = coalesce(p_now, clock_timestamp())
    WHERE c.id = mine AND c.cancelled_at IS NULL;
  RETURN QUERY SELECT mine IS NOT NULL;
END $$;

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['book_open_both(uuid, int, uuid, uuid, timestamptz, text[], timestamptz)',
      'campaign_begin(uuid, int, uuid, text, text, date, date, date, date, text, bytea, timestamptz)',
      'campaign_cancel(uuid, int, uuid, timestamptz)'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO carevisit_keeper', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM public', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO carevisit_app', f);
  END LOOP;
END $$;
REVOKE CREATE ON SCHEMA public FROM carevisit_keeper;
