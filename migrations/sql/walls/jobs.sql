-- Jobs: the keeper's only. Requests ask for them by their maker and the maker's rights of the moment.

ALTER TABLE job ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON job TO carevisit_keeper USING (true) WITH CHECK (true);

ALTER TABLE job_file ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON job_file TO carevisit_keeper USING (true) WITH CHECK (true);

ALTER TABLE job_piece ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON job_piece TO carevisit_keeper USING (true) WITH CHECK (true);
