"""What each door grants and to whom, and that nobody slips anything under one."""

from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from walled import Scene, column, refused, session

from attachments.files import attached
from carevisit import clock
from conftest import SCHEMA, World, visit
from doors import asking

DOORS = (
    "open_reading", "book_open", "book_start", "book_place", "book_principal", "book_principal_start", "book_agency",
    "campaign_begin", "campaign_cancel", "sign_in_row", "invitation_row", "refresh_token_row",
)  # fmt: skip


@pytest.fixture(scope="module")
def scene(world: World) -> Scene:
    return Scene(world)


def test_every_door_has_a_fixed_search_path_and_is_granted_to_nobody_at_large(scene: Scene) -> None:
    with session(scene.world.owner_url) as owner:
        rows = owner.execute(
            "SELECT p.proname, p.prosecdef, p.proconfig, p.provolatile, r.rolname,"
            " has_function_privilege('carevisit_app', p.oid, 'EXECUTE'),"
            " (SELECT bool_or(a.grantee = 0) FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a)"
            " FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner WHERE p.pronamespace = current_schema()::regnamespace"
        ).fetchall()
    doors = {name for name, definer, *_ in rows if definer}
    assert doors >= {
        "open_reading",
        "book_open",
        "book_start",
        "book_place",
        "adopted_for",
        "days_met",
        "place_within",
        "assign",
        "contract_now",
    }
    for name, definer, config, _, owned_by, app_may, public in rows:
        if definer:
            assert config, name
            assert f"search_path={SCHEMA},pg_temp" in [c.replace(" ", "") for c in config], (
                name
            )  # pg_catalog comes before
            assert not public, name
            assert owned_by == "carevisit_keeper", name  # not a superuser's: a door's mistake is bounded by its owner
            assert app_may == (name in DOORS), name
        else:  # runs with the caller's rights: harmless, as long as it only computes
            assert name in {
                "must",
                "may_write",
                "may_administer",
                "is_below",
                "is_within",
                "may_administer_agency",
                "begin_contract",
                "start_agency",
                "refuse_change",
                "must_be_open",
                "refuse_closed",  # a trigger
                "flags_on",
                "is_overdue",
                "device_flags",
                "area_lo",
                "area_hi",
                "own_maker",
                "rule_at",
                "rule_day",
                "opened",
                "kept_row_tally",  # a trigger, as the writer
                "head_numbered",  # likewise
                "must_take_in",  # likewise
                "takes_in",
                "place_name_on",
                "mergers_due",  # for the keeper, who sees everything
                "owed_steps",
                "kept_counts",
                "instant",
            }, name


def test_doors_within_take_only_those_who_came_through_the_first(scene: Scene) -> None:
    with session(scene.world.url) as connection:
        me = scene.people["supervisor"]["id"]
        for call in (
            "place_within(%(me)s, '350303103201', current_date)",
            "principal_now(%(me)s)",
            "places_now(%(me)s)",
            "contract_now()",
            "place_in_use(gen_random_uuid(), current_date, current_date)",
            "post_holders()",
        ):
            with refused(connection):
                connection.execute(f"SELECT * FROM {call}".encode(), {"me": me})
        with refused(connection):
            connection.execute("SELECT may_write(NULL::principal, gen_random_uuid(), now())")
        scene.read_as(connection, "liaison", "area")
        for call in ("principal_now(%(me)s)", "places_now(%(me)s)", "contract_now()"):  # somebody else's are not shown
            assert connection.execute(f"SELECT count(*) FROM {call}".encode(), {"me": me}).fetchone() == (0,), call
        assert connection.execute(
            "SELECT count(*) FROM post_holders() h JOIN place l ON l.id = h.place_id WHERE l.no NOT BETWEEN area_lo() AND area_hi()"
        ).fetchone() == (0,)


def test_nobody_can_slip_a_table_function_or_operator_under_a_door(scene: Scene) -> None:
    """`pg_temp` comes last in a door's search path; a caller's own search path does not reach it."""
    with session(scene.world.url) as connection:
        me = scene.people["next_liaison"]
        connection.execute(
            "CREATE TEMP TABLE principal (id uuid, role text, name text, login text, secret_hash text, place_id uuid, maker uuid,"
            " scopes text[], generation int, enabled boolean, made_at timestamptz)"
        )
        connection.execute(
            "INSERT INTO pg_temp.principal SELECT %s, 'system', '', '', '', NULL, gen_random_uuid(), '{}', 1, true, now()",
            (me["id"],),
        )
        connection.execute(
            "CREATE TEMP TABLE place (id uuid, code text, name text, level text, parent uuid, no int, hi int)"
        )
        connection.execute(
            f"INSERT INTO pg_temp.place SELECT id, code, name, level, parent, 0, 100000 FROM {SCHEMA}.place".encode()
        )
        connection.execute(
            "CREATE TEMP TABLE presence (elder uuid, place_id uuid, from_at timestamptz, until_at timestamptz)"
        )
        connection.execute(
            f"INSERT INTO pg_temp.presence SELECT %s, id, '-infinity', 'infinity' FROM {SCHEMA}.place".encode(),
            (scene.home,),
        )
        connection.execute("CREATE TEMP TABLE head (subject uuid, place_no int)")
        connection.execute(
            "CREATE TEMP TABLE assignment (agency uuid, elder uuid, contract uuid, from_on date, until_on date)"
        )
        connection.execute(
            f"CREATE FUNCTION pg_temp.may_write(principal {SCHEMA}.principal, elder uuid, at timestamptz)"
            " RETURNS boolean LANGUAGE sql AS 'SELECT true'".encode()
        ) if _type_visible(connection) else None
        for body in (
            "CREATE FUNCTION pg_temp.set_config(text, text, boolean) RETURNS text LANGUAGE sql AS 'SELECT NULL::text'",
            "CREATE FUNCTION pg_temp.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
            "CREATE FUNCTION pg_temp.area_lo() RETURNS int LANGUAGE sql AS 'SELECT 0'",
            "CREATE FUNCTION pg_temp.area_hi() RETURNS int LANGUAGE sql AS 'SELECT 100000'",
            "CREATE FUNCTION pg_temp.opened() RETURNS uuid[] LANGUAGE sql AS 'SELECT NULL::uuid[]'",
            "CREATE FUNCTION pg_temp.same(uuid, uuid) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
            "CREATE OPERATOR pg_temp.= (LEFTARG = uuid, RIGHTARG = uuid, FUNCTION = pg_temp.same)",
            "CREATE FUNCTION pg_temp.big(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
            "CREATE OPERATOR pg_temp.<= (LEFTARG = int, RIGHTARG = int, FUNCTION = pg_temp.big)",
            "CREATE OPERATOR pg_temp.>= (LEFTARG = int, RIGHTARG = int, FUNCTION = pg_temp.big)",
        ):
            connection.execute(body.encode())
        for path in (
            f"pg_temp, {SCHEMA}, pg_catalog",
            "pg_temp",
            f"{SCHEMA}, pg_temp",
            f'"$user", pg_temp, pg_catalog, {SCHEMA}',
        ):
            connection.execute(f"SET LOCAL search_path = {path}".encode())
            for elder, opens in ((scene.home, False), (scene.far, False), (scene.next, True)):
                with connection.transaction(force_rollback=True):
                    row = connection.execute(
                        f"SELECT b.subject FROM {SCHEMA}.book_open(%s, true, false) b".encode(),
                        (asking((me["id"], 1), elder),),
                    ).fetchone()
                    assert row is not None
                    assert (row[0] is not None) == opens, (path, elder)
            with connection.transaction(force_rollback=True):
                connection.execute(
                    f"SELECT * FROM {SCHEMA}.open_reading(%s, 1, '2026-01-01'::date)".encode(), (me["id"],)
                )
                connection.execute("SELECT pg_catalog.set_config('role', 'carevisit_area', true)")
                assert column(connection, f"SELECT subject FROM {SCHEMA}.head") == {scene.next}, path
                assert column(connection, f"SELECT DISTINCT subject FROM {SCHEMA}.entry") == {scene.next}, path


def _type_visible(connection: psycopg.Connection[Any]) -> bool:
    return bool(connection.execute("SELECT to_regtype(%s) IS NOT NULL", (f"{SCHEMA}.principal",)).fetchone())


def test_the_day_of_the_rules_moves_no_wall_but_the_contracts(scene: Scene) -> None:
    """The application says which day it is: far days show an agency no more than its contracts do."""
    me = scene.people["ended_agency"]
    with session(scene.world.url) as connection:
        for day, sees in (
            (clock.today(), set()), (clock.today() - timedelta(days=30), scene.village),
            (clock.today() - timedelta(days=29), set()),
            (date(9999, 12, 31), set()), (date(1, 1, 1), set()),
        ):  # fmt: skip
            connection.execute("SELECT * FROM open_reading(%s, %s, %s)", (me["id"], me["generation"], day))
            connection.execute("SET LOCAL ROLE carevisit_assigned")
            assert column(connection, "SELECT subject FROM head") == sees, day
            connection.execute("RESET ROLE")


def test_what_mends_a_record_is_read_by_its_maker_and_by_no_other_maker(scene: Scene) -> None:
    world = scene.world
    elder = world.register("guide")
    id = world.hand_in("agency", elder)["id"]
    world.hand_in("rival_agency", elder, 2)
    told = {name: value for name, value in visit("", 3, note="更正").items() if name != "elder_id"}
    answer = world.as_("guide").post(
        f"/v1/visits/{id}/corrections", json={"reason": "other", **told}, headers={"If-Match": '"v1"'}
    )
    assert answer.status_code == 201, answer.text
    with session(world.url) as connection:
        seen = {}
        for who in ("agency", "rival_agency", "guide"):
            scene.read_as(connection, who, "own")
            rows = connection.execute(
                "SELECT kind, (SELECT count(*) FROM sealed s WHERE s.subject = e.subject AND s.version = e.version) > 0"
                " FROM entry e WHERE subject = %s ORDER BY version",
                (elder,),
            ).fetchall()
            seen[who] = [kind for kind, sealed in rows if sealed]
            connection.execute("RESET ROLE")
    assert seen == {
        "agency": ["visit.recorded", "visit.corrected"],
        "rival_agency": ["visit.recorded"],
        "guide": ["elder.registered"],
    }


def test_whether_somebody_had_rights_then_is_told_only_of_the_elder_whose_book_is_open(scene: Scene) -> None:
    asked = "SELECT could_write(%s, %s, now())"
    me = scene.people["liaison"]["id"]
    with session(scene.world.url) as connection:
        for role in ("area", "own"):
            scene.read_as(connection, "liaison", role)
            with refused(connection):
                connection.execute(asked, (me, scene.home))
            connection.execute("RESET ROLE")
        with refused(connection):
            connection.execute("SELECT role_of(%s)", (me,))
        assert scene.open_book(connection, "liaison", scene.home)
        assert connection.execute(asked, (me, scene.home)).fetchone() == (True,)
        assert connection.execute(asked, (scene.people["next_liaison"]["id"], scene.home)).fetchone() == (False,)
        assert connection.execute(asked, (me, scene.second)).fetchone() == (False,)  # their own elder, but not open


def test_an_agency_sees_what_others_attached_to_its_records_and_to_nobody_elses(scene: Scene) -> None:
    world, elder = scene.world, scene.home
    ours, theirs = (world.hand_in(who, elder, 2)["id"] for who in ("agency", "rival_agency"))
    ids = {record: attached(world, "guide", f"visits/{record}")["id"] for record in (ours, theirs)}
    with session(world.url) as connection:
        for who, sees, misses in (("agency", ours, theirs), ("rival_agency", theirs, ours)):
            scene.read_as(connection, who, "own")
            by_guide = f"SELECT id FROM attachment WHERE maker <> '{scene.people[who]['maker']}'"
            assert column(connection, by_guide) == {ids[sees]}, who
            for table in ("entry", "sealed"):
                joined = f"{table} t JOIN attachment a ON a.elder_id = t.subject AND a.version = t.version"
                found = column(connection, f"SELECT a.id FROM {joined}")
                assert ids[sees] in found, (who, table)
                assert ids[misses] not in found, (who, table)
            kinds = column(connection, f"SELECT kind FROM entry WHERE maker <> '{scene.people[who]['maker']}'")
            assert kinds - {"visit.corrected", "visit.voided"} == {"attachment.added"}
            connection.execute("RESET ROLE")
