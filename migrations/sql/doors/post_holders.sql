-- Who holds and held the post of each place (县级督导员、乡镇（街道）指导员、村（居）联络员), and when: the enabled account of the post's role
-- there, by the entries in the account's stream. Guards: only posts of the reader's area.
-- An account that was made without an entry holds its post from then on; where it was before a first move, nobody wrote down.
CREATE FUNCTION post_holders() RETURNS TABLE (place_id uuid, account uuid, name text, from_on date, until_on date)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  WITH account AS (
    SELECT p.id, p.name, p.place_id, p.made_at FROM principal p JOIN place l ON l.id = p.place_id
    WHERE p.role IN ('supervisor', 'guide', 'liaison') AND l.no BETWEEN area_lo() AND area_hi()),
  act AS (
    SELECT a.id, a.name, e.version, e.written_at AS at, e.place_id,
      CASE e.kind WHEN 'account.disabled' THEN 1 WHEN 'account.enabled' THEN -1 ELSE 0 END AS ends
    FROM account a JOIN entry e ON e.subject = a.id
    WHERE e.kind IN ('account.created', 'account.disabled', 'account.enabled') OR e.kind = 'account.changed' AND (e.open->>'moved')::boolean
    UNION ALL
    SELECT a.id, a.name, 0, a.made_at, a.place_id, 0 FROM account a
    WHERE NOT EXISTS (SELECT FROM entry e WHERE e.subject = a.id AND (e.kind = 'account.created'
      OR e.kind = 'account.changed' AND (e.open->>'moved')::boolean))),
  spell AS (
    SELECT act.*, sum(act.ends) OVER w AS ended, lead(act.at) OVER w AS until_at FROM act WINDOW w AS (PARTITION BY act.id ORDER BY act.version))
  SELECT s.place_id, s.id, s.name, (s.at AT TIME ZONE 'Asia/Shanghai')::date, (s.until_at AT TIME ZONE 'Asia/Shanghai')::date
  FROM spell s JOIN place l ON l.id = s.place_id WHERE s.ended = 0 AND l.no BETWEEN area_lo() AND area_hi() $$;

ALTER FUNCTION post_holders OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION post_holders FROM public;
GRANT EXECUTE ON FUNCTION post_holders TO carevisit_area;
