-- The caller's agency, or the caller. Set by open_reading for the transaction; unset it is null, and null admits no row.
CREATE FUNCTION own_maker() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('carevisit.maker', true), '')::uuid $$;
