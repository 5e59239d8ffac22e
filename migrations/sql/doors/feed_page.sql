-- A page of the feed, its events as JSON text: the answer is put together from it as it is. Guards: an event is shown to readers of
-- whose area it names a place and no place beyond, or to an agency that it names; both are compared on the feed's own row, so the
-- wall is asked once. The numbers of a row are ascending: a range holds one of them where more of them go up to its end than up to
-- before its beginning. A range that is null holds none.
-- A visit's number is known (number_known) to those who had the elder when it was given, which the one place of a record that names
-- no other says, and to an agency that serves the elder now; these are asked here, at no cost, and number_known for the rest.
CREATE FUNCTION feed_page(p_after bigint, p_until bigint, p_limit int, p_types text[], p_source text)
  RETURNS TABLE ("position" bigint, mark text, event text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
  SET enable_seqscan = off SET enable_memoize = off  -- a plan made while the feed is short fits it as it grows; no entry comes twice
  AS $$
DECLARE first int := area_lo(); last int := area_hi(); reader uuid := own_maker(); moment timestamptz := rule_at();
BEGIN
  RETURN QUERY SELECT f.position, encode(substr(f.hash, 1, 8), 'hex'),
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
        THEN regexp_replace(e.open::text, '"running_no":\d+', '"running_no":null') ELSE e.open::text END, '}')
    FROM feed f JOIN entry e ON e.subject = f.subject AND e.version = f.version LEFT JOIN place p ON p.id = e.place_id
    WHERE f.position > p_after AND f.position <= p_until AND (p_types IS NULL OR e.kind = ANY (p_types))
      AND CASE WHEN first IS NULL THEN reader = ANY (f.agencies)
        ELSE width_bucket(last, f.places) > width_bucket(first - 1, f.places)
          AND width_bucket(last, f.beyond) = width_bucket(first - 1, f.beyond) END
    ORDER BY f.position LIMIT p_limit;
END $$;

ALTER FUNCTION feed_page OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION feed_page FROM public;
GRANT EXECUTE ON FUNCTION feed_page TO carevisit_feed;
