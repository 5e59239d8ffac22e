-- The census is the offices' own business: the area, and nobody else.

ALTER TABLE candidate ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON candidate TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON candidate TO carevisit_writer
  USING (elder_id = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder_id = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON candidate FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));

ALTER TABLE merger ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON merger TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON merger TO carevisit_writer
  USING (elder_id = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder_id = ANY ((SELECT opened())::uuid[]));
-- only readers who cover both files learn of either
CREATE POLICY area ON merger FOR SELECT TO carevisit_area
  USING (  (SELECT true FROM head h WHERE h.subject = merger.elder_id) AND (SELECT true FROM head h WHERE h.subject = merger.into_id));

ALTER TABLE campaign ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON campaign TO carevisit_keeper USING (true) WITH CHECK (true);
-- areas lie in one another or apart: this is a place below the reader's, or around it
CREATE POLICY area ON campaign FOR SELECT TO carevisit_area
  USING (  (SELECT true FROM place p WHERE p.id = campaign.place_id AND p.no <= (SELECT area_hi()) AND p.hi >= (SELECT area_lo())));
