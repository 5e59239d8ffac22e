-- A hash of a position of the feed, by which a cursor notices that the ledger was rewound. Guards: it is a hash and nothing more,
-- so any position may be asked for.
CREATE FUNCTION feed_mark(p_position bigint) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT encode(substr(hash, 1, 8), 'hex') FROM feed WHERE position = p_position $$;

ALTER FUNCTION feed_mark OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION feed_mark FROM public;
GRANT EXECUTE ON FUNCTION feed_mark TO carevisit_feed;
