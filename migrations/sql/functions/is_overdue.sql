-- Whether an elder is overdue on a day (逾期). The fold has found these days; all of them lie after `due_on`, by which an index finds
-- the few rows to look at.
CREATE FUNCTION is_overdue(d due, day date) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT d.due_on < day AND d.overdue @> day $$;
