"""The one door of the feed shows each reader what the audience of the entries says, and no table stands open beside it."""

import pytest
from walled import Scene, heard, refused, session

from conftest import NEXT_VILLAGE, World
from feed.test_feed_routes import settle


@pytest.fixture(scope="module")
def scene(world: World) -> Scene:
    return Scene(world)


def test_a_feed_reader_selects_no_table_and_hears_by_the_door_what_the_audience_says(scene: Scene) -> None:
    """The range compared on the feed's row comes to the same as the audience, place by place, that was hashed."""
    with session(scene.world.owner_url) as owner:
        told = owner.execute(
            "SELECT pr.name, array_agg(e.id::text ORDER BY f.position) FROM principal pr LEFT JOIN place l ON l.id = pr.place_id"
            " CROSS JOIN feed f JOIN entry e USING (subject, version) WHERE CASE WHEN l.id IS NULL THEN pr.maker = ANY (e.agencies)"
            " ELSE EXISTS (SELECT FROM place p WHERE p.id = ANY (e.audience) AND p.no BETWEEN l.no AND l.hi)"
            "  AND NOT EXISTS (SELECT FROM place p WHERE p.id = ANY (e.beyond) AND p.no BETWEEN l.no AND l.hi) END"
            " GROUP BY pr.name"
        ).fetchall()
    expected = dict(told)
    assert {"agency", "next_agency", "liaison", "supervisor", "platform"} <= set(expected)
    with session(scene.world.url) as connection:
        for who in (
            "agency",
            "next_agency",
            "ended_agency",
            "liaison",
            "next_liaison",
            "guide",
            "supervisor",
            "platform",
        ):
            scene.read_as(connection, who, "feed")
            assert [event["id"] for event in heard(connection)] == expected.get(who, []), who
            for table in ("feed", "entry", "sealed", "head", "pending"):
                with refused(connection):
                    connection.execute(f"SELECT * FROM {table}".encode())
            connection.execute("RESET ROLE")


def test_an_event_says_a_running_number_to_whom_may_know_it(scene: Scene) -> None:
    """What the page asks of many rows at once is what number_known says of each; here of an elder who moved
    away after a visit, and of whom the side that she left then records an earlier one."""
    world = scene.world
    elder = world.register("guide")
    world.hand_in("agency", elder, 40)
    tag = world.as_("guide").get(f"/v1/elders/{elder}").headers["ETag"]
    moved = world.as_("guide").post(
        f"/v1/elders/{elder}/transfer", json={"place": NEXT_VILLAGE}, headers={"If-Match": tag}
    )
    assert moved.status_code == 200
    world.hand_in("agency", elder, 30)
    world.hand_in("liaison", elder, 20)
    world.hand_in("next_liaison", elder, 0, ended_at=None)
    settle(world)
    told = set()
    with session(world.url) as connection:
        for who in ("agency", "next_agency", "liaison", "next_liaison", "guide", "supervisor"):
            scene.read_as(connection, who, "feed")
            said = {e["id"]: e["data"]["running_no"] for e in heard(connection) if e["type"] == "visit.recorded"}
            connection.execute("RESET ROLE")
            scene.read_as(connection, who, "area")
            with session(world.owner_url) as owner:
                rows = owner.execute(
                    "SELECT id::text, subject, (open->>'running_no')::int FROM entry WHERE id = ANY (%s::uuid[])",
                    (list(said),),
                ).fetchall()
            for id, subject, number in rows:
                known = connection.execute("SELECT number_known(%s, %s)", (subject, id)).fetchone()
                assert known
                assert said[id] == (number if known[0] else None), (who, id)
                told.add(said[id] is None)
            connection.execute("RESET ROLE")
    assert told == {True, False}


def test_who_came_through_no_door_hears_nothing(scene: Scene) -> None:
    with session(scene.world.url) as connection:
        connection.execute("SET LOCAL ROLE carevisit_feed")
        assert heard(connection) == []
        for name in ("lo", "hi", "maker"):
            connection.execute(f"SET LOCAL carevisit.{name} = ''".encode())
        assert heard(connection) == []
