"""A province without a ledger: elders, what is owed and what was kept, filled into the tables by SQL.

Only reading is measured on it. Its ledger is nearly empty, so nothing here can be verified or rebuilt.
"""

from dataclasses import asdict, dataclass
from typing import LiteralString

import orjson
import psycopg

from carevisit import clock
from carevisit.ledger import Sealing
from carevisit.ledger.sealing import seal
from carevisit.settings import Keys


@dataclass(frozen=True)
class Size:
    """The size: elders are spread evenly over the villages, in random order of registration."""

    elders: int
    districts: int = 1
    townships: int = 10
    villages: int = 20
    months: int = 12

    @property
    def all_villages(self) -> int:
        return self.districts * self.townships * self.villages


_PLACES: LiteralString = """
WITH d AS (SELECT lpad(d::text, 4, '0') AS d FROM generate_series(1, %(districts)s) d),
t AS (SELECT d, lpad(t::text, 3, '0') AS t FROM d, generate_series(1, %(townships)s) t),
v AS (SELECT d, t, lpad(v::text, 3, '0') AS v FROM t, generate_series(1, %(villages)s) v),
told AS (
  SELECT '35' AS code, 'province' AS level
  UNION ALL SELECT '35' || d, 'district' FROM d
  UNION ALL SELECT '35' || d || t, 'township' FROM t
  UNION ALL SELECT '35' || d || t || v, 'village' FROM v),
numbered AS (SELECT *, row_number() OVER (ORDER BY code) AS no FROM told)
INSERT INTO place (id, origin, code, name, level, no, hi)
SELECT gen_random_uuid(), 'bench:' || code, code, level || ' ' || code, level, no,
  no + CASE level WHEN 'village' THEN 0 WHEN 'township' THEN %(villages)s
  WHEN 'district' THEN %(townships)s * (%(villages)s + 1) ELSE %(districts)s * (%(townships)s * (%(villages)s + 1) + 1) END
FROM numbered ORDER BY no
"""
_PARENTS: LiteralString = """
UPDATE place p SET parent = up.id FROM place up WHERE p.code <> '35'
  AND up.code = left(p.code, CASE p.level WHEN 'village' THEN 9 WHEN 'township' THEN 6 ELSE 2 END)
"""
# 30 % key targets, 3 % left, 4 % declined or suspended, 20 % whose duty changed once; the first file is of 36 months ago
_ONE: LiteralString = """
CREATE UNLOGGED TABLE one AS
WITH village AS (SELECT id, no, row_number() OVER (ORDER BY no) - 1 AS turn FROM place WHERE level = 'village'),
chance AS (SELECT n, random() AS tier, random() AS state, random() AS since, random() AS turn FROM generate_series(1, %(elders)s) n)
SELECT c.n, gen_random_uuid() AS elder, v.id AS place_id, v.no AS place_no,
  CASE WHEN c.tier < 0.3 THEN 'key' ELSE 'general' END AS tier,
  CASE WHEN c.state < 0.03 THEN 'left' WHEN c.state < 0.05 THEN 'declined'
    WHEN c.state < 0.07 THEN 'suspended' ELSE 'active' END AS state,
  c.turn < 0.2 AND c.state >= 0.07 AS turned,
  (this.month - make_interval(months => 12 + (c.since * 24)::int))::date AS from_month,
  (this.month - make_interval(months => (c.turn * 50)::int %% 12))::date AS turn_month, this.month
FROM chance c JOIN village v ON v.turn = (hashint4(c.n) & 2147483647) %% %(all_villages)s
CROSS JOIN (SELECT date_trunc('month', %(today)s::date)::date AS month) this
"""
_OWING: LiteralString = """
INSERT INTO owing (elder, key, from_month, until_month, place_id, place_no, tier, windows, first, second, whole, alone)
SELECT elder, to_char(run.since, 'YYYY-MM') || '.0', run.since, run.until, place_id, place_no, run.tier,
  CASE WHEN run.says <> 'owed' THEN 0 WHEN run.tier = 'key' THEN 2 ELSE 1 END,
  CASE WHEN run.tier = 'key' THEN run.says END, CASE WHEN run.tier = 'key' THEN run.says END,
  CASE WHEN run.tier = 'general' THEN run.says END, true
FROM one CROSS JOIN LATERAL (
  SELECT from_month AS since, CASE WHEN state = 'active' AND NOT turned THEN '9999-12-01'::date
    ELSE (turn_month - interval '1 month')::date END AS until, CASE WHEN turned THEN 'general' ELSE tier END AS tier, 'owed' AS says
  UNION ALL SELECT turn_month, '9999-12-01', 'key', 'owed' WHERE turned
  UNION ALL SELECT turn_month, CASE WHEN state = 'left' THEN turn_month ELSE '9999-12-01'::date END, tier, state
    WHERE state <> 'active'
) run
"""
_KEPT: LiteralString = """
INSERT INTO kept (elder, key, month, place_id, place_no, tier, windows, first, second, in_home, any_mode, complete, alone)
SELECT o.elder, to_char(m.month, 'YYYY-MM') || '.0', m.month, o.place_id, o.place_no, o.tier,
  CASE o.tier WHEN 'key' THEN c.first::int + c.second::int ELSE 1 END, o.tier = 'key' AND c.first, o.tier = 'key' AND c.second,
  true, true, o.tier = 'general' OR (c.first AND c.second), true
FROM one
CROSS JOIN LATERAL (SELECT (one.month - make_interval(months => b))::date AS month, b FROM generate_series(0, %(months)s - 1) b) m
JOIN owing o ON o.elder = one.elder AND m.month BETWEEN o.from_month AND o.until_month AND o.windows > 0
CROSS JOIN LATERAL (SELECT random() < 0.96 AS first, random() < CASE m.b WHEN 0 THEN 0.3 ELSE 0.95 END AS second,
  o.elder AS each, m.month AS same) c
WHERE CASE o.tier WHEN 'key' THEN c.first OR c.second ELSE c.first END
ORDER BY m.month
"""
_SOON: LiteralString = """
CREATE UNLOGGED TABLE soon AS
SELECT one.*, k.month + (random() * 20)::int AS last,
  CASE WHEN state = 'active' THEN CASE WHEN tier = 'key' AND k.second THEN next.month
    WHEN tier = 'key' AND k.month = one.month THEN one.month + 15
    WHEN k.month = one.month THEN next.month WHEN k.month IS NULL THEN from_month
    ELSE (k.month + interval '1 month')::date END END AS due_from,
  CASE WHEN state = 'active' THEN CASE WHEN tier = 'key' AND k.second THEN next.month + 14
    WHEN tier = 'key' AND k.month = one.month THEN next.month - 1
    WHEN k.month = one.month THEN (next.month + interval '1 month')::date - 1
    WHEN k.month IS NULL THEN (from_month + interval '1 month')::date - 1
    ELSE (k.month + interval '2 months')::date - 1 END END AS due_on,
  CASE WHEN random() < 0.04 THEN (least(one.month + (random() * 20)::int, %(today)s) + random() * interval '20 hours')
    AT TIME ZONE 'Asia/Shanghai' END AS risk
FROM one CROSS JOIN LATERAL (SELECT (one.month + interval '1 month')::date AS month) next
LEFT JOIN LATERAL (SELECT month, second FROM kept k WHERE k.elder = one.elder ORDER BY month DESC LIMIT 1) k ON true
"""
_REST: tuple[LiteralString, ...] = (
    """INSERT INTO standing SELECT elder, from_month, '9999-12-31', place_id, place_no, state, tier, 7, '{}', '{}' FROM one""",
    """INSERT INTO due (elder, place_id, place_no, due_from, due_on, case_by, last_in_home_on, overdue, ends_on)
SELECT elder, place_id, place_no, due_from, due_on, risk + interval '120 hours', last,
  CASE WHEN due_on IS NULL THEN '{}' ELSE datemultirange(daterange(due_on + 1, NULL)) END,
  CASE WHEN state IN ('left', 'declined') THEN month ELSE '9999-12-31'::date END FROM soon""",
    """INSERT INTO task (elder, key, case_id, noun, step, tier, since, by, village_at, township_at, district_at, place_id, place_no)
SELECT elder, elder || '/handling', elder, 'risk', 'handling', 'village', risk, risk + interval '120 hours', risk,
  risk + interval '120 hours', risk + interval '240 hours', place_id, place_no FROM soon WHERE risk IS NOT NULL""",
    """INSERT INTO head (subject, noun, version, views_version, views_code, last_at, latest_at, place_id, place_no, file_version,
  flags, last_in_home_on, last_contact_on, running_no, open_needs, open_risks, status)
SELECT elder, 'elder', 1, 1, 3, month, month, place_id, place_no, 1, '{}', last, last, 1, 0, (risk IS NOT NULL)::int,
  json_build_object('stretches', json_build_array(json_build_object('from_on', from_month, 'state', state, 'tier', tier,
    'place', place_id, 'profile', 'hanjiang-2023')), 'in_home_days',
    CASE WHEN last IS NULL THEN '[]'::json ELSE json_build_array(last) END,
    'open_risks',
    CASE WHEN risk IS NULL THEN '{}'::json ELSE json_build_object(elder,
      json_build_object('id', elder, 'version', 1, 'revision', 1, 'maker', elder, 'visit_id', NULL, 'kind', 'fall',
        'severity', 'general', 'state', 'reported', 'origin', 'staff', 'reporter', 'guide', 'reported_at', risk, 'since', risk,
        'last_at', risk)) END,
    'last_by_mode', CASE WHEN last IS NULL THEN '{}'::json ELSE json_build_object('in_home', last) END)
FROM soon""",
    """INSERT INTO presence SELECT elder, place_id, '-infinity', 'infinity' FROM one""",
)


def fill(url: str, size: Size) -> None:
    """Fill an empty, migrated database as its owner, past row-level security; it is vacuumed at the end, as in operation."""
    params = asdict(size) | {"all_villages": size.all_villages, "today": clock.today()}
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("SET synchronous_commit = off")
        owner.execute("SELECT setseed(0.53)")
        for statement in (_PLACES, _PARENTS, _ONE):
            _run(owner, statement, params)
        owner.execute("ANALYZE one")
        for table in ("owing", "kept"):  # slow row by row; the tally is filled at once below
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        for statement in (_OWING, "ANALYZE owing", _KEPT, "ANALYZE kept", _SOON, *_REST):
            _run(owner, statement, params)
        for table in ("owing", "kept"):
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER".encode())
        owner.execute("INSERT INTO tally SELECT * FROM tally_amiss")
        owner.execute("DROP TABLE one, soon")
        owner.execute("VACUUM ANALYZE")


def _run(owner: psycopg.Connection, statement: LiteralString, params: dict[str, object]) -> None:
    client = psycopg.ClientCursor(owner)  # DDL takes no server-side parameters
    client.execute(statement, params)


def with_names(url: str, keys: Keys) -> None:
    """Give each elder a file with a name, sealed under a key of their own: one entry each."""
    sealing = Sealing(keys)
    with psycopg.connect(url, autocommit=True) as owner:
        rows = owner.execute("SELECT subject, place_id FROM head").fetchall()
        with owner.transaction(), owner.cursor() as cursor:
            people, parts = [], []
            for subject, _ in rows:
                key, wrapped = sealing.new_key(subject)
                people.append((subject, wrapped))
                parts.append((subject, 1, subject, seal(key, _FILE, subject, 1, "elder.registered", subject)))
            with cursor.copy("COPY person (id, wrapped) FROM STDIN") as copy:
                for person in people:
                    copy.write_row(person)
            with cursor.copy("COPY sealed (subject, version, person, ciphertext) FROM STDIN") as copy:
                for part in parts:
                    copy.write_row(part)
            cursor.execute(_ENTRIES)
        owner.execute("VACUUM ANALYZE")


_FILE = orjson.dumps({"file": {"name": "\u6797\u963f\u59e8"}})
_ENTRIES: LiteralString = """
INSERT INTO entry (subject, version, id, kind, schema_no, place_id, audience, beyond, agencies, maker, actor, happened_at,
  written_at, open, hash)
SELECT subject, 1, gen_random_uuid(), 'elder.registered', 1, place_id, '{}', '{}', '{}', subject, subject, last_at,
  last_at, '{}', '' FROM head
"""
