-- The moment that the rules go by. Set by open_reading for the transaction; unset it is null, and null admits no row.
CREATE FUNCTION rule_at() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('carevisit.at', true), '')::timestamptz $$;
