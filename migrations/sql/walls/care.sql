-- Pairings, the family's part, and devices.

ALTER TABLE pairing ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON pairing TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON pairing TO carevisit_writer
  USING (elder_id = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder_id = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON pairing FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));

ALTER TABLE urging ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON urging TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON urging TO carevisit_writer
  USING (elder_id = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder_id = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON urging FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
CREATE POLICY own ON urging FOR SELECT TO carevisit_own USING (maker = (SELECT own_maker()));

ALTER TABLE family_contact ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON family_contact TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON family_contact TO carevisit_writer
  USING (elder_id = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder_id = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON family_contact FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
CREATE POLICY own ON family_contact FOR SELECT TO carevisit_own USING (maker = (SELECT own_maker()));

ALTER TABLE device ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON device TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON device TO carevisit_writer
  USING (elder_id = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder_id = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON device FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
CREATE POLICY assigned ON device FOR SELECT TO carevisit_assigned
  USING ((SELECT true FROM assignment a WHERE a.agency = (SELECT own_maker()) AND a.elder = device.elder_id LIMIT 1));

ALTER TABLE alert ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON alert TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON alert TO carevisit_writer
  USING (elder_id = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder_id = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON alert FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
CREATE POLICY own ON alert FOR SELECT TO carevisit_own USING (maker = (SELECT own_maker()));

ALTER TABLE device_sign ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON device_sign TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY heard ON device_sign FOR SELECT TO carevisit_area, carevisit_assigned
  USING ((SELECT true FROM device d WHERE d.id = device_sign.device_id));
