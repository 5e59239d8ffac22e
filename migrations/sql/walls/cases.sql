-- Needs, risks and their tasks: the area; and the sides that have the case in hand.

ALTER TABLE need ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON need TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON need TO carevisit_writer
  USING (elder_id = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder_id = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON need FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
CREATE POLICY own ON need FOR SELECT TO carevisit_own USING (hands @> ARRAY[(SELECT own_maker())]);

ALTER TABLE risk ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON risk TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON risk TO carevisit_writer
  USING (elder_id = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder_id = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON risk FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
CREATE POLICY own ON risk FOR SELECT TO carevisit_own USING (hands @> ARRAY[(SELECT own_maker())]);

ALTER TABLE task ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON task TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON task TO carevisit_writer
  USING (elder = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON task FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
CREATE POLICY assigned ON task FOR SELECT TO carevisit_assigned USING (
  agency = (SELECT own_maker())
  AND (SELECT true FROM assignment a WHERE a.agency = (SELECT own_maker()) AND a.elder = task.elder LIMIT 1));
CREATE POLICY own ON task FOR SELECT TO carevisit_own USING (
  CASE noun WHEN 'need' THEN (SELECT true FROM need n WHERE n.elder_id = task.elder AND n.id = task.case_id)
  ELSE (SELECT true FROM risk r WHERE r.elder_id = task.elder AND r.id = task.case_id) END);
