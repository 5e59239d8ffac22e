-- 1. What is attached to a visit, a need or a risk (附件): a view. The files lie elsewhere, sealed, under the name in `blob`.
CREATE TABLE attachment (
  elder_id uuid NOT NULL,
  id uuid NOT NULL,                    -- of the entry that added it
  version int NOT NULL,                -- of that entry
  place_id int NOT NULL,
  place_no int NOT NULL,
  maker uuid NOT NULL,
  actor uuid NOT NULL,
  owner text NOT NULL,                 -- visit, need or risk
  owner_id uuid NOT NULL,
  blob uuid NOT NULL,
  media_type text NOT NULL,
  size bigint NOT NULL,                -- of the file, before it was sealed
  sha256 text NOT NULL,                -- of what lies in the storage
  state text NOT NULL,
  recorded_at timestamptz NOT NULL,
  removed_at timestamptz,
  removal_reason text,
  PRIMARY KEY (elder_id, id)
);
CREATE UNIQUE INDEX attachment_id ON attachment (id);
CREATE INDEX attachment_owner ON attachment (elder_id, owner_id, id);

-- 2. Walls. In the area, by where the elder is now. Among one's own: what one attached, and what is attached to a record that
--    one may read; which records those are, their own walls say. One CASE, for an OR of walls is slow.
ALTER TABLE attachment ENABLE ROW LEVEL SECURITY;
ALTER TABLE attachment FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON attachment TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON attachment TO carevisit_writer
  USING (elder_id = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder_id = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON attachment FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
CREATE POLICY own ON attachment FOR SELECT TO carevisit_own USING (
  CASE WHEN maker = (SELECT own_maker()) THEN true
  ELSE CASE owner
    WHEN 'visit' THEN (SELECT true FROM visit o WHERE o.elder_id = attachment.elder_id AND o.id = attachment.owner_id)
    WHEN 'need' THEN (SELECT true FROM need o WHERE o.elder_id = attachment.elder_id AND o.id = attachment.owner_id)
    WHEN 'risk' THEN (SELECT true FROM risk o WHERE o.elder_id = attachment.elder_id AND o.id = attachment.owner_id)
  END END);
GRANT SELECT, INSERT, UPDATE, DELETE ON attachment TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON attachment TO carevisit_area, carevisit_own;

-- 3. Whoever may read an attachment may read the entry that added it, whoever wrote it: its name is sealed there.
CREATE POLICY own_attached ON entry FOR SELECT TO carevisit_own USING (
  CASE WHEN kind = 'attachment.added' THEN
    (SELECT true FROM attachment a WHERE a.elder_id = entry.subject AND a.id = entry.id) END);
