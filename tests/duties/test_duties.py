"""What departments do about their duties: recorded by the township or the district, void where wrong, and reported by quarter."""

from datetime import date, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carevisit import clock
from carevisit.duties.report import quarter_days
from carevisit.policy import Department, profile_of, profiles
from conftest import DISTRICT, FAR_TOWNSHIP, TOWNSHIP, VILLAGE, World

DAY = timedelta(days=1)
HEALTH_CHECKS = 13  # 家庭医生签约服务
TODAY = clock.today()
QUARTER = f"{TODAY.year}-Q{(TODAY.month + 2) // 3}"


def action(place: str = TOWNSHIP, **changes: Any) -> dict[str, Any]:
    return {"place": place, "on": TODAY.isoformat(), "what": "家庭医生上门体检", "elders": 36, **changes}


def record(world: World, who: str = "guide", no: int = HEALTH_CHECKS, **changes: Any) -> httpx.Response:
    return world.as_(who).post(f"/v1/duties/{no}/actions", json=action(**changes))


def recorded(world: World, who: str = "guide", no: int = HEALTH_CHECKS, **changes: Any) -> dict[str, Any]:
    answer = record(world, who, no, **changes)
    assert answer.status_code == 201, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def report(world: World, who: str = "supervisor", quarter: str = QUARTER, **params: Any) -> dict[str, Any]:
    answer = world.as_(who).get("/v1/supervision/reports/duties", params={"quarter": quarter, **params})
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def line(told: dict[str, Any], no: int) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in told["items"] if one["duty"] == no)
    return found


# --- the lists -------------------------------------------------------------------------------------------------------------


def test_hanjiang_lists_the_fifteen_duties_of_annex_1(world: World) -> None:
    listed = world.as_("liaison").get("/v1/duties").json()
    assert listed["profile"] == "hanjiang-2023"
    assert [one["no"] for one in listed["items"]] == list(range(1, 16))
    assert listed["items"][14]["department"] == "township"


def test_zaozhuang_lists_the_duties_of_its_own_nine_departments(world: World) -> None:
    listed = world.as_("liaison").get("/v1/duties", params={"profile": "zaozhuang-2018"}).json()["items"]
    assert {one["department"] for one in listed} == {
        "public_security", "civil_affairs", "justice", "finance", "social_security", "culture", "health", "poverty_relief",
        "ageing_office",
    }  # fmt: skip


def test_every_profile_numbers_its_duties_from_one() -> None:
    for profile in profiles().values():
        assert [duty.no for duty in profile.duties] == list(range(1, len(profile.duties) + 1))
        assert profile.duty(0) is None
        assert profile.duty(len(profile.duties) + 1) is None


# --- recording -------------------------------------------------------------------------------------------------------------


def test_what_a_township_records_of_a_department_is_read_by_it_and_by_the_district(world: World) -> None:
    shown = recorded(world, evidence="梧卫〔2026〕12号")
    assert (shown["duty"], shown["department"], shown["elders"]) == (HEALTH_CHECKS, "health", 36)
    for who in ("guide", "supervisor"):
        answer = world.as_(who).get(f"/v1/duties/{HEALTH_CHECKS}/actions/{shown['id']}")
        assert answer.json() == shown
        assert answer.headers["etag"] == '"v1"'
        listed = world.as_(who).get(f"/v1/duties/{HEALTH_CHECKS}/actions").json()["items"]
        assert shown in listed


def test_another_township_learns_nothing_of_it(world: World) -> None:
    shown = recorded(world)
    assert world.as_("far_guide").get(f"/v1/duties/{HEALTH_CHECKS}/actions/{shown['id']}").status_code == 404
    assert line(report(world, "far_guide"), HEALTH_CHECKS)["actions"] == 0
    assert record(world, "far_guide", place=TOWNSHIP).status_code == 404


@pytest.mark.parametrize("who", ["liaison", "agency", "platform", "app"])
def test_only_the_township_and_the_district_record(world: World, who: str) -> None:
    assert record(world, who).status_code == 403


def test_a_duty_that_the_profile_does_not_list_is_refused(world: World) -> None:
    answer = record(world, no=16)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "unknown_duty")


def test_a_day_to_come_is_refused(world: World) -> None:
    answer = record(world, on=(TODAY + DAY).isoformat())
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/on")


def test_sent_again_it_is_one_record(world: World) -> None:
    key = {"Idempotency-Key": "duty-once"}
    first, again = (
        world.as_("guide").post(f"/v1/duties/{HEALTH_CHECKS}/actions", json=action(), headers=key) for _ in range(2)
    )
    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"


def test_the_words_of_an_action_are_nowhere_in_plain_text(world: World) -> None:
    recorded(world, what="张秘密老人家庭", evidence="秘密文件")
    with psycopg.connect(world.owner_url) as owner:
        for table in ("entry", "duty_action", "sealed", "head"):
            rows = owner.execute(f"SELECT x::text FROM {table} x").fetchall()  # type: ignore[call-overload]
            assert not any("秘密" in row[0] for row in rows)


# --- voiding ---------------------------------------------------------------------------------------------------------------


def test_a_void_action_counts_for_nothing_and_stays_readable(world: World) -> None:
    before = line(report(world), HEALTH_CHECKS)["actions"]
    shown = recorded(world)
    address = f"/v1/duties/{HEALTH_CHECKS}/actions/{shown['id']}"
    assert world.as_("guide").post(f"{address}/void", json={"reason": "重复登记"}).status_code == 428
    stale = world.as_("guide").post(f"{address}/void", json={"reason": "重复登记"}, headers={"If-Match": '"v7"'})
    assert stale.status_code == 412
    void = world.as_("guide").post(f"{address}/void", json={"reason": "重复登记"}, headers={"If-Match": '"v1"'})
    assert (void.status_code, void.json()["state"], void.json()["version"]) == (201, "void", 2)
    assert void.json()["what"] == shown["what"]
    assert line(report(world), HEALTH_CHECKS)["actions"] == before
    again = world.as_("guide").post(f"{address}/void", json={"reason": "重复登记"}, headers={"If-Match": '"v2"'})
    assert (again.status_code, again.json()["code"]) == (409, "duty_action_is_void")


# --- the report ------------------------------------------------------------------------------------------------------------


def test_the_report_lists_every_duty_done_or_not(world: World) -> None:
    recorded(world, no=7, elders=12)
    recorded(world, "supervisor", no=7, place=DISTRICT, elders=None)
    told = report(world, place=DISTRICT)
    assert [one["duty"] for one in told["items"]][:15] == list(range(1, 16))
    seven = line(told, 7)
    assert (seven["actions"], seven["places"], seven["elders"], seven["last_on"]) == (2, 2, 12, TODAY.isoformat())
    assert told["not_acted_on"] == sum(one["actions"] == 0 for one in told["items"])
    assert line(report(world, place=FAR_TOWNSHIP), 7)["actions"] == 0
    assert line(report(world, place=VILLAGE), 7)["actions"] == 0


def test_a_quarter_holds_what_was_done_on_its_days(world: World) -> None:
    recorded(world, no=9, on="2025-09-30", elders=3)
    recorded(world, no=9, on="2025-10-01", elders=5)
    assert line(report(world, quarter="2025-Q3"), 9)["elders"] == 3
    assert line(report(world, quarter="2025-Q4"), 9)["elders"] == 5


def test_a_quarter_that_is_none_is_refused(world: World) -> None:
    for quarter in ("2026-Q5", "2026", "9999-Q1", "2026-q1"):
        answer = world.as_("guide").get("/v1/supervision/reports/duties", params={"quarter": quarter})
        assert answer.status_code == 422


@given(st.integers(2001, 2098), st.integers(1, 4))
def test_quarters_follow_one_another_without_gap(year: int, turn: int) -> None:
    first, last = quarter_days(f"{year}-Q{turn}")
    assert (first.day, first.month) == (1, 3 * turn - 2)
    following = quarter_days(f"{year}-Q{turn + 1}" if turn < 4 else f"{year + 1}-Q1")
    assert last + DAY == following[0]
    assert first < last < date(year + 1, 1, 1)


# --- referrals -------------------------------------------------------------------------------------------------------------


def test_a_referral_names_a_duty_of_its_department_by_the_elders_profile(world: World) -> None:
    elder = world.register()
    need = world.as_("guide").post("/v1/needs", json={"elder_id": elder, "kind": "health"}).json()["id"]
    due = (TODAY + 9 * DAY).isoformat()

    def refer(department: Department, duty: int) -> httpx.Response:
        told = {"department": department.value, "duty": duty, "due_on": due}
        return world.as_("guide").post(f"/v1/needs/{need}/referral", json=told, headers={"If-Match": '"v1"'})

    assert refer(Department.EDUCATION, HEALTH_CHECKS).json()["errors"][0]["code"] == "not_their_duty"
    assert refer(Department.HEALTH, 16).json()["errors"][0]["code"] == "not_their_duty"
    duty = profile_of("hanjiang-2023").duty(HEALTH_CHECKS)
    assert duty is not None
    assert refer(duty.department, duty.no).status_code == 201
