CREATE INDEX visit_when ON visit (elder_id, started_at);  -- what stands around a visit that is told late
