-- The flags that come with a day alone. On the days of `paused` the elder is not active, or is owed no visit: nobody is overdue.
CREATE FUNCTION flags_on(d due, state text, day date) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT array_remove(ARRAY[
    CASE WHEN state = 'active' AND d.due_on < day AND (d.paused IS NULL OR NOT d.paused @> day) THEN 'overdue' END,
    CASE WHEN state IN ('active', 'suspended') AND d.review_due_on < day THEN 'review_overdue' END,
    CASE WHEN state <> 'left' AND d.verify_from <= day THEN 'verify_family' END,
    CASE WHEN state <> 'left' AND d.reassess_on <= day THEN 'reassess' END,
    CASE WHEN d.case_by <= (SELECT rule_at()) THEN 'case_overdue' END], NULL) $$;
