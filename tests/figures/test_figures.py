"""The figures of needs and risks, beside the same counted in Python, one case after the other, from what the routes read."""

import csv
import io
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest

from carevisit import clock
from carevisit.policy import Department, NeedKind, RiskKind, profile_of
from conftest import DISTRICT, FAR_TOWNSHIP, FAR_VILLAGE, NEXT_VILLAGE, OTHER_DISTRICT, TOWNSHIP, VILLAGE, World, living

Case = dict[str, Any]
HOUR = timedelta(hours=1)
TODAY = clock.today()
AGES = {"0-3": (0, 3), "4-7": (4, 7), "8-15": (8, 15), "16-30": (16, 30), "31+": (31, 10**6)}
HOURS = profile_of("hanjiang-2023").deadlines


# --- a random history --------------------------------------------------------------------------------------------------------


class History:
    """Cases and their steps, recorded one after the other over HTTP at past moments."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.dice = world, random.Random(seed)
        self.cases: dict[str, list[Case]] = {"needs": [], "risks": []}
        agency = world.as_("agency").get("/v1/me").json()["id"]
        self.agency = agency

    def tell(self, count: int) -> None:
        homes = [VILLAGE, VILLAGE, NEXT_VILLAGE, FAR_VILLAGE]
        elders = [(self.world.register("supervisor", residence={"place": home}), home) for home in homes]
        for turn in range(count):
            elder, home = self.dice.choice(elders)
            if turn % 2:
                self.need(elder, home)
            else:
                self.risk(elder, home)

    def _begin(self, what: str, elder: str, home: str, **told: Any) -> tuple[str, datetime]:
        at = (
            clock.now()
            - self.dice.choice([2, 30, 90, 160, 380, 800, 1300, 1800, 2600]) * HOUR
            - self.dice.random() * HOUR
        )
        who = self.dice.choice(["agency", "liaison", "guide"]) if home == VILLAGE else "supervisor"
        body = {"elder_id": elder, "at": at.isoformat(), **told}
        answer = self.world.as_(who).post(f"/v1/{what}", json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"], at

    def _step(self, what: str, id: str, name: str, at: datetime, **told: Any) -> datetime | None:
        """A step some time after the one before; None where that would still be to come."""
        at += self.dice.choice([1, 5, 30, 100, 900 if name == "follow-up" else 300]) * HOUR * self.dice.random()
        if at > clock.now():
            return None
        tag = self.world.as_("supervisor").get(f"/v1/{what}/{id}").headers["ETag"]
        answer = self.world.as_("supervisor").post(
            f"/v1/{what}/{id}/{name}", json={"at": at.isoformat(), **told}, headers={"If-Match": tag}
        )
        assert answer.status_code == 201, answer.text
        return at

    def _walk(self, what: str, id: str, at: datetime, steps: list[tuple[str, dict[str, Any]]]) -> None:
        for name, told in steps[: self.dice.choice([0, 1, 2, 3, 4, 9, 9, 9])]:
            then = self._step(what, id, name, at, **told)
            if then is None:
                return
            at = then

    def need(self, elder: str, home: str) -> None:
        id, at = self._begin(
            "needs", elder, home, kind=self.dice.choice(list(NeedKind)).value, urgent=self.dice.random() < 0.4
        )
        duty = self.dice.choice(profile_of("hanjiang-2023").duties)
        to: dict[str, Any] = self.dice.choice(
            [
                {"department": self.dice.choice(list(Department)).value},
                {"department": duty.department.value, "duty": duty.no},
            ]
            + ([{"agency": self.agency}] if home == VILLAGE else [])
        )
        due = (TODAY + self.dice.choice([0, 9]) * timedelta(days=1)).isoformat()
        met = self.dice.random() < 0.7
        ends = [
            ("follow-up", {"loop": "referral", "result": "confirmed"}),
            ("follow-up", {"loop": "difficulty", "result": "confirmed"}),
        ]
        back = [("follow-up", {"loop": "referral", "result": "reopened"})]
        steps: list[tuple[str, dict[str, Any]]] = [
            ("referral", to | {"due_on": due}), ("acceptance", {}),
            ("outcome", {"met": met} | ({} if met else {"reason": "other"})),
            *self.dice.choice([ends, ends, ends[:1], back]),
        ]  # fmt: skip
        self._walk("needs", id, at, steps)

    def risk(self, elder: str, home: str) -> None:
        severity = self.dice.choice(["major", "general", "general"])
        id, at = self._begin("risks", elder, home, kind=self.dice.choice(list(RiskKind)).value, severity=severity)
        ends = self.dice.choice(
            [[("follow-up", {"result": "confirmed"})]] * 2
            + [[("follow-up", {"result": "reopened"}), ("clearance", {"how": "再次处置"}), ("follow-up", {"result": "confirmed"})],
               [("follow-up", {"result": "confirmed"}), ("reopening", {"note": "又发现"})]]
        )  # fmt: skip
        calls = [("emergency-call", {"number": "120"}), ("family-contact", {"nobody": True})]
        self._walk("risks", id, at, [*calls, ("handling", {}), ("clearance", {"how": "已处置"}), *ends])


@pytest.fixture(scope="module")
def world(template: World) -> Iterator[World]:
    """A history of many cases; nothing is written after it."""
    with living(template) as one:
        History(one, seed=20261122).tell(130)
        marked = one.register("guide")
        visit = one.hand_in(
            "liaison", marked, needs=[{"kind": "comfort"}], risks=[{"kind": "fall", "severity": "general"}]
        )
        gone = one.as_("liaison").post(
            f"/v1/visits/{visit['id']}/void", json={"reason": "wrong_elder"}, headers={"If-Match": '"v1"'}
        )
        assert gone.status_code in (200, 201), gone.text
        yield one


# --- the recount --------------------------------------------------------------------------------------------------------------


def everything(world: World, what: str, who: str) -> list[Case]:
    """Every case that somebody reads, each as it stands, with its story."""
    items, cursor = [], None
    while True:
        page = world.as_(who).get(f"/v1/{what}", params={"limit": 500} | ({"cursor": cursor} if cursor else {})).json()
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    return [world.as_(who).get(f"/v1/{what}/{one['id']}").json() for one in items]


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def begun(case: Case) -> datetime:
    found = moment(case.get("raised_at") or case.get("reported_at"))
    assert found
    return found


def percentile(hours: list[float], share: float) -> float | None:
    if not hours:
        return None
    ordered, at = sorted(hours), share * (len(hours) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return round(ordered[low] + (ordered[high] - ordered[low]) * (at - low), 2)


def days_of(case: Case) -> int:
    closed = moment(case["closed_at"])
    return ((clock.day_of(closed) if closed else clock.today()) - clock.day_of(begun(case))).days


def age(case: Case) -> str:
    return next(name for name, (first, last) in AGES.items() if first <= days_of(case) <= last)


def keys(case: Case, by: str) -> str | None:
    need = "urgent" in case
    township = FAR_TOWNSHIP if case["place"] == FAR_VILLAGE else TOWNSHIP
    answers: dict[str, Any] = {
        "village": case["place"], "township": township, "district": DISTRICT, "kind": case["kind"], "state": case["state"],
        "age": age(case), "severity": case.get("severity"), "department": case.get("department"),
        "duty": str(case["duty"]) if case.get("duty") else None,
    }  # fmt: skip
    if need:
        answers["urgency"] = "urgent" if case["urgent"] else "ordinary"
        answers["responsible"] = case["agency"] or case["department"] or "township"
    else:
        major = case["severity"] == "major" or case["state"] == "cleared"
        answers["responsible"] = "township" if major else "village"
    found: str | None = answers[by]
    return found


def line(cases: list[Case], what: str, since: date | None, until: date | None) -> dict[str, Any]:
    """The figures of some cases, counted one by one."""
    need = what == "needs"
    live = [case for case in cases if case["state"] != "withdrawn"]
    open_ = [case for case in live if case["state"] != "closed"]
    asked = [
        case for case in live
        if (since is None or clock.day_of(begun(case)) >= since) and (until is None or clock.day_of(begun(case)) <= until)
    ]  # fmt: skip
    done = [case for case in asked if case["concluded_at" if need else "cleared_at"]]
    hours, followed, in_time = [], 0, 0
    for case in done:
        ended = moment(case["concluded_at" if need else "cleared_at"])
        assert ended
        last = [one for one in case["story"] if one["kind"] == "need.concluded"][-1:] if need else []
        if not need or last[0]["told"]["met"]:
            hours.append((ended - begun(case)).total_seconds() / 3600)
        if case["state"] == "closed":
            closed = moment(case["closed_at"])
            assert closed
            wait = (HOURS.urgent if case["urgent"] else HOURS.need) if need else getattr(HOURS, case["severity"])
            followed, in_time = followed + 1, in_time + (closed < ended + wait.follow_up * HOUR)
    cleared = {"count": len(done), "hours_median": percentile(hours, 0.5), "hours_p90": percentile(hours, 0.9)}
    if need:
        cleared["met"] = len(hours)
    return {
        "open": {
            "count": len(open_), "overdue": sum(any(one["overdue"] for one in case["awaited"]) for case in open_),
            "oldest_at": min((begun(case) for case in open_), default=None),
            "ages": {name: sum(age(case) == name for case in open_) for name in AGES},
        },
        "raised": {
            "count": len(asked), "closed": sum(case["state"] == "closed" for case in asked),
            "reopened": sum(case["reopened"] > 0 for case in asked),
        },
        "concluded" if need else "cleared": cleared,
        "followed_up": {
            "count": followed, "rate": round(followed / len(done), 4) if done else None, "in_time": in_time,
            "rate_in_time": round(in_time / len(done), 4) if done else None,
        },
    }  # fmt: skip


def told(world: World, what: str, who: str = "supervisor", **params: Any) -> dict[str, Any]:
    answer = world.as_(who).get(f"/v1/{what}/figures", params=params)
    assert answer.status_code == 200, answer.text
    figures: dict[str, Any] = answer.json()
    return figures


def plain(one: dict[str, Any]) -> dict[str, Any]:
    """A line without its name, its oldest as a moment."""
    bare = {name: value for name, value in one.items() if name not in ("key", "name")}
    return bare | {"open": one["open"] | {"oldest_at": moment(one["open"]["oldest_at"])}}


@pytest.fixture(scope="module")
def cases(world: World) -> dict[tuple[str, str], list[Case]]:
    return {
        (what, who): everything(world, what, who)
        for what in ("needs", "risks")
        for who in ("supervisor", "guide", "agency")
    }


BY = {
    "needs": [
        "village",
        "township",
        "district",
        "kind",
        "urgency",
        "state",
        "age",
        "responsible",
        "department",
        "duty",
    ],
    "risks": ["village", "township", "district", "kind", "severity", "state", "age", "responsible"],
}
SPANS: list[tuple[int | None, int | None]] = [(None, None), (40, None), (None, 3), (20, 4)]


@pytest.mark.parametrize("what", ["needs", "risks"])
@pytest.mark.parametrize("who", ["supervisor", "guide", "agency"])
def test_they_are_what_counting_one_by_one_comes_to(
    world: World, cases: dict[tuple[str, str], list[Case]], what: str, who: str
) -> None:
    mine = cases[what, who]
    assert len(mine) > 5
    for by in BY[what]:
        if who == "guide" and by == "district":
            continue
        for first, last in SPANS:
            since, until = (None if ago is None else TODAY - timedelta(days=ago) for ago in (first, last))
            span = {name: day.isoformat() for name, day in (("from", since), ("to", until)) if day}
            got = told(world, what, who, by=by, **span)
            assert plain(got["totals"]) == line(mine, what, since, until), (by, span)
            counted = {
                key: line([c for c in mine if keys(c, by) == key], what, since, until)
                for key in {keys(c, by) for c in mine}
            }
            counted = {key: one for key, one in counted.items() if one["open"]["count"] or one["raised"]["count"]}
            assert {one["key"]: plain(one) for one in got["items"]} == counted, (by, span)


def test_the_history_is_worth_counting(cases: dict[tuple[str, str], list[Case]]) -> None:
    for what in ("needs", "risks"):
        mine = cases[what, "supervisor"]
        assert {"closed", "withdrawn"} < {case["state"] for case in mine}
        assert any(case["reopened"] for case in mine)
        whole = line(mine, what, None, None)
        assert 0 < whole["followed_up"]["in_time"] < whole["followed_up"]["count"] < whole["raised"]["count"]
        assert 0 < whole["open"]["overdue"] < whole["open"]["count"]
        assert sum(count > 0 for count in whole["open"]["ages"].values()) >= 4


def test_names_are_those_of_the_places_and_of_the_dictionary(world: World) -> None:
    assert {one["key"]: one["name"] for one in told(world, "risks", by="severity")["items"]} == {
        "major": "重大",
        "general": "一般",
    }
    villages = told(world, "needs", place=TOWNSHIP)
    assert (villages["by"], villages["place"]) == ("village", TOWNSHIP)
    assert {one["key"] for one in villages["items"]} == {VILLAGE, NEXT_VILLAGE}
    assert all(one["name"] for one in villages["items"])
    assert told(world, "needs")["by"] == "township"
    assert told(world, "needs", "agency")["by"] == "village"


@pytest.mark.parametrize("what", ["needs", "risks"])
def test_they_keep_to_ones_places(world: World, what: str) -> None:
    whole = told(world, what)["totals"]["raised"]["count"]
    parts = [told(world, what, who)["totals"]["raised"]["count"] for who in ("guide", "far_guide")]
    assert sum(parts) == whole
    assert (
        told(world, what, "stats_app")["totals"]
        == told(world, what)["totals"]
        == told(world, what, "platform")["totals"]
    )
    assert told(world, what, place=FAR_VILLAGE)["totals"] == told(world, what, "far_guide")["totals"]
    for who in ("far_supervisor", "rival_agency"):
        nothing = told(world, what, who)
        assert nothing["items"] == []
        assert (nothing["totals"]["raised"]["count"], nothing["totals"]["followed_up"]["rate"]) == (0, None)
    for who, place in (
        ("guide", FAR_VILLAGE),
        ("supervisor", OTHER_DISTRICT),
        ("agency", FAR_VILLAGE),
        ("guide", "99"),
    ):
        assert world.as_(who).get(f"/v1/{what}/figures", params={"place": place}).status_code == 404
    assert world.as_("app").get(f"/v1/{what}/figures").status_code == 403
    assert world.as_("nobody").get(f"/v1/{what}/figures").status_code == 401


@pytest.mark.parametrize(
    "params",
    [{"by": "month"}, {"from": "2026-11-32"}, {"from": "2026-11-02", "to": "2026-11-01"}, {"by": "township", "place": VILLAGE},
     {"place": "x"}, {"format": "xml"}],
)  # fmt: skip
def test_what_can_not_be_asked_is_refused(world: World, params: dict[str, str]) -> None:
    for what in ("needs", "risks"):
        assert world.as_("supervisor").get(f"/v1/{what}/figures", params=params).status_code == 422


def test_a_spreadsheet_reads_the_same(world: World) -> None:
    def rows(answer: httpx.Response) -> list[dict[str, str]]:
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    asked = world.as_("supervisor").get("/v1/needs/figures", params={"by": "kind", "format": "csv"})
    accepted = world.as_("supervisor").get("/v1/needs/figures", params={"by": "kind"}, headers={"Accept": "text/csv"})
    assert asked.content == accepted.content
    items = told(world, "needs", by="kind")["items"]
    assert [row["key"] for row in rows(asked)] == [one["key"] for one in items]
    assert [row["open.ages.31+"] for row in rows(asked)] == [str(one["open"]["ages"]["31+"]) for one in items]
    assert [row["followed_up.count"] for row in rows(asked)] == [str(one["followed_up"]["count"]) for one in items]
