"""Coverage over HTTP, beside the same counted in Python from the facts."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from psycopg.rows import dict_row

from carevisit import clock
from carevisit.course import ConsentRecorded, ElderLeft, ElderSuspended
from carevisit.coverage.counting import Figures, coverage_of, missed_of_half, rate, shown
from carevisit.ledger import Ledger
from carevisit.policy import Consent, FileState, LeaveReason, Stretch, SuspensionReason, Tier
from carevisit.standing import Standing
from conftest import DISTRICT, FAR_VILLAGE, NEXT_VILLAGE, TOWNSHIP, VILLAGE, World, visit
from standing.scene import hours_since, standings, tell

TODAY = clock.today()
MONTH = TODAY.replace(day=1)
LAST = (MONTH - timedelta(days=1)).replace(day=1)
BEFORE = (LAST - timedelta(days=1)).replace(day=1)


def coverage(world: World, who: str = "supervisor", **params: Any) -> dict[str, Any]:
    answer = world.as_(who).get("/v1/coverage", params={name.rstrip("_"): value for name, value in params.items()})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def of(told: dict[str, Any], place: str) -> dict[str, Any]:
    item: dict[str, Any] = next(item for item in told["items"] if item["place"] == place)
    return item


def move(world: World, elder: str, place: str, on: date) -> None:
    tag = world.as_("supervisor").get(f"/v1/elders/{elder}").headers["ETag"]
    answer = world.as_("supervisor").post(
        f"/v1/elders/{elder}/transfer", json={"place": place, "on": on.isoformat()}, headers={"If-Match": tag}
    )
    assert answer.status_code == 200, answer.text


def places(world: World) -> dict[int, str]:
    with psycopg.connect(world.owner_url, row_factory=dict_row) as owner:
        return {row["id"]: row["code"] for row in owner.execute("SELECT id, code FROM place").fetchall()}


LENGTH = {"village": 12, "township": 9, "district": 6}


def expected(
    world: World, month: date, by: str, within: str = DISTRICT, half: int | None = None
) -> tuple[dict[str, Any], Any]:
    codes = places(world)

    def unit(place: int) -> str | None:
        return codes[place][: LENGTH[by]] if codes[place].startswith(within) else None

    found, totals = coverage_of(standings(world), month, TODAY, unit)

    def told(figures: Figures) -> dict[str, Any]:
        one = shown(figures, half)
        return one | ({"elders_missed": missed_of_half(figures, half, month, TODAY)} if half else {})

    return {str(place): told(figures) for place, figures in found.items()}, told(totals)


def plain(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in ("place", "agency", "name", "month")}


def check(
    world: World, month: date, by: str, who: str = "supervisor", within: str = DISTRICT, half: int | None = None
) -> None:
    more = {"half": half} if half else {}
    told = coverage(world, who, month=f"{month:%Y-%m}", by=by, **more)
    items, totals = expected(world, month, by, within, half)
    nothing = shown(Figures(), half)
    for item in told["items"]:
        assert plain(item) == items.pop(item["place"], nothing), (month, by, item["place"])
    assert items == {}
    assert told["totals"] == totals, (month, by)


@pytest.fixture(scope="module")
def told(world: World) -> World:
    """A district with some history, by chance, but the same each time."""
    chance = random.Random(53)
    for turn in range(24):
        filed = BEFORE - timedelta(days=chance.randint(-50, 40))
        home = chance.choice([VILLAGE, NEXT_VILLAGE, FAR_VILLAGE])
        elder = world.register(
            "supervisor", filed_on=filed.isoformat(), tier_told=chance.choice(["key", "key", "general"]),
            categories_told=["no_kin"] if turn % 2 else ["left_behind"],
            residence={"place": home, "detail": "1 号"},
            consent={"given": True, "on": filed.isoformat()},
        )  # fmt: skip
        for _ in range(chance.randint(0, 7)):
            day = BEFORE + timedelta(days=chance.randint(0, (TODAY - BEFORE).days - 1))
            if day >= filed:
                mode = chance.choice(["in_home", "in_home", "phone"])
                signed = (
                    {}
                    if mode == "in_home"
                    else {"elder_signed": {"signed": False, "reason": "not_in_person"}, "visitor_signed": False}
                )
                world.as_("supervisor").post("/v1/visits", json=visit_on(elder, day, mode=mode, **signed))
        day = BEFORE + timedelta(days=chance.randint(20, (TODAY - BEFORE).days - 1))
        what = turn % 6
        if what == 0 and day >= filed:
            move(
                world,
                elder,
                chance.choice([v for v in (VILLAGE, NEXT_VILLAGE, FAR_VILLAGE) if v != home]),
                max(day, filed + timedelta(days=1)),
            )
        elif what == 1:
            tell(
                world,
                elder,
                ElderSuspended(
                    from_on=day,
                    until_on=day + timedelta(days=chance.randint(3, 40)),
                    reason=next(iter(SuspensionReason)),
                ),
                day,
            )
        elif what == 2:
            tell(world, elder, ElderLeft(on=day, reason=next(iter(LeaveReason))), day)
        elif what == 3 and turn % 2:
            tell(world, elder, ConsentRecorded(on=day, consent=Consent.WITHDRAWN), day)
    # one who owes the halves of last month in two villages, of one township
    twice = world.register("supervisor", filed_on=BEFORE.isoformat(), tier_told="key", categories_told=["no_kin"])
    move(world, twice, NEXT_VILLAGE, LAST.replace(day=18))
    away = world.register("supervisor", filed_on=BEFORE.isoformat(), tier_told="key", categories_told=["no_kin"])
    move(world, away, FAR_VILLAGE, LAST.replace(day=20))
    world.as_("supervisor").post("/v1/visits", json=visit_on(away, LAST.replace(day=3)))
    return world


def visit_on(elder: str, day: date, **changes: Any) -> dict[str, Any]:
    return visit(elder, hours_since(day), **changes)


@pytest.mark.parametrize("month", [BEFORE, LAST, MONTH])
@pytest.mark.parametrize("by", ["village", "township", "district"])
def test_what_the_tally_says_is_what_the_facts_come_to(told: World, month: date, by: str) -> None:
    check(told, month, by)
    for half in (1, 2):
        check(told, month, by, half=half)


def test_a_guide_counts_the_own_township_and_nothing_else(told: World) -> None:
    check(told, LAST, "village", "guide", TOWNSHIP)
    answer = told.as_("guide").get("/v1/coverage", params={"place": "350303104"})
    assert (answer.status_code, answer.json()["code"]) == (404, "place_not_found")


def test_who_owes_in_two_villages_counts_in_both_and_once_in_all(told: World) -> None:
    villages = coverage(told, "guide", month=f"{LAST:%Y-%m}", by="village")
    township = coverage(told, "supervisor", place=TOWNSHIP, month=f"{LAST:%Y-%m}", by="township")
    assert sum(item["elders_owed"] for item in villages["items"]) > villages["totals"]["elders_owed"]
    assert plain(township["items"][0]) == villages["totals"] == township["totals"]
    assert sum(i["key"]["windows_owed"] for i in villages["items"]) == villages["totals"]["key"]["windows_owed"]


def test_a_trend_tells_the_whole_place_month_by_month(told: World) -> None:
    trend = coverage(told, from_=f"{BEFORE:%Y-%m}", to=f"{MONTH:%Y-%m}")
    assert [item["month"] for item in trend["items"]] == [f"{m:%Y-%m}" for m in (BEFORE, LAST, MONTH)]
    for item in trend["items"]:
        assert plain(item) == coverage(told, month=item["month"])["totals"], item["month"]


def test_of_nothing_there_is_no_rate(told: World) -> None:
    empty = of(coverage(told, month="2020-01", by="village"), VILLAGE)
    assert (empty["elders_owed"], empty["rate_in_home"], empty["key"]["rate_windows"]) == (0, None, None)
    assert rate(0, 0) is None
    assert rate(2, 3) == 0.6667


def test_by_agency_an_elder_counts_for_each_that_served_on_the_last_day(told: World) -> None:
    by = coverage(told, by="agency", month=f"{LAST:%Y-%m}")
    names = {item["name"]: item for item in by["items"]}
    assert {"agency", "rival_agency", "next_agency", None} <= set(names)
    village = of(coverage(told, by="village", month=f"{LAST:%Y-%m}"), VILLAGE)
    uncounted = {"special": None}  # by agency those are not counted
    assert plain(names["agency"]) == plain(village) | uncounted  # it serves the one village
    assert plain(names["rival_agency"]) == plain(names["agency"])
    assert by["totals"] == coverage(told, by="village", month=f"{LAST:%Y-%m}")["totals"] | uncounted
    assert names[None]["elders_owed"] > 0


def test_an_agency_counts_those_whom_it_serves(told: World) -> None:
    mine = coverage(told, "agency", by="agency")
    assert [item["name"] for item in mine["items"]] == ["agency"]
    villages = coverage(told, "agency", by="village")
    assert {item["place"] for item in villages["items"]} <= {VILLAGE, NEXT_VILLAGE, FAR_VILLAGE}
    assert villages["totals"] == mine["totals"]
    assert coverage(told, "ended_agency", by="agency")["totals"]["elders_owed"] == 0


def test_by_visitor_there_is_no_rate_and_who_may_not_read_visits_is_refused(told: World) -> None:
    told.hand_in("agency", told.register(), 2)
    month = f"{clock.day_of(clock.now() - timedelta(hours=2)):%Y-%m}"  # of that visit
    by = coverage(told, by="visitor", month=month)
    assert by["items"]
    assert {item["rate_in_home"] for item in by["items"]} == {None}
    assert by["items"][0]["name"] == "陈网格"
    assert told.as_("stats_app").get("/v1/coverage", params={"by": "visitor"}).status_code == 403
    assert len(coverage(told, "agency", by="visitor", month=month)["items"]) == 1


@pytest.mark.parametrize("status", ["owed", "missed", "met", "excluded", "overdue"])
def test_behind_every_number_stand_the_elders(told: World, status: str) -> None:
    month = f"{LAST:%Y-%m}"
    number = coverage(told, month=month, by="village")["totals"]
    wanted = {
        "owed": number["elders_owed"], "missed": number["elders_missed"], "met": number["met_in_home"],
        "excluded": sum(number["excluded"].values()), "overdue": number["overdue"],
    }[status]  # fmt: skip
    found, address = [], f"/v1/coverage/elders?status={status}&month={month}&limit=3"
    while address:
        answer = told.as_("supervisor").get(address)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        address = answer.links["next"]["url"] if "next" in answer.links else ""
    assert len({item["elder_id"] for item in found}) == wanted
    assert wanted > 0


def test_who_lives_elsewhere_now_is_behind_the_number_without_an_id(told: World) -> None:
    items = told.as_("guide").get(
        "/v1/coverage/elders", params={"status": "owed", "month": f"{LAST:%Y-%m}", "limit": 500}
    ).json()["items"]  # fmt: skip
    assert any(item["elder_id"] is None for item in items)
    far = told.as_("far_guide").get(
        "/v1/coverage/elders", params={"status": "owed", "month": f"{LAST:%Y-%m}", "limit": 500}
    ).json()["items"]  # fmt: skip
    assert {i["elder_id"] for i in items if i["elder_id"]}.isdisjoint(i["elder_id"] for i in far)


def test_as_known_now_the_past_is_folded_to_the_same_figures(told: World) -> None:
    month = f"{LAST:%Y-%m}"
    live = coverage(told, month=month, by="district")
    folded = coverage(told, month=month, by="district", known_at=clock.now().isoformat())
    assert plain(of(live, DISTRICT)) | {"special": None} == plain(of(folded, DISTRICT))
    nothing = coverage(told, month=month, by="district", known_at="2020-01-01T00:00:00Z")
    assert nothing["totals"]["elders_owed"] == 0
    assert told.as_("agency").get("/v1/coverage", params={"known_at": clock.now().isoformat()}).status_code == 403


def test_csv_opens_in_a_spreadsheet_and_carries_nothing_out(told: World) -> None:
    from carevisit.spreadsheet import as_csv

    for answer in (
        told.as_("supervisor").get("/v1/coverage", params={"format": "csv", "by": "village"}),
        told.as_("supervisor").get("/v1/coverage", params={"by": "village"}, headers={"Accept": "text/csv"}),
    ):
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.content.startswith(b"\xef\xbb\xbf")
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert "key.rate_windows" in lines[0]
        assert any(VILLAGE in line for line in lines)
    defused = bytes(as_csv([{"a": "=1+1", "b": "@x", "c": -1}], {}).body).decode("utf-8-sig").splitlines()
    assert defused == ["a,b,c", "'=1+1,'@x,-1"]


def test_the_tally_is_exact_though_many_write_at_once(told: World) -> None:
    from concurrent.futures import ThreadPoolExecutor

    elders = [told.register(tier_told="key") for _ in range(6)]
    clients = [
        httpx.Client(base_url=told.base_url, headers=told.as_("supervisor").headers, timeout=30) for _ in range(4)
    ]

    def some(turn: int) -> None:
        for n in range(12):
            clients[turn].post("/v1/visits", json=visit_on(elders[(turn + n) % 6], TODAY - timedelta(days=1 + n % 3)))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(some, range(4)))
    check(told, MONTH, "village")


def test_a_tally_that_was_harmed_is_found_and_made_right(told: World) -> None:
    from carevisit.ledger import rebuild

    with psycopg.connect(told.owner_url) as owner:
        owner.execute("UPDATE tally SET key = key + 1 WHERE place_no = (SELECT min(place_no) FROM tally)")
    assert [finding.what for finding in told.findings()] == [
        "tally is not what the views come to: run `carevisit rebuild`"
    ]

    async def work(ledger: Ledger) -> None:
        async for _ in rebuild(ledger):
            pass

    told.run(work)
    assert told.findings() == []


def test_rows_of_the_tally_are_merged_and_come_to_the_same(told: World) -> None:
    def sums() -> list[Any]:
        with psycopg.connect(told.owner_url) as owner:
            return owner.execute(
                "SELECT place_no, month, sum(key), sum(key_met), sum(complete), count(*) > 1 FROM tally GROUP BY 1, 2 ORDER BY 1, 2"
            ).fetchall()

    before = sums()
    with psycopg.connect(told.owner_url) as owner:
        owner.execute(
            "SELECT tally_merge((SELECT array_agg(place_no) FROM tally), (SELECT array_agg(month) FROM tally))"
        )
    after = sums()
    assert not any(row[-1] for row in after)
    assert [r[:-1] for r in after] == [r[:-1] for r in before if any(r[2:5])] or len(after) <= len(before)
    check(told, LAST, "village")


def test_a_month_that_is_none_and_a_level_above_the_place_are_refused(told: World) -> None:
    for params, pointer in (
        ({"month": "2026-13"}, "?month"), ({"by": "district", "place": TOWNSHIP}, "?by"),
        ({"from": "2020-01", "to": "2026-01"}, "?to"), ({"month": "2026-01", "from": "2026-01"}, "?month"),
    ):  # fmt: skip
        answer = told.as_("supervisor").get("/v1/coverage", params=params)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert told.as_("app").get("/v1/coverage").status_code == 403


def test_figures_of_one_key_elder_who_missed_the_first_half() -> None:
    november = date(2026, 11, 1)
    came, since = (
        date(2026, 11, 20),
        Stretch(date(2026, 10, 1), FileState.ACTIVE, Tier.KEY, UUID(int=1), "hanjiang-2023"),
    )
    standing = Standing(stretches=[since], in_home_days=[came], contact_days=[came], last_by_mode={"in_home": came})
    _, totals = coverage_of({UUID(int=1): standing}, november, date(2026, 11, 21), lambda _: 1)
    told = shown(totals)
    assert (told["elders_owed"], told["met_in_home"], told["elders_missed"], told["overdue"]) == (1, 1, 1, 0)
    assert told["key"] == {
        "elders_owed": 1,
        "windows_owed": 2,
        "windows_met": 1,
        "rate_windows": 0.5,
        "met_in_home": 1,
        "rate_in_home": 1.0,
    }
