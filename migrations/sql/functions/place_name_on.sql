-- The name of a place on a day.
CREATE FUNCTION place_name_on(p_place place, p_day date) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce((SELECT n.name FROM place_name n WHERE n.subject = p_place.id AND n.from_on <= p_day
    ORDER BY n.from_on DESC, n.version DESC LIMIT 1), p_place.name) $$;
