-- Whether a place lies in one's area; the system's is everywhere.
CREATE FUNCTION is_within(p_place uuid, p_who principal) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT p_who.role = 'system' OR EXISTS (
    SELECT FROM place l JOIN place mine ON mine.id = p_who.place_id WHERE l.id = p_place AND l.no BETWEEN mine.no AND mine.hi) $$;
