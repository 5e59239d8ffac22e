-- Visits and attachments: the area; and one's own records, wherever the elder lives now.

ALTER TABLE visit ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON visit TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON visit TO carevisit_writer
  USING (elder_id = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder_id = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON visit FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
CREATE POLICY own ON visit FOR SELECT TO carevisit_own USING (maker = (SELECT own_maker()));

ALTER TABLE attachment ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON attachment TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON attachment TO carevisit_writer
  USING (elder_id = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder_id = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON attachment FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
-- what one attached, and what is attached to a record that one may read
CREATE POLICY own ON attachment FOR SELECT TO carevisit_own USING (
  CASE WHEN maker = (SELECT own_maker()) THEN true
  ELSE CASE owner
    WHEN 'visit' THEN (SELECT true FROM visit o WHERE o.elder_id = attachment.elder_id AND o.id = attachment.owner_id)
    WHEN 'need' THEN (SELECT true FROM need o WHERE o.elder_id = attachment.elder_id AND o.id = attachment.owner_id)
    WHEN 'risk' THEN (SELECT true FROM risk o WHERE o.elder_id = attachment.elder_id AND o.id = attachment.owner_id)
  END END);
