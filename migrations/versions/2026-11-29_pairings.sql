-- Pairings (结对关爱): a view of elders' streams. It grants no sight: no wall of any other table looks into it.
CREATE TABLE pairing (
  elder_id uuid NOT NULL,
  id uuid NOT NULL,                    -- of the entry that began it
  version int NOT NULL,
  revision int NOT NULL,               -- +1 with each new last day
  place_id int NOT NULL,
  place_no int NOT NULL,
  account uuid NOT NULL,
  kind text NOT NULL,
  from_on date NOT NULL,
  until_on date NOT NULL,              -- 9999-12-31: no end is set
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (elder_id, id)
);
CREATE UNIQUE INDEX pairing_id ON pairing (id);
CREATE INDEX pairing_account ON pairing (account, elder_id);
CREATE INDEX pairing_area ON pairing (place_no, id);
ALTER TABLE pairing ENABLE ROW LEVEL SECURITY;
ALTER TABLE pairing FORCE ROW LEVEL SECURITY;
CREATE POLICY keeper ON pairing TO carevisit_keeper USING (true) WITH CHECK (true);
CREATE POLICY writer ON pairing TO carevisit_writer
  USING (elder_id = ANY ((SELECT opened())::uuid[])) WITH CHECK (elder_id = ANY ((SELECT opened())::uuid[]));
CREATE POLICY area ON pairing FOR SELECT TO carevisit_area
  USING (place_no >= (SELECT area_lo()) AND place_no <= (SELECT area_hi()));
GRANT SELECT, INSERT, UPDATE, DELETE ON pairing TO carevisit_keeper, carevisit_writer;
GRANT SELECT ON pairing TO carevisit_area;

GRANT CREATE ON SCHEMA public TO carevisit_keeper;

-- Whether an elder that the writer has opened may be paired with an account: one of the three tiers, enabled, whose area holds
-- the elder.
CREATE FUNCTION may_be_paired(p_account uuid, p_elder uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p_elder = ANY (opened()) AND EXISTS (SELECT FROM principal p JOIN place l ON l.id = p.place_id
    JOIN head h ON h.subject = p_elder AND h.place_no BETWEEN l.no AND l.hi
    WHERE p.id = p_account AND p.enabled AND p.role IN ('supervisor', 'guide', 'liaison')) $$;

-- The name of an account of the three tiers that serves in the reader's area, or serves it from above.
CREATE FUNCTION account_name(p_account uuid) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT p.name FROM principal p JOIN place l ON l.id = p.place_id
  WHERE p.id = p_account AND p.role IN ('supervisor', 'guide', 'liaison') AND l.no <= area_hi() AND l.hi >= area_lo() $$;

ALTER FUNCTION may_be_paired(uuid, uuid) OWNER TO carevisit_keeper;
ALTER FUNCTION account_name(uuid) OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION may_be_paired(uuid, uuid), account_name(uuid) FROM public;
REVOKE CREATE ON SCHEMA public FROM carevisit_keeper;
GRANT EXECUTE ON FUNCTION may_be_paired TO carevisit_writer;
GRANT EXECUTE ON FUNCTION account_name TO carevisit_area;
