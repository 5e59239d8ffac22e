"""Mergers of villages: from their day on whoever lives and works in the one belongs to the other, and what was stays as it was."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest

from agencies.hired import added, begun, signed_in
from carevisit import clock
from carevisit.accounts import move_with_place
from carevisit.agencies import announce_contracts
from carevisit.elders import follow_mergers
from conftest import NEXT_VILLAGE, TOWNSHIP, VILLAGE, World, visit
from feed.test_feed_routes import settle
from places.test_changing import account, add, codes, day, end, refused
from places.test_import import findings

NUMBERS = count(400)
PAST = -70


@pytest.fixture
def pair(world: World) -> tuple[str, str]:
    """Two villages that are there since before the last month, each with a liaison."""
    one, other = (f"{TOWNSHIP}{next(NUMBERS)}" for _ in range(2))
    for code in (one, other):
        assert add(world, code, **{"from": day(PAST)}).status_code == 201
    return one, other


def merge(world: World, code: str, into: str, who: str = "supervisor", **members: Any) -> httpx.Response:
    return world.as_(who).post(f"/v1/places/{code}/merger", json={"into": into} | members)


def follow(world: World) -> None:
    while world.run(follow_mergers):
        pass


def place_of(world: World, elder: str) -> str:
    return str(world.as_("supervisor").get(f"/v1/elders/{elder}").json()["residence"]["place"])


def confirmed(world: World, place: str) -> str:
    """An elder who is visited since half a year."""
    return world.register("supervisor", residence={"place": place})


def test_from_its_day_on_everybody_of_the_one_belongs_to_the_other(world: World, pair: tuple[str, str]) -> None:
    one, other = pair
    elder, stays = confirmed(world, one), confirmed(world, other)
    liaison = account(world, one, f"m{one}").json()["id"]
    agency = (
        world.as_("supervisor").post("/v1/clients", json={"role": "agency", "name": "新机构", "places": [one]}).json()
    )
    app = world.as_("supervisor").post("/v1/clients", json={"role": "app", "name": "应用", "places": [one]}).json()
    answer = merge(world, one, other)
    assert answer.status_code == 201, answer.text
    assert (answer.json()["until"], answer.json()["merged_into"]) == (day(-1), other)
    follow(world)
    assert [place_of(world, who) for who in (elder, stays)] == [other, other]
    assert world.as_("supervisor").get(f"/v1/accounts/{liaison}").json()["place"] == other
    assert world.as_("supervisor").get(f"/v1/clients/{app['id']}").json()["places"] == [other]
    assert world.as_("supervisor").get(f"/v1/clients/{agency['id']}").json()["places"] == [other]
    assert one not in codes(world)
    assert one in codes(world, on=day(-1))
    with psycopg.connect(world.owner_url) as owner:
        served = owner.execute(
            "SELECT elder::text FROM assignment WHERE agency = %s AND until_at > now() AND from_at <= now()",
            (agency["id"],),
        ).fetchall()
        kinds = owner.execute(
            "SELECT kind, actor::text FROM entry WHERE subject = ANY (%s) AND version > 1 ORDER BY kind",
            ([liaison, app["id"]],),
        ).fetchall()
    assert {who for (who,) in served} == {elder, stays}
    assert kinds == [(kind, "00000000-0000-7000-8000-000000000001") for kind in ("account.changed", "client.changed")]
    world.run(announce_contracts)
    assert findings(world) == []


def test_the_feed_tells_the_move_of_each_elder_with_the_merger_as_its_cause(
    world: World, pair: tuple[str, str]
) -> None:
    one, other = pair
    elder = confirmed(world, one)
    merge(world, one, other)
    follow(world)
    settle(world)
    events = world.as_("platform").get("/v1/feed", params={"limit": 1000}).json()["items"]
    merger = next(e for e in events if e["type"] == "place.merged" and e["data"]["into"] == other)
    moved = [
        e
        for e in events
        if e["subject"] == elder and e["type"] in ("elder.transferred", "scope.added", "scope.removed")
    ]
    assert {e["type"] for e in moved} >= {"elder.transferred"}
    with psycopg.connect(world.owner_url) as owner:
        causes = owner.execute(
            "SELECT kind, cause::text FROM entry WHERE subject = %s AND version > 1 AND kind <> 'elder.profile_applied'",
            (elder,),
        ).fetchall()
    assert dict(causes) == dict.fromkeys(("scope.removed", "elder.transferred", "scope.added"), merger["id"])


def test_the_figures_of_the_months_before_stay(world: World, pair: tuple[str, str]) -> None:
    one, other = pair
    elder = confirmed(world, one)
    world.hand_in("guide", elder, hours_ago=24 * 40)
    last = (clock.today().replace(day=1) - timedelta(days=1)).replace(day=1)

    def line(place: str) -> Any:
        answer = world.as_("guide").get("/v1/coverage", params={"month": f"{last:%Y-%m}", "by": "village"}).json()
        return next(one for one in answer["items"] if one["place"] == place)

    before = line(one), line(other)
    merge(world, one, other)
    follow(world)
    after = line(one), line(other)
    assert [{**one, "overdue": 0} for one in after] == [{**one, "overdue": 0} for one in before]
    assert before[0]["elders_owed"] == 1


def test_a_merger_to_come_changes_nothing_until_its_day(world: World, pair: tuple[str, str]) -> None:
    one, other = pair
    elder = confirmed(world, one)
    assert merge(world, one, other, **{"from": day(4)}).json()["until"] == day(3)
    follow(world)
    assert place_of(world, elder) == one
    later = world.register("guide", residence={"place": one})  # it goes on as before
    assert account(world, one, f"m{one}").status_code == 201
    with clock.set_to(clock.start_of(clock.today() + timedelta(days=4))):
        follow(world)
    assert [place_of(world, who) for who in (elder, later)] == [other, other]


def test_the_moment_of_the_move_is_the_beginning_of_the_day_in_china(world: World, pair: tuple[str, str]) -> None:
    one, other = pair
    elder = confirmed(world, one)
    merge(world, one, other, **{"from": day(1)})
    midnight = clock.start_of(clock.today() + timedelta(days=1))
    with clock.set_to(midnight - timedelta(seconds=1)):
        follow(world)
        assert place_of(world, elder) == one
    with clock.set_to(midnight):
        follow(world)
    assert place_of(world, elder) == other
    with psycopg.connect(world.owner_url) as owner:
        moved: tuple[datetime] | None = owner.execute(
            "SELECT happened_at FROM entry WHERE subject = %s AND kind = 'elder.transferred'", (elder,)
        ).fetchone()
    assert moved == (midnight,)


def test_who_comes_at_the_last_moment_is_found_by_the_next_round(world: World, pair: tuple[str, str]) -> None:
    one, other = pair
    merge(world, one, other, **{"from": day(1)})
    with ThreadPoolExecutor(4) as pool:
        came = [pool.submit(world.register, "guide", residence={"place": one}) for _ in range(4)]
        people = pool.submit(account, world, one, f"m{one}")
        with clock.set_to(clock.start_of(clock.today() + timedelta(days=1))):
            for _ in range(3):
                follow(world)
        elders, liaison = [one.result() for one in came], people.result().json()["id"]
    with clock.set_to(clock.start_of(clock.today() + timedelta(days=1))):
        follow(world)
    assert {place_of(world, elder) for elder in elders} == {other}
    assert world.as_("supervisor").get(f"/v1/accounts/{liaison}").json()["place"] == other


def test_visits_and_a_merger_at_once_are_all_kept_and_each_elder_moves_once(
    world: World, pair: tuple[str, str]
) -> None:
    one, other = pair
    elders = [confirmed(world, one) for _ in range(4)]
    merge(world, one, other)
    with ThreadPoolExecutor(6) as pool:
        sent = [
            pool.submit(world.as_("guide").post, "/v1/visits", json=visit(elder, hours))
            for elder in elders
            for hours in (1, 30)
        ]
        rounds = [pool.submit(follow, world) for _ in range(2)]
        assert [one.result().status_code for one in sent] == [201] * 8
        for one_round in rounds:
            one_round.result()
    follow(world)
    with psycopg.connect(world.owner_url) as owner:
        moved = owner.execute(
            "SELECT count(*) FROM entry WHERE subject = ANY (%s) AND kind = 'elder.transferred'", (elders,)
        ).fetchone()
    assert moved == (4,)
    assert findings(world) == []


def test_a_late_record_of_the_merged_village_is_taken_from_the_liaison_of_the_other(world: World) -> None:
    one = f"{TOWNSHIP}{next(NUMBERS)}"
    add(world, one, **{"from": day(PAST)})
    elder = confirmed(world, one)
    assert world.as_("liaison").post("/v1/visits", json=visit(elder, 48)).status_code == 404
    merge(world, one, VILLAGE)
    follow(world)
    assert world.as_("liaison").post("/v1/visits", json=visit(elder, 48)).status_code == 201
    assert world.as_("next_liaison").post("/v1/visits", json=visit(elder, 47)).status_code == 404


def test_who_has_left_stays_on_file_and_follows_when_they_come_back(world: World, pair: tuple[str, str]) -> None:
    one, other = pair
    elder = confirmed(world, one)
    members = {"on": day(-3), "reason": "moved_away"}
    left = world.as_("guide").post(f"/v1/elders/{elder}/exit", json=members)
    assert left.status_code in (200, 201), left.text
    merge(world, one, other)
    follow(world)
    assert place_of(world, elder) == one
    back = world.as_("guide").post(f"/v1/elders/{elder}/return", json={"on": day()})
    assert back.status_code in (200, 201), back.text
    follow(world)
    assert place_of(world, elder) == other


def test_mergers_that_cross_are_refused(world: World, pair: tuple[str, str]) -> None:
    one, other = pair
    third = f"{TOWNSHIP}{next(NUMBERS)}"
    add(world, third, **{"from": day(PAST)})
    with ThreadPoolExecutor(2) as pool:
        crossing = [
            pool.submit(merge, world, one, other, **{"from": day(5)}), pool.submit(merge, world, other, one, **{"from": day(5)})
        ]  # fmt: skip
        answers = sorted(one.result().status_code for one in crossing)
    assert answers[0] == 201
    assert answers[1] in (404, 409)
    kept = next(code for code in pair if world.as_("guide").get(f"/v1/places/{code}").json()["until"] is None)
    gone = next(code for code in pair if code != kept)
    assert refused(merge(world, third, gone)) == (409, "place_has_ended")
    assert refused(merge(world, kept, third, **{"from": day(4)})) == (409, "place_awaits_merger")

    assert merge(world, kept, third, **{"from": day(5)}).status_code == 201


def test_one_merger_after_another_brings_everybody_to_the_last_place(world: World, pair: tuple[str, str]) -> None:
    one, other = pair
    elder = confirmed(world, one)
    merge(world, one, other, **{"from": day(-5)})
    merge(world, other, NEXT_VILLAGE, **{"from": day()})
    follow(world)
    follow(world)
    assert place_of(world, elder) == NEXT_VILLAGE
    assert world.as_("next_liaison").post("/v1/visits", json=visit(elder, 24 * 20)).status_code == 201


def test_mergers_of_one_day_that_follow_each_other_bring_accounts_to_the_last_place(
    world: World, pair: tuple[str, str]
) -> None:
    one, other = pair
    liaison = account(world, one, f"m{one}").json()["id"]
    assert merge(world, one, other, **{"from": day(2)}).status_code == 201
    assert merge(world, other, NEXT_VILLAGE, **{"from": day(2)}).status_code == 201
    with clock.set_to(clock.start_of(clock.today() + timedelta(days=2))):
        follow(world)
        follow(world)
    assert world.as_("supervisor").get(f"/v1/accounts/{liaison}").json()["place"] == NEXT_VILLAGE


def test_a_village_does_not_end_while_another_is_to_be_merged_into_it(world: World, pair: tuple[str, str]) -> None:
    one, other = pair
    assert merge(world, one, other, **{"from": day(2)}).status_code == 201
    ending = end(world, other, **{"from": day(5)})
    assert refused(ending) == (409, "place_in_use")
    assert "下级区域 1 个、服务对象 0 人" in ending.json()["detail"]


def test_an_account_that_was_moved_meanwhile_is_left_where_it_is(world: World, pair: tuple[str, str]) -> None:
    one, other = (world.ask("SELECT id FROM place WHERE code = %s", code)[0]["id"] for code in pair)
    liaison = account(world, pair[0], f"m{pair[0]}").json()["id"]
    for _ in range(2):  # as two processes may, at once
        world.run(lambda ledger: ledger.write_as_system(lambda book: move_with_place(book, UUID(liaison), one, other)))
    assert world.as_("supervisor").get(f"/v1/accounts/{liaison}").json()["place"] == pair[1]
    moves = world.ask("SELECT id FROM entry WHERE subject = %s AND kind = 'account.changed'", liaison)
    assert len(moves) == 1


@pytest.mark.parametrize(("what", "answer"), [("itself", (422, "same_place")), ("township", (422, "wrong_level")),
    ("into_township", (404, "place_not_found")), ("absent", (404, "place_not_found"))])  # fmt: skip
def test_a_merger_that_does_not_fit_is_refused(
    world: World, pair: tuple[str, str], what: str, answer: tuple[int, str]
) -> None:
    one, other = pair
    code, into = {
        "itself": (one, one), "township": (TOWNSHIP, other), "into_township": (one, TOWNSHIP), "absent": (one, f"{TOWNSHIP}999"),
    }[what]  # fmt: skip
    assert refused(merge(world, code, into)) == answer


def test_only_the_supervisor_merges(world: World, pair: tuple[str, str]) -> None:
    for who in ("guide", "liaison", "city", "platform"):
        assert merge(world, *pair, who).status_code == 403, who
    assert refused(merge(world, *pair, "far_supervisor")) == (404, "place_not_found")


def test_a_contract_for_both_and_more_goes_on_with_the_other_and_can_still_be_ended(
    world: World, pair: tuple[str, str]
) -> None:
    one, other = pair
    third = f"{TOWNSHIP}{next(NUMBERS)}"
    add(world, third, **{"from": day(PAST)})
    moved, stays, beside = (confirmed(world, place) for place in (one, other, third))
    agency = added(world)["id"]
    contract = begun(world, agency, places=[one, third], **{"from": day(-20)})["id"]
    served = "SELECT DISTINCT elder::text FROM assignment WHERE contract = %s AND from_at <= now() AND until_at > now()"

    def now() -> set[str]:
        return {row["elder"] for row in world.ask(served, contract)}

    assert now() == {moved, beside}
    merge(world, one, other)
    follow(world)
    assert now() == {moved, stays, beside}
    path = f"/v1/agencies/{agency}/contracts/{contract}"
    shown = world.as_("supervisor").get(path).json()
    assert (shown["places"], shown["from"]) == (sorted([other, third]), day(-20))
    ended = world.as_("supervisor").patch(path, json={"to": day(-1)}, headers={"If-Match": '"v1"'})
    assert ended.status_code == 200, ended.text
    assert now() == set()


def test_an_agency_may_still_hand_in_what_it_did_in_the_merged_village(world: World, pair: tuple[str, str]) -> None:
    one, other = pair
    elder = confirmed(world, one)
    agency = added(world)["id"]
    begun(world, agency, places=[one], **{"from": day(-20)})
    client = signed_in(world, agency)
    assert merge(world, one, other, **{"from": day(-3)}).status_code == 201
    follow(world)
    for days in (10, 1):  # before the merger and after it
        assert client.post("/v1/visits", json=visit(elder, 24 * days)).status_code == 201
