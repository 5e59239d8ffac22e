-- An instant as every answer spells it: `2026-11-20T01:10:00Z`, with six digits where there are microseconds.
CREATE FUNCTION instant(timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT replace(to_char($1 AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000', '') $$;
