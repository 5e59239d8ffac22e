-- What places recorded.

ALTER TABLE special_period ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON special_period TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON special_period TO carevisit_writer
  USING (subject = ANY ((SELECT opened())::uuid[])) WITH CHECK (subject = ANY ((SELECT opened())::uuid[]));
-- a place below the reader's, or around it; an agency: around or below a place that it serves today
CREATE POLICY area ON special_period FOR SELECT TO carevisit_area
  USING (place_no <= (SELECT area_hi()) AND place_hi >= (SELECT area_lo()));
CREATE POLICY assigned ON special_period FOR SELECT TO carevisit_assigned USING (
  (SELECT true FROM contract_now() c JOIN place l ON l.id = c.place_id
    WHERE special_period.place_no <= l.hi AND special_period.place_hi >= l.no LIMIT 1));

ALTER TABLE adoption ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON adoption TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON adoption TO carevisit_writer
  USING (subject = ANY ((SELECT opened())::uuid[])) WITH CHECK (subject = ANY ((SELECT opened())::uuid[]));
-- a place below the reader's, or around it; an agency: around or below a place that it serves today
CREATE POLICY area ON adoption FOR SELECT TO carevisit_area
  USING (place_no <= (SELECT area_hi()) AND place_hi >= (SELECT area_lo()));
CREATE POLICY assigned ON adoption FOR SELECT TO carevisit_assigned USING (
  (SELECT true FROM contract_now() c JOIN place l ON l.id = c.place_id
    WHERE adoption.place_no <= l.hi AND adoption.place_hi >= l.no LIMIT 1));

ALTER TABLE month_reopening ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON month_reopening TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON month_reopening TO carevisit_writer
  USING (subject = ANY ((SELECT opened())::uuid[])) WITH CHECK (subject = ANY ((SELECT opened())::uuid[]));
-- a place below the reader's, or around it; an agency: around or below a place that it serves today
CREATE POLICY area ON month_reopening FOR SELECT TO carevisit_area
  USING (place_no <= (SELECT area_hi()) AND place_hi >= (SELECT area_lo()));
CREATE POLICY assigned ON month_reopening FOR SELECT TO carevisit_assigned USING (
  (SELECT true FROM contract_now() c JOIN place l ON l.id = c.place_id
    WHERE month_reopening.place_no <= l.hi AND month_reopening.place_hi >= l.no LIMIT 1));

ALTER TABLE adoption_progress ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON adoption_progress TO carevisit_keeper USING (true) WITH CHECK (true);

ALTER TABLE duty_action ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON duty_action TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON duty_action TO carevisit_writer
  USING (subject = ANY ((SELECT opened())::uuid[])) WITH CHECK (subject = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON duty_action FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
