-- What a run of months in owing adds to the tally: a step up in its first month, and down in the month after its last. `n` is 1
-- for a row that came and -1 for one that went.
CREATE FUNCTION owed_steps(p_from date, p_until date, p_tier text, p_windows smallint, p_first text, p_second text, p_whole text, n int)
  RETURNS TABLE (month date, key int, general int, key_windows int, first int, second int, "left" int, declined int, suspended int, short_window int)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT step.month, (p_windows > 0 AND p_tier = 'key')::int * step.n, (p_windows > 0 AND p_tier <> 'key')::int * step.n,
    (p_tier = 'key')::int * p_windows * step.n, (p_first IS NOT NULL AND p_first = 'owed')::int * step.n,
    (p_second IS NOT NULL AND p_second = 'owed')::int * step.n, (why.none = 'left')::int * step.n, (why.none = 'declined')::int * step.n,
    (why.none = 'suspended')::int * step.n, (why.none = 'short_window')::int * step.n
  FROM (VALUES (p_from, n), (CASE WHEN p_until < '9999-12-01' THEN (p_until + interval '1 month')::date END, -n)) step(month, n)
    CROSS JOIN LATERAL (SELECT CASE  -- why no window is owed: the first of these that any part of the month names
      WHEN p_windows > 0 THEN ''
      WHEN 'left' IN (p_first, p_second, p_whole) THEN 'left'
      WHEN 'declined' IN (p_first, p_second, p_whole) THEN 'declined'
      WHEN 'suspended' IN (p_first, p_second, p_whole) THEN 'suspended'
      WHEN 'short_window' IN (p_first, p_second, p_whole) THEN 'short_window'
      ELSE '' END AS none) why
  WHERE step.month IS NOT NULL $$;
