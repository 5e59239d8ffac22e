-- Whether elders, accounts and contracts may come to a place: no end of it is set.
CREATE FUNCTION takes_in(p_place place) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT p_place.until_on = 'infinity' $$;
