-- A case that ended with the elder's exit remembers where it stood, and a case whose times are counted anew from when.
-- Both are filled by a rebuild, as the views' code asks for.
ALTER TABLE need ADD COLUMN anew_at timestamptz, ADD COLUMN stood text;
ALTER TABLE risk ADD COLUMN anew_at timestamptz, ADD COLUMN stood text;
