-- The streams that a door has opened for writing in this transaction; null: none.
CREATE FUNCTION opened() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('carevisit.opened', true), '')::uuid[] $$;
