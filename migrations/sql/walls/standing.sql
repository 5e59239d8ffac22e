-- How elders stand: the area, and the agencies that serve the elder at the reader's moment.

ALTER TABLE standing ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON standing TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON standing TO carevisit_writer
  USING (elder = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON standing FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
CREATE POLICY assigned ON standing FOR SELECT TO carevisit_assigned
  USING ((SELECT true FROM assignment a WHERE a.agency = (SELECT own_maker()) AND a.elder = standing.elder LIMIT 1));

ALTER TABLE due ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON due TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON due TO carevisit_writer
  USING (elder = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON due FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
CREATE POLICY assigned ON due FOR SELECT TO carevisit_assigned
  USING ((SELECT true FROM assignment a WHERE a.agency = (SELECT own_maker()) AND a.elder = due.elder LIMIT 1));

ALTER TABLE owing ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON owing TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON owing TO carevisit_writer
  USING (elder = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON owing FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
CREATE POLICY assigned ON owing FOR SELECT TO carevisit_assigned
  USING ((SELECT true FROM assignment a WHERE a.agency = (SELECT own_maker()) AND a.elder = owing.elder LIMIT 1));

ALTER TABLE kept ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON kept TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON kept TO carevisit_writer
  USING (elder = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON kept FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
CREATE POLICY assigned ON kept FOR SELECT TO carevisit_assigned
  USING ((SELECT true FROM assignment a WHERE a.agency = (SELECT own_maker()) AND a.elder = kept.elder LIMIT 1));

ALTER TABLE tally ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON tally TO carevisit_keeper USING (true) WITH CHECK (true);
-- the writer's triggers add to it, and the writer sees none of it
CREATE POLICY writer ON tally FOR INSERT TO carevisit_writer WITH CHECK (true);
CREATE POLICY area ON tally FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
