-- 1. A need and a risk as their steps have left them. Rows that stand here already get what a rebuild will give them.
ALTER TABLE need
  ADD COLUMN origin text NOT NULL DEFAULT 'visit',
  ADD COLUMN reporter text,
  ADD COLUMN since timestamptz,
  ADD COLUMN last_at timestamptz,
  ADD COLUMN department text,
  ADD COLUMN duty smallint,
  ADD COLUMN agency uuid,               -- the one that it is referred to
  ADD COLUMN due_on date,
  ADD COLUMN accepted_at timestamptz,
  ADD COLUMN concluded_at timestamptz,
  ADD COLUMN referral_seen_on date,     -- the township's two follow-ups
  ADD COLUMN difficulty_seen_on date,
  ADD COLUMN followed_at timestamptz,
  ADD COLUMN closed_at timestamptz,
  ADD COLUMN reopened smallint NOT NULL DEFAULT 0,
  ADD COLUMN escalated text[] NOT NULL DEFAULT '{}',
  ADD COLUMN touched boolean NOT NULL DEFAULT false,  -- whether anybody but its maker has acted on it
  ADD COLUMN hands uuid[] NOT NULL DEFAULT '{}',      -- whose it is: its maker's, and that of each agency it was referred to
  ADD COLUMN visits uuid[] NOT NULL DEFAULT '{}';     -- whose records say it
ALTER TABLE risk
  ADD COLUMN origin text NOT NULL DEFAULT 'visit',
  ADD COLUMN reporter text,
  ADD COLUMN since timestamptz,
  ADD COLUMN last_at timestamptz,
  ADD COLUMN township_told_at timestamptz,
  ADD COLUMN called_at timestamptz,
  ADD COLUMN family_at timestamptz,
  ADD COLUMN family_reached boolean NOT NULL DEFAULT false,
  ADD COLUMN handling_at timestamptz,
  ADD COLUMN cleared_at timestamptz,
  ADD COLUMN followed_at timestamptz,
  ADD COLUMN closed_at timestamptz,
  ADD COLUMN rungs text[] NOT NULL DEFAULT '{}',
  ADD COLUMN reopened smallint NOT NULL DEFAULT 0,
  ADD COLUMN escalated text[] NOT NULL DEFAULT '{}',
  ADD COLUMN touched boolean NOT NULL DEFAULT false,
  ADD COLUMN hands uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN visits uuid[] NOT NULL DEFAULT '{}';
UPDATE need SET since = raised_at, last_at = raised_at, hands = ARRAY[maker], visits = array_remove(ARRAY[visit_id], NULL);
UPDATE risk SET since = reported_at, last_at = reported_at, hands = ARRAY[maker], visits = array_remove(ARRAY[visit_id], NULL);
ALTER TABLE need ALTER COLUMN since SET NOT NULL, ALTER COLUMN last_at SET NOT NULL;
ALTER TABLE risk ALTER COLUMN since SET NOT NULL, ALTER COLUMN last_at SET NOT NULL;
DO $$
DECLARE t text; c text;
BEGIN
  FOREACH t IN ARRAY ARRAY['need', 'risk'] LOOP
    FOREACH c IN ARRAY ARRAY['origin', 'reopened', 'escalated', 'touched', 'hands', 'visits'] LOOP
      EXECUTE format('ALTER TABLE %I ALTER COLUMN %I DROP DEFAULT', t, c);
    END LOOP;
    EXECUTE format('CREATE INDEX %1$I ON %2$I (state, place_no)', t || '_state', t);
    EXECUTE format('CREATE INDEX %1$I ON %2$I USING gin (hands)', t || '_hands', t);
    EXECUTE format('DROP POLICY own ON %I', t);
    EXECUTE format('CREATE POLICY own ON %I FOR SELECT TO carevisit_own USING (hands @> ARRAY[(SELECT own_maker())])', t);
  END LOOP;
END $$;
ALTER TABLE risk ALTER COLUMN family_reached DROP DEFAULT, ALTER COLUMN rungs DROP DEFAULT;
CREATE INDEX need_agency ON need (agency, id);

-- 2. What is awaited of a case that is open, of whom, and from when each tier sees it.
CREATE TABLE task (
  elder uuid NOT NULL,
  key text NOT NULL,
  case_id uuid NOT NULL,
  noun text NOT NULL,
  step text NOT NULL,
  tier text,                            -- who must take it first; null: only the agency
  agency uuid,
  since timestamptz NOT NULL,
  by timestamptz NOT NULL,
  village_at timestamptz,
  township_at timestamptz,
  district_at timestamptz,
  place_id int NOT NULL,
  place_no int NOT NULL,
  PRIMARY KEY (elder, key)
);
CREATE INDEX task_area ON task (place_no);
CREATE INDEX task_case ON task (case_id);
CREATE INDEX task_agency ON task (agency);
ALTER TABLE task ENABLE ROW LEVEL SECURITY;
ALTER TABLE task FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON task TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON task TO carevisit_writer USING (elder = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON task FOR SELECT TO carevisit_area USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
CREATE POLICY assigned ON task FOR SELECT TO carevisit_assigned USING (
  agency = (SELECT own_maker())
  AND (SELECT true FROM assignment a WHERE a.agency = (SELECT own_maker()) AND a.elder = task.elder LIMIT 1));
CREATE POLICY own ON task FOR SELECT TO carevisit_own USING (
  CASE noun WHEN 'need' THEN (SELECT true FROM need n WHERE n.elder_id = task.elder AND n.id = task.case_id)
  ELSE (SELECT true FROM risk r WHERE r.elder_id = task.elder AND r.id = task.case_id) END);
GRANT SELECT, INSERT, UPDATE, DELETE ON task TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON task TO carevisit_area, carevisit_assigned, carevisit_own;

-- 3. Who has a case in hand reads what happened to it, whoever did it.
DROP POLICY own ON entry;
CREATE POLICY own ON entry FOR SELECT TO carevisit_own USING (
  CASE
    WHEN kind LIKE 'need.%' THEN (SELECT true FROM need n WHERE n.elder_id = entry.subject
      AND n.id = coalesce((entry.open->>'need_id')::uuid, entry.corrects, entry.id))
    WHEN kind LIKE 'risk.%' THEN (SELECT true FROM risk r WHERE r.elder_id = entry.subject
      AND r.id = coalesce((entry.open->>'risk_id')::uuid, entry.corrects, entry.id))
    WHEN corrects IS NULL THEN maker = (SELECT own_maker())
    ELSE (SELECT true FROM visit v WHERE v.elder_id = entry.subject AND v.id = entry.corrects AND v.maker = (SELECT own_maker()))
  END);

-- 4. What is due of visits stands apart from what is due of cases; a case past its time is a flag of its own.
DROP INDEX due_act_by;
ALTER TABLE due DROP COLUMN risk_on, DROP COLUMN risk_by, DROP COLUMN begins_on, DROP COLUMN act_by, ADD COLUMN case_by timestamptz;
CREATE INDEX due_act_by ON due (due_on, elder, place_no, due_from, ends_on);
CREATE OR REPLACE FUNCTION flags_on(d due, state text, day date) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT array_remove(ARRAY[
    CASE WHEN state = 'active' AND d.due_on < day THEN 'overdue' END,
    CASE WHEN state IN ('active', 'suspended') AND d.review_due_on < day THEN 'review_overdue' END,
    CASE WHEN state <> 'left' AND d.verify_from <= day THEN 'verify_family' END,
    CASE WHEN state <> 'left' AND d.reassess_on <= day THEN 'reassess' END,
    CASE WHEN d.case_by <= (SELECT rule_at()) THEN 'case_overdue' END], NULL) $$;
