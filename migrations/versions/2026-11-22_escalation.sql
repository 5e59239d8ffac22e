-- 1. When the next tier that has not been told of a step's time is told. Nobody has been told of anything yet.
ALTER TABLE task ADD COLUMN rings_at timestamptz;
UPDATE task SET rings_at = by WHERE tier IS DISTINCT FROM 'district';
CREATE INDEX task_rings ON task (rings_at) WHERE rings_at IS NOT NULL;

-- 2. Whether what was asked of a need was met, also once it is closed. No need has been concluded yet.
ALTER TABLE need ADD COLUMN met boolean;
