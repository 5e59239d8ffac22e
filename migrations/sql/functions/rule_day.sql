-- The day in China of that moment.
CREATE FUNCTION rule_day() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT (rule_at() AT TIME ZONE 'Asia/Shanghai')::date $$;
