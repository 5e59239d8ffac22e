-- The first place number of the caller's area. Set by open_reading for the transaction; unset it is null, and null admits no row.
CREATE FUNCTION area_lo() RETURNS int LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('carevisit.lo', true), '')::int $$;
