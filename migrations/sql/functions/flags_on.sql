-- The flags that come with a day alone.
CREATE FUNCTION flags_on(d due, state text, day date) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT array_remove(ARRAY[
    CASE WHEN is_overdue(d, day) THEN 'overdue' END,
    CASE WHEN state IN ('active', 'suspended') AND d.review_due_on < day THEN 'review_overdue' END,
    CASE WHEN state <> 'left' AND d.verify_from <= day THEN 'verify_family' END,
    CASE WHEN state <> 'left' AND d.reassess_on <= day THEN 'reassess' END,
    CASE WHEN d.case_by <= (SELECT rule_at()) THEN 'case_overdue' END], NULL) $$;
