-- The ledger's tables. A reader sees the entries and sealed parts of the subjects whose heads it sees, and its own. Readers of the
-- feed see none of these tables: they have the door feed_page.

ALTER TABLE head ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON head TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON head TO carevisit_writer
  USING (subject = ANY ((SELECT opened())::uuid[])) WITH CHECK (subject = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON head FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
CREATE POLICY assigned ON head FOR SELECT TO carevisit_assigned
  USING ((SELECT true FROM assignment a WHERE a.agency = (SELECT own_maker()) AND a.elder = head.subject LIMIT 1));

ALTER TABLE entry ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON entry TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON entry TO carevisit_writer
  USING (subject = ANY ((SELECT opened())::uuid[])) WITH CHECK (subject = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON entry FOR SELECT TO carevisit_area USING ((SELECT true FROM head h WHERE h.subject = entry.subject));
-- an agency sees the file as it is, not its history
CREATE POLICY assigned ON entry FOR SELECT TO carevisit_assigned
  USING ((SELECT true FROM head h WHERE h.subject = entry.subject AND h.file_version = entry.version));
-- one's own entries; everything that happened to a case in one's hands; what corrects or voids one's own record, by any author
CREATE POLICY own ON entry FOR SELECT TO carevisit_own USING (
  CASE
    WHEN kind LIKE 'need.%' THEN (SELECT true FROM need n WHERE n.elder_id = entry.subject
      AND n.id = coalesce((entry.open->>'need_id')::uuid, entry.corrects, entry.id))
    WHEN kind LIKE 'risk.%' THEN (SELECT true FROM risk r WHERE r.elder_id = entry.subject
      AND r.id = coalesce((entry.open->>'risk_id')::uuid, entry.corrects, entry.id))
    WHEN corrects IS NULL THEN maker = (SELECT own_maker())
    ELSE (SELECT true FROM visit v WHERE v.elder_id = entry.subject AND v.id = entry.corrects AND v.maker = (SELECT own_maker()))
  END);
-- an attachment that one may read has its name sealed in the entry that added it, by any author
CREATE POLICY own_attached ON entry FOR SELECT TO carevisit_own USING (
  CASE WHEN kind = 'attachment.added' THEN
    (SELECT true FROM attachment a WHERE a.elder_id = entry.subject AND a.id = entry.id) END);

ALTER TABLE sealed ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON sealed TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON sealed TO carevisit_writer
  USING (subject = ANY ((SELECT opened())::uuid[])) WITH CHECK (subject = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON sealed FOR SELECT TO carevisit_area USING ((SELECT true FROM head h WHERE h.subject = sealed.subject));
-- an agency sees the file as it is, not its history
CREATE POLICY assigned ON sealed FOR SELECT TO carevisit_assigned
  USING ((SELECT true FROM head h WHERE h.subject = sealed.subject AND h.file_version = sealed.version));
CREATE POLICY own ON sealed FOR SELECT TO carevisit_own
  USING ((SELECT true FROM entry e WHERE e.subject = sealed.subject AND e.version = sealed.version));

ALTER TABLE person ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON person TO carevisit_keeper USING (true) WITH CHECK (true);
-- a wrapped key is visible where a sealed part of that person is
CREATE POLICY writer ON person FOR SELECT TO carevisit_writer
  USING ((SELECT true FROM sealed s WHERE s.person = person.id LIMIT 1));
CREATE POLICY writer_adds ON person FOR INSERT TO carevisit_writer WITH CHECK ((SELECT opened()) IS NOT NULL);
-- elders first: of them it is known without a look through their sealed parts
CREATE POLICY area ON person FOR SELECT TO carevisit_area, carevisit_assigned USING (
  CASE WHEN (SELECT true FROM head h WHERE h.subject = person.id) THEN true
  ELSE (SELECT true FROM sealed s WHERE s.person = person.id LIMIT 1) END);
-- also the elder of a record without a word of its own: a file may be attached to it
CREATE POLICY own ON person FOR SELECT TO carevisit_own USING (
  CASE WHEN maker = (SELECT own_maker()) THEN true
  WHEN (SELECT true FROM visit v WHERE v.elder_id = person.id LIMIT 1) THEN true
  WHEN (SELECT true FROM need n WHERE n.elder_id = person.id LIMIT 1) THEN true
  WHEN (SELECT true FROM risk r WHERE r.elder_id = person.id LIMIT 1) THEN true
  ELSE (SELECT true FROM sealed s WHERE s.person = person.id LIMIT 1) END);

ALTER TABLE search_tag ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON search_tag TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON search_tag TO carevisit_writer
  USING (subject = ANY ((SELECT opened())::uuid[])) WITH CHECK (subject = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON search_tag FOR SELECT TO carevisit_area
  USING ((SELECT true FROM head h WHERE h.subject = search_tag.subject));
-- an agency sees the file as it is, not its history
CREATE POLICY assigned ON search_tag FOR SELECT TO carevisit_assigned
  USING ((SELECT true FROM head h WHERE h.subject = search_tag.subject AND h.file_version = search_tag.version));

ALTER TABLE said ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON said TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON said TO carevisit_writer
  USING (subject = ANY ((SELECT opened())::uuid[])) WITH CHECK (subject = ANY ((SELECT opened())::uuid[]));
-- one's own numbers, and nobody else's
CREATE POLICY own ON said FOR SELECT TO carevisit_area, carevisit_assigned, carevisit_own USING (owner = (SELECT own_maker()));

ALTER TABLE pending ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON pending TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON pending TO carevisit_writer
  USING (subject = ANY ((SELECT opened())::uuid[])) WITH CHECK (subject = ANY ((SELECT opened())::uuid[]));

ALTER TABLE feed ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON feed TO carevisit_keeper USING (true) WITH CHECK (true);
