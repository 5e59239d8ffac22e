-- Whether a principal may write about an elder as of a moment: by the place of the elder then, or by the assignments of the agency then.
-- The system's own principal, whose id everybody knows, may write about everybody: on the keeper's connections only.
CREATE FUNCTION may_write(p_principal principal, p_elder uuid, p_at timestamptz) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF p_principal.role = 'system' THEN RETURN session_user = 'carevisit_keeper_login'; END IF;
  IF p_principal.place_id IS NULL THEN
    RETURN EXISTS (SELECT FROM assignment a WHERE a.agency = p_principal.maker AND a.elder = p_elder
      AND a.from_at <= p_at AND p_at < a.until_at);
  END IF;
  IF EXISTS (SELECT FROM presence e JOIN place l ON l.id = e.place_id JOIN place mine ON mine.id = p_principal.place_id
    WHERE e.elder = p_elder AND e.from_at <= p_at AND p_at < e.until_at AND l.no BETWEEN mine.no AND mine.hi) THEN
    RETURN true;
  END IF;
  RETURN EXISTS (  -- what happened in a place that was merged into one's own, whoever may act for that one now
    WITH RECURSIVE later AS (
      SELECT l.* FROM presence e JOIN place l ON l.id = e.place_id
        WHERE e.elder = p_elder AND e.from_at <= p_at AND p_at < e.until_at AND l.until_on < (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date
      UNION SELECT i.* FROM later JOIN place i ON i.id = later.merged_into)
    SELECT FROM later JOIN place mine ON mine.id = p_principal.place_id AND later.no BETWEEN mine.no AND mine.hi);
END $$;
