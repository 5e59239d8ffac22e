-- Queries with a name. Each runs with the rights of the role that asks (security_invoker), so the walls hold in it.

-- Contracts by place, once for each of their places.
CREATE VIEW contract_at WITH (security_invoker = true) AS
  SELECT c.id, c.agency, s.place_id, greatest(c.from_on, s.from_on) AS from_on, least(c.until_on, s.until_on) AS until_on
  FROM contract c JOIN contract_place s ON s.contract = c.id;

-- What assignments must hold: the days of contracts × where elders lived, or × the elders named by them.
CREATE VIEW assignment_due WITH (security_invoker = true) AS
  SELECT c.agency, e.elder, c.id AS contract, span.from_at, span.until_at
  FROM contract_at c JOIN place l ON l.id = c.place_id JOIN place v ON v.no BETWEEN l.no AND l.hi JOIN presence e ON e.place_id = v.id,
    LATERAL (SELECT greatest(c.from_on::timestamp AT TIME ZONE 'Asia/Shanghai', e.from_at) AS from_at,
      least((c.until_on + 1)::timestamp AT TIME ZONE 'Asia/Shanghai', e.until_at) AS until_at) span
  WHERE span.from_at < span.until_at
  UNION
  SELECT c.agency, e.elder, c.id, span.from_at, span.until_at
  FROM contract c JOIN contract_elder n ON n.contract = c.id JOIN presence e ON e.elder = n.elder,
    LATERAL (SELECT greatest(c.from_on::timestamp AT TIME ZONE 'Asia/Shanghai', e.from_at) AS from_at,
      least((c.until_on + 1)::timestamp AT TIME ZONE 'Asia/Shanghai', e.until_at) AS until_at) span
  WHERE span.from_at < span.until_at;

-- What the tally lacks: no row, always.
CREATE VIEW tally_amiss WITH (security_invoker = true) AS
  SELECT place_no, month, sum(key) AS key, sum(general) AS general, sum(key_windows) AS key_windows, sum(first) AS first, sum(second) AS second,
    sum("left") AS "left", sum(declined) AS declined, sum(suspended) AS suspended, sum(short_window) AS short_window,
    sum(key_in_home) AS key_in_home, sum(general_in_home) AS general_in_home, sum(key_any) AS key_any,
    sum(general_any) AS general_any, sum(key_met) AS key_met, sum(first_met) AS first_met, sum(second_met) AS second_met,
    sum(complete) AS complete
  FROM (
    SELECT r.place_no, s.month, s.key, s.general, s.key_windows, s.first, s.second, s."left", s.declined, s.suspended, s.short_window,
      0 AS key_in_home, 0 AS general_in_home, 0 AS key_any, 0 AS general_any, 0 AS key_met, 0 AS first_met, 0 AS second_met,
      0 AS complete
    FROM owing r CROSS JOIN LATERAL owed_steps(r.from_month, r.until_month, r.tier, r.windows, r.first, r.second, r.whole, 1) s
    WHERE r.alone
    UNION ALL
    SELECT r.place_no, r.month, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      s.key_in_home, s.general_in_home, s.key_any, s.general_any, s.key_met, s.first_met, s.second_met, s.complete
    FROM kept r CROSS JOIN LATERAL kept_counts(r.tier, r.windows, r.first, r.second, r.in_home, r.any_mode, r.complete, 1) s
    WHERE r.alone
    UNION ALL
    SELECT place_no, month, -key, -general, -key_windows, -first, -second, -"left", -declined, -suspended, -short_window, -key_in_home,
      -general_in_home, -key_any, -general_any, -key_met, -first_met, -second_met, -complete
    FROM tally) change
  GROUP BY place_no, month
  HAVING sum(key) <> 0 OR sum(general) <> 0 OR sum(key_windows) <> 0 OR sum(first) <> 0 OR sum(second) <> 0 OR
    sum("left") <> 0 OR sum(declined) <> 0 OR sum(suspended) <> 0 OR sum(short_window) <> 0 OR sum(key_in_home) <> 0 OR
    sum(general_in_home) <> 0 OR sum(key_any) <> 0 OR sum(general_any) <> 0 OR sum(key_met) <> 0 OR sum(first_met) <> 0 OR
    sum(second_met) <> 0 OR sum(complete) <> 0;

-- The devices that are quiet at the reader's moment (失联): in place, the elder neither suspended nor gone, and nothing heard for
-- the quiet time.
CREATE VIEW device_quiet WITH (security_invoker = true) AS
  SELECT d.elder_id, d.id AS device_id, heard.at + make_interval(hours => d.quiet_hours) AS since
  FROM device d LEFT JOIN device_sign s ON s.device_id = d.id
    JOIN standing t ON t.elder = d.elder_id AND t.from_on <= rule_day() AND t.until_on >= rule_day(),
    LATERAL (SELECT greatest(d.counted_from, d.alerted_at, s.heard_at) AS at) heard
  WHERE d.from_on <= rule_day() AND d.until_on >= rule_day() AND t.state IN ('candidate', 'active')
    AND heard.at + make_interval(hours => d.quiet_hours) <= rule_at();
