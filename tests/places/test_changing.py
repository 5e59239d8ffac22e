"""Places over HTTP: added, renamed and ended from a day on, each act an entry, and nobody comes to a place that ends."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import httpx
import psycopg
import pytest

from carevisit import clock
from conftest import DISTRICT, FAR_TOWNSHIP, NEXT_VILLAGE, TOWNSHIP, VILLAGE, World, registration
from feed.test_feed_routes import settle
from places.test_import import findings, numbered

FREE = (f"{TOWNSHIP}{number}" for number in range(300, 400))
"""Codes of villages that the tree does not have."""


@pytest.fixture
def code() -> str:
    return next(FREE)


def day(ahead: int = 0) -> str:
    return (clock.today() + timedelta(days=ahead)).isoformat()


def add(
    world: World, code: str, who: str = "supervisor", headers: dict[str, str] | None = None, **members: Any
) -> httpx.Response:
    place = {"code": code, "name": "新洋村", "level": "village", "parent": TOWNSHIP} | members
    return world.as_(who).post("/v1/places", json=place, headers=headers)


def rename(world: World, code: str, who: str = "supervisor", **members: Any) -> httpx.Response:
    return world.as_(who).patch(f"/v1/places/{code}", json=members)


def end(world: World, code: str, who: str = "supervisor", **members: Any) -> httpx.Response:
    return world.as_(who).post(f"/v1/places/{code}/ending", json=members)


def codes(world: World, who: str = "supervisor", **params: Any) -> list[str]:
    answer = world.as_(who).get("/v1/places", params={"parent": TOWNSHIP, "limit": 500} | params)
    return [one["code"] for one in answer.json()["items"]]


def account(world: World, place: str, login: str) -> httpx.Response:
    members = {"role": "liaison", "place": place, "name": "林新", "login": login}
    return world.as_("supervisor").post("/v1/accounts", json=members)


def refused(answer: httpx.Response) -> tuple[int, str]:
    problem = answer.json()
    return answer.status_code, (problem["errors"][0]["code"] if problem.get("errors") else problem["code"])


def test_a_place_that_is_added_is_one_like_the_others_at_once(world: World, code: str) -> None:
    answer = add(world, code)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/v1/places/{code}"
    assert answer.json() == {
        "code": code, "name": "新洋村", "level": "village", "parent": TOWNSHIP, "from": day(), "until": None,
        "merged_into": None, "renamed": [],
    }  # fmt: skip
    assert code in codes(world)
    assert code in codes(world, "guide")
    assert account(world, code, "lin.xin").status_code == 201
    elder = world.register("supervisor", residence={"place": code})
    assert world.hand_in("guide", elder)["running_no"] == 1
    settle(world)
    assert findings(world) == []
    with psycopg.connect(world.owner_url) as owner:
        for table in numbered(world):
            wrong = f"SELECT count(*) FROM {table} t JOIN place p ON p.id = t.place_id WHERE t.place_no <> p.no"
            assert owner.execute(wrong.encode()).fetchone() == (0,), table


def test_the_feed_says_who_reads_the_place_what_became_of_it(world: World, code: str) -> None:
    add(world, code)
    rename(world, code, name="新洋社区", **{"from": day()})
    end(world, code, **{"from": day(9)})
    settle(world)
    events = world.as_("platform").get("/v1/feed", params={"limit": 1000}).json()["items"]
    mine = [one for one in events if one["type"].startswith("place.")][-3:]
    assert [(one["type"], one["data"].get("name")) for one in mine] == [
        ("place.added", "新洋村"), ("place.renamed", "新洋社区"), ("place.ended", None),
    ]  # fmt: skip
    assert len({one["subject"] for one in mine}) == 1
    assert mine[1]["data"] == {"name": "新洋社区", "was": "新洋村", "from_on": day()}
    far = world.as_("far_supervisor").get("/v1/feed", params={"limit": 1000}).json()["items"]
    assert not [one for one in far if one["type"].startswith("place.")]


def test_every_act_is_an_entry_with_who_and_when(world: World, code: str) -> None:
    add(world, code)
    with psycopg.connect(world.owner_url) as owner:
        found = owner.execute(
            "SELECT e.kind, e.actor, e.version FROM entry e JOIN place p ON p.id = e.subject WHERE p.code = %s", (code,)
        ).fetchall()
    assert found == [("place.added", world.actor("supervisor").id, 1)]


def test_a_place_to_come_is_in_no_list_and_takes_no_elder_until_its_day(world: World, code: str) -> None:
    assert add(world, code, **{"from": day(3)}).json()["from"] == day(3)
    assert code not in codes(world)
    assert code in codes(world, on=day(3))
    assert code not in codes(world, on=day(2))
    assert world.as_("guide").get(f"/v1/places/{code}").json()["from"] == day(3)
    answer = world.as_("guide").post("/v1/elders", json=registration(residence={"place": code}))
    assert refused(answer) == (422, "unknown_place")
    assert account(world, code, "lin.early").status_code == 201  # people are prepared beforehand


def test_the_same_addition_sent_again_is_the_same_place(world: World, code: str) -> None:
    key = {"Idempotency-Key": "add-1"}
    first, again = add(world, code, headers=key), add(world, code, headers=key)
    assert (again.status_code, again.json(), again.headers.get("Idempotent-Replayed")) == (201, first.json(), "true")
    assert refused(add(world, code)) == (409, "place_code_taken")
    assert add(world, code, headers=key, name="别名").json()["code"] == "idempotency_key_reused"


@pytest.mark.parametrize(
    ("members", "answer"),
    [
        ({"code": VILLAGE}, (409, "place_code_taken")),
        ({"code": f"{FAR_TOWNSHIP}299"}, (422, "not_of_parent")),
        ({"code": f"{DISTRICT}299"}, (422, "not_of_parent")),
        ({"level": "township", "code": f"{DISTRICT}299"}, (422, "wrong_level")),
        ({"parent": DISTRICT, "code": f"{DISTRICT}299299"}, (422, "wrong_level")),
        ({"parent": "350304", "code": "350304100299"}, (404, "place_not_found")),
        ({"from": "2020-01-01"}, (422, "too_far")),
        ({"from": "2099-01-01"}, (422, "too_far")),
    ],
)
def test_a_place_that_does_not_fit_the_tree_is_refused(
    world: World, members: dict[str, Any], answer: tuple[int, str]
) -> None:
    assert refused(add(world, **{"code": f"{TOWNSHIP}299"} | members)) == answer


def test_a_township_lies_in_the_district_and_takes_villages(world: World) -> None:
    township = f"{DISTRICT}299"
    assert add(world, township, level="township", parent=DISTRICT, name="新镇").status_code == 201
    assert add(world, f"{township}001", parent=township).status_code == 201
    assert codes(world, parent=township) == [f"{township}001"]
    assert codes(world, "guide", parent=township) == []


def test_only_the_supervisor_changes_places(world: World, code: str) -> None:
    for who in ("guide", "liaison", "city", "platform", "agency"):
        assert add(world, code, who).status_code == 403, who
        assert rename(world, VILLAGE, who, name="别名").status_code == 403, who
        assert end(world, VILLAGE, who).status_code == 403, who
    assert refused(rename(world, VILLAGE, "far_supervisor", name="别名")) == (404, "place_not_found")
    assert refused(end(world, VILLAGE, "far_supervisor")) == (404, "place_not_found")
    assert refused(rename(world, DISTRICT, name="别区")) == (403, "forbidden")
    assert refused(end(world, DISTRICT)) == (403, "forbidden")


def test_a_name_holds_from_its_day_on_and_the_old_one_before(world: World, code: str) -> None:
    old = add(world, code).json()["name"]
    answer = rename(world, code, name="梅洋社区", **{"from": day(5)})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["name"], answer.json()["renamed"]) == (old, [{"name": "梅洋社区", "from": day(5)}])

    def on(ahead: int) -> str:
        items = world.as_("guide").get("/v1/places", params={"on": day(ahead), "limit": 500}).json()["items"]
        return next(str(one["name"]) for one in items if one["code"] == code)

    assert [on(0), on(4), on(5), on(400)] == [old, old, "梅洋社区", "梅洋社区"]
    assert refused(rename(world, code, name="早名", **{"from": day(4)})) == (422, "before_last_name")
    assert rename(world, code, name="梅洋社区", **{"from": day(6)}).json() == answer.json()  # that is its name then
    assert rename(world, code, name="梅洋新社区", **{"from": day(5)}).status_code == 200  # the later word holds
    assert on(5) == "梅洋新社区"


def test_a_name_since_last_month_is_that_of_its_figures_and_not_of_those_before(world: World) -> None:
    old = world.as_("guide").get(f"/v1/places/{VILLAGE}").json()["name"]
    first = clock.today().replace(day=1)
    rename(world, VILLAGE, name="梅洋社区", **{"from": first.isoformat()})
    last = first - timedelta(days=1)

    def named(month: date, **params: str) -> str:
        answer = world.as_("guide").get("/v1/coverage", params={"month": f"{month:%Y-%m}", "by": "village", **params})
        return next(str(one["name"]) for one in answer.json()["items"] if one["place"] == VILLAGE)

    assert (named(first), named(last)) == ("梅洋社区", old)
    assert named(last, known_at=clock.now().isoformat()) == old
    counts = world.as_("guide").get("/v1/ledger-counts").json()["items"]
    assert next(one["name"] for one in counts if one["place"] == VILLAGE) == "梅洋社区"
    assert world.as_("liaison").get("/v1/me").json()["places"][0]["name"] == "梅洋社区"


def test_a_place_where_somebody_is_does_not_end(world: World) -> None:
    elder = world.register("guide", residence={"place": NEXT_VILLAGE})
    problem = end(world, NEXT_VILLAGE, **{"from": day(1)}).json()
    assert problem["code"] == "place_in_use"
    assert "服务对象 1 人、账号 1 个" in problem["detail"]
    assert refused(end(world, TOWNSHIP)) == (409, "place_in_use")
    file = world.as_("guide").get(f"/v1/elders/{elder}")
    moved = world.as_("guide").post(
        f"/v1/elders/{elder}/transfer",
        json={"place": VILLAGE, "detail": "2 号"},
        headers={"If-Match": file.headers["ETag"]},
    )
    assert moved.status_code == 200, moved.text
    # the elder lived there today, and its liaison works there
    assert refused(end(world, NEXT_VILLAGE)) == (409, "place_in_use")


def test_an_ended_place_is_in_the_lists_of_its_days_and_takes_nobody_in(world: World, code: str) -> None:
    add(world, code, **{"from": day(-40)})
    gone = account(world, code, "lin.gone").json()
    version = {"If-Match": '"v1"'}
    world.as_("supervisor").post(f"/v1/accounts/{gone['id']}/disabling", json={}, headers=version)
    answer = end(world, code, **{"from": day(7)})
    assert answer.status_code == 201, answer.text
    assert answer.json()["until"] == day(6)
    assert code in codes(world)
    assert code in codes(world, on=day(6))
    assert code not in codes(world, on=day(7))
    assert code not in codes(world, on=day(-41))
    registered = world.as_("guide").post("/v1/elders", json=registration(residence={"place": code}))
    assert refused(registered) == (422, "unknown_place")
    elder = world.register("guide", residence={"place": VILLAGE})
    file = world.as_("guide").get(f"/v1/elders/{elder}")
    moved = world.as_("guide").post(
        f"/v1/elders/{elder}/transfer",
        json={"place": code, "detail": "2 号"},
        headers={"If-Match": file.headers["ETag"]},
    )
    assert refused(moved) == (422, "unknown_place")
    assert refused(account(world, code, "lin.late")) == (404, "place_not_found")
    agency = world.as_("supervisor").post("/v1/clients", json={"role": "agency", "name": "新机构", "places": [code]})
    assert refused(agency) == (404, "place_not_found")
    enabled = world.as_("supervisor").post(f"/v1/accounts/{gone['id']}/enabling", json={}, headers={"If-Match": '"v2"'})
    assert refused(enabled) == (409, "place_has_ended")
    assert refused(end(world, code)) == (409, "place_has_ended")
    assert refused(rename(world, code, name="别名")) == (409, "place_has_ended")
    assert refused(add(world, code)) == (409, "place_code_taken")
    assert world.as_("guide").get(f"/v1/places/{code}").json()["until"] == day(6)


def test_an_ended_village_keeps_the_line_of_its_months_and_has_none_later(world: World, code: str) -> None:
    first = clock.today().replace(day=1)
    add(world, code, **{"from": (first - timedelta(days=40)).isoformat()})
    end(world, code, **{"from": first.isoformat()})

    def counted(month: date) -> bool:
        answer = world.as_("guide").get("/v1/coverage", params={"month": f"{month:%Y-%m}", "by": "village"})
        return code in [one["place"] for one in answer.json()["items"]]

    assert counted(first - timedelta(days=1))
    assert not counted(first)
    assert code not in [one["place"] for one in world.as_("guide").get("/v1/ledger-counts").json()["items"]]


def test_an_ending_and_newcomers_at_the_same_moment_never_both_succeed(world: World) -> None:
    for turn in range(6):
        code = f"{TOWNSHIP}29{turn}"
        add(world, code)
        with ThreadPoolExecutor(3) as pool:
            ending = pool.submit(end, world, code)
            people = pool.submit(account, world, code, f"race.{turn}")
            elders = pool.submit(world.as_("guide").post, "/v1/elders", json=registration(residence={"place": code}))
            ended = ending.result().status_code == 201
            came = [people.result().status_code, elders.result().status_code]
        assert ended == (201 not in came), (ended, came)
    assert findings(world) == []


def test_two_additions_at_once_are_two_places_or_one_and_a_refusal(world: World, code: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        same = list(pool.map(lambda _: add(world, code).status_code, range(2)))
        apart = list(pool.map(lambda turn: add(world, f"{TOWNSHIP}28{turn}").status_code, range(4)))
    assert sorted(same) == [201, 409]
    assert apart == [201] * 4
    assert findings(world) == []


def test_the_writer_learns_who_is_in_the_opened_place_and_names_no_other(world: World) -> None:
    me = world.actor("guide")
    with psycopg.connect(world.url) as connection:
        connection.execute("SELECT FROM book_place(%s, %s, %s, '{}', NULL)", (me.id, me.generation, VILLAGE))
        connection.execute("SET LOCAL ROLE carevisit_writer")
        use = "SELECT accounts > 0 FROM place p, place_in_use(p.id, current_date, current_date) WHERE p.code = %s"
        assert connection.execute(use, (VILLAGE,)).fetchall() == [(True,)]
        assert connection.execute(use, (NEXT_VILLAGE,)).fetchall() == []
        name = (
            "INSERT INTO place_name (subject, id, version, from_on, name)"
            " SELECT id, gen_random_uuid(), 1, current_date, '别名' FROM place WHERE code = %s"
        )
        for statement in (name, "UPDATE place SET until_on = current_date WHERE code = %s"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute(statement.encode(), (NEXT_VILLAGE,))
