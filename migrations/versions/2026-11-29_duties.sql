-- What departments did about the duties that a profile lists: a view of places' streams.
CREATE TABLE duty_action (
  subject uuid NOT NULL,
  id uuid NOT NULL,                    -- of the entry that recorded it
  version int NOT NULL,
  revision int NOT NULL,               -- 1 as recorded, 2 once void
  place_id int NOT NULL,
  place_no int NOT NULL,
  profile text NOT NULL,               -- whose list the number is of
  duty smallint NOT NULL,
  department text NOT NULL,
  done_on date NOT NULL,
  elders int,
  state text NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (subject, id)
);
CREATE UNIQUE INDEX duty_action_id ON duty_action (id);
CREATE INDEX duty_action_area ON duty_action (place_no, done_on, id);

-- Walls: the area of the place that recorded it. Agencies have no business with it.
ALTER TABLE duty_action ENABLE ROW LEVEL SECURITY;
ALTER TABLE duty_action FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON duty_action TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON duty_action TO carevisit_writer
  USING (subject = ANY ((SELECT opened())::uuid[])) WITH CHECK (subject = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON duty_action FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
GRANT SELECT, INSERT, UPDATE, DELETE ON duty_action TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON duty_action TO carevisit_area;

-- Scopes of supervision, for those who have had every scope of their role so far.
UPDATE principal SET scopes = scopes || '{supervision:read,supervision:write}'::text[]
  WHERE role IN ('supervisor', 'guide') AND NOT 'supervision:read' = ANY (scopes);
UPDATE principal SET scopes = scopes || '{supervision:read}'::text[]
  WHERE role = 'platform' AND NOT 'supervision:read' = ANY (scopes)
    AND scopes @> '{elders:read,visits:read,needs:read,risks:read,stats:read,feed:read}';
