-- Accounts and clients with their secrets, agencies, the elders named by contracts, presence, assignments, and failed attempts to sign in. The other tables of this area hold
-- nothing about elders: grants limit them.

ALTER TABLE principal ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON principal TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON principal TO carevisit_writer
  USING (id = ANY ((SELECT opened())::uuid[])) WITH CHECK (id = ANY ((SELECT opened())::uuid[]));

ALTER TABLE client_secret ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON client_secret TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON client_secret TO carevisit_writer
  USING (client = ANY ((SELECT opened())::uuid[])) WITH CHECK (client = ANY ((SELECT opened())::uuid[]));

ALTER TABLE invitation ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON invitation TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON invitation TO carevisit_writer
  USING (account = ANY ((SELECT opened())::uuid[])) WITH CHECK (account = ANY ((SELECT opened())::uuid[]));

ALTER TABLE agency ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON agency TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON agency TO carevisit_writer
  USING (id = ANY ((SELECT opened())::uuid[])) WITH CHECK (id = ANY ((SELECT opened())::uuid[]));

ALTER TABLE contract_elder ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON contract_elder TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON contract_elder TO carevisit_writer
  USING (elder = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder = ANY ((SELECT opened())::uuid[]));

ALTER TABLE sign_in_delay ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON sign_in_delay TO carevisit_keeper USING (true) WITH CHECK (true);

ALTER TABLE presence ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON presence TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON presence TO carevisit_writer
  USING (elder = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder = ANY ((SELECT opened())::uuid[]));

ALTER TABLE assignment ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON assignment TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON assignment TO carevisit_writer
  USING (elder = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder = ANY ((SELECT opened())::uuid[]));
CREATE POLICY assigned ON assignment FOR SELECT TO carevisit_assigned
  USING (agency = (SELECT own_maker()) AND from_at <= (SELECT rule_at()) AND until_at > (SELECT rule_at()));

-- the names of places are for everybody who reads; the writer has those of the opened one
ALTER TABLE place_name ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON place_name TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON place_name TO carevisit_writer
  USING (subject = ANY ((SELECT opened())::uuid[])) WITH CHECK (subject = ANY ((SELECT opened())::uuid[]));
CREATE POLICY reader ON place_name FOR SELECT TO carevisit_area, carevisit_assigned, carevisit_own USING ((SELECT own_maker()) IS NOT NULL);
