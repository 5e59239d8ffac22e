-- A page of the feed, as JSON text that goes into the answer as it is: its events in order, how far the feed was read for them, whether
-- there is more, and the marks of the first and the last position, by which a cursor notices that the ledger was rewound. A mark is
-- a hash of an entry's hash and nothing more.
-- Guards: an event is shown to readers whose area holds a place of its audience and none beyond, or to an agency of its audience.
-- Both are compared on the feed's own row, once. Its numbers are ascending, so an area holds one of them where more of them come up
-- to its end than before its beginning; an area that is null holds none.
-- Whoever had the elder when a visit's number was given knows it (number_known): these are, for a record whose audience is one place,
-- its readers, and an agency that serves the elder now. They are not asked one by one; number_known answers for the rest.
CREATE FUNCTION feed_page(p_after bigint, p_scanned int, p_limit int, p_types text[], p_source text)
  RETURNS TABLE (before text, reached bigint, mark text, more boolean, events text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
  SET enable_seqscan = off SET enable_memoize = off  -- a plan made while the feed is short fits it as it grows; no entry comes twice
  AS $$
DECLARE first int := area_lo(); last int := area_hi(); reader uuid := own_maker(); moment timestamptz := rule_at(); head bigint; full_to bigint;
BEGIN
  SELECT h.position INTO head FROM feed_head h WHERE h.id = 1;
  reached := least(head, p_after + p_scanned);
  SELECT CASE WHEN count(*) = p_limit THEN max(page.position) END, string_agg(page.event, ',' ORDER BY page.position) INTO full_to, events
  FROM (SELECT f.position,
      concat('{"specversion":"1.0","id":"', e.id, '","source":"', p_source, '","type":"', e.kind, '","subject":"', e.subject,
        '","time":"', instant(e.happened_at), '","datacontenttype":"application/json","dataschema":"', p_source, '/schemas/', e.kind,
        '.v', e.schema_no, '.json","recordedat":"', instant(e.written_at), '","place":', coalesce('"' || p.code || '"', 'null'),
        ',"streamversion":', e.version, ',"cause":', coalesce('"' || e.cause || '"', 'null'),
        ',"corrects":', coalesce('"' || e.corrects || '"', 'null'), ',"data":',
        CASE WHEN e.kind IN ('visit.recorded', 'visit.corrected')
            AND NOT CASE WHEN first IS NULL THEN EXISTS (SELECT FROM assignment a WHERE a.agency = reader AND a.elder = e.subject
                AND a.from_at <= moment AND moment < a.until_at)
              ELSE e.kind = 'visit.recorded' AND cardinality(f.places) = 1 END
            AND e.open->>'running_no' IS NOT NULL AND NOT number_known(e.subject, coalesce(e.corrects, e.id))
          THEN regexp_replace(e.open::text, '"running_no":\d+', '"running_no":null') ELSE e.open::text END, '}') AS event
    FROM feed f JOIN entry e ON e.subject = f.subject AND e.version = f.version LEFT JOIN place p ON p.id = e.place_id
    WHERE f.position > p_after AND f.position <= reached AND (p_types IS NULL OR e.kind = ANY (p_types))
      AND CASE WHEN first IS NULL THEN reader = ANY (f.agencies)
        ELSE width_bucket(last, f.places) > width_bucket(first - 1, f.places)
          AND width_bucket(last, f.beyond) = width_bucket(first - 1, f.beyond) END
    ORDER BY f.position LIMIT p_limit) page;
  reached := coalesce(full_to, reached);
  more := reached < head;
  SELECT encode(substr(f.hash, 1, 8), 'hex') INTO before FROM feed f WHERE f.position = p_after;
  SELECT encode(substr(f.hash, 1, 8), 'hex') INTO mark FROM feed f WHERE f.position = reached;
  RETURN NEXT;
END $$;

ALTER FUNCTION feed_page OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION feed_page FROM public;
GRANT EXECUTE ON FUNCTION feed_page TO carevisit_feed;
