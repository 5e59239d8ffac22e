-- Whether elders, accounts and contracts may come to a place: no end of it is set, or they will follow its merger.
CREATE FUNCTION takes_in(p_place place) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT p_place.until_on = 'infinity' OR p_place.merged_into IS NOT NULL $$;
