-- What a month in kept adds to the tally. `n` is 1 for a row that came and -1 for one that went.
CREATE FUNCTION kept_counts(p_tier text, p_windows smallint, p_first boolean, p_second boolean, p_in_home boolean, p_any_mode boolean,
    p_complete boolean, n int)
  RETURNS TABLE (key_in_home int, general_in_home int, key_any int, general_any int, key_met int, first_met int, second_met int,
    complete int)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (p_in_home AND p_tier = 'key')::int * n, (p_in_home AND p_tier <> 'key')::int * n, (p_any_mode AND p_tier = 'key')::int * n,
    (p_any_mode AND p_tier <> 'key')::int * n, (p_tier = 'key')::int * p_windows * n, p_first::int * n, p_second::int * n, p_complete::int * n $$;
