"""Correcting and voiding records over HTTP: who may, for how long, and what is kept."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from carevisit import clock
from carevisit.ledger import Ledger
from carevisit.policy import window_of
from conftest import FAR_VILLAGE, World
from ledger.scene import hand_in, register
from visits.mending import CORRECT_WITHIN_DAYS, VOID, Told, code, correction, mend, mended, reopen, transfer, versions
from visits.test_visit_routes import example, status

# --- what is kept, what is replaced ------------------------------------------------------------------------------------------


def test_a_correction_replaces_the_whole_content_and_keeps_the_elder_the_number_and_the_findings(world: World) -> None:
    elder = world.register()
    first = world.as_("agency").post("/v1/visits", json=example(elder)).json()
    told = correction(5, mood="worse", note="更正后", safety={"gas": "safe"}, reason_note="填错了")
    answer = mend(world, "agency", first["id"], told)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/v1/visits/{first['id']}"
    assert answer.headers["ETag"] == '"v2"'
    receipt = answer.json()
    assert set(receipt) == set(first)
    kept = ("id", "elder_id", "running_no", "late", "needs", "risks")
    assert {name: receipt[name] for name in kept} == {name: first[name] for name in kept}
    assert receipt["version"] == 2
    day = clock.day_of(datetime.fromisoformat(told["started_at"]))
    assert receipt["counts_towards"] == [{"window": str(window_of(day, "key")), "tier": "key"}]
    for who in ("agency", "liaison", "guide", "platform"):
        read = world.as_(who).get(f"/v1/visits/{first['id']}")
        assert read.headers["ETag"].startswith('"v2.')
        shown = read.json()
        assert (shown["state"], shown["version"], shown["mood"], shown["note"]) == ("corrected", 2, "worse", "更正后")
        assert shown["safety"] == {"gas": "safe", "water_heating": "not_observed", "electricity": "not_observed"}
        assert (shown["services"], shown["needs_and_action"]) == ([], None)  # not said again, so no longer said
        assert (shown["needs"], shown["risks"]) == (first["needs"], first["risks"])
        assert datetime.fromisoformat(shown["started_at"]) == datetime.fromisoformat(told["started_at"])
        assert shown["recorded_at"] == versions(world, first["id"], who)[0]["recorded_at"]
        assert world.as_(who).get(f"/v1/needs/{first['needs'][0]}").status_code == 200
    assert (status(world, elder)["open_needs"], status(world, elder)["open_risks"]) == (1, 1)


def test_every_version_stays_readable_with_who_changed_it_and_why(world: World) -> None:
    elder = world.register()
    told = example(elder)
    id = world.as_("agency").post("/v1/visits", json=told).json()["id"]
    mended(world, "agency", id, correction(3, note="第二版", reason_note="漏填"))
    mended(world, "guide", id, correction(4, note="第三版", reason="wrong_time"), 2)
    mended(world, "supervisor", id, VOID, 3)
    makers = {who: world.as_(who).get("/v1/me").json()["id"] for who in ("guide", "supervisor")}
    for who in ("agency", "liaison", "guide", "supervisor", "platform"):
        seen = versions(world, id, who)
        assert [(v["version"], v["state"], v["reason"], v["reason_note"]) for v in seen] == [
            (1, "recorded", None, None), (2, "corrected", "wrong_content", "漏填"),
            (3, "corrected", "wrong_time", None), (4, "void", "not_made", "当日未上门"),
        ]  # fmt: skip
        assert [v["by"]["role"] for v in seen] == ["agency", "agency", "guide", "supervisor"]
        assert seen[0]["by"] == seen[1]["by"]
        assert [v["by"]["maker"] for v in seen[2:]] == [makers["guide"], makers["supervisor"]]
        assert [v["content"] and v["content"]["note"] for v in seen] == [told["note"], "第二版", "第三版", None]
        assert seen[0]["content"]["health"] == told["health"]
        assert seen[0]["content"]["visitor"] == told["visitor"]
        assert [v["recorded_at"] for v in seen] == sorted(v["recorded_at"] for v in seen)
    page, found = world.as_("agency").get(f"/v1/visits/{id}/versions", params={"limit": 3}).json(), []
    found += page["items"]
    page = (
        world.as_("agency").get(f"/v1/visits/{id}/versions", params={"limit": 3, "cursor": page["next_cursor"]}).json()
    )
    assert [v["version"] for v in found + page["items"]] == [1, 2, 3, 4]
    assert page["next_cursor"] is None


def test_a_void_record_counts_for_nothing_stays_readable_and_is_mended_no_more(world: World) -> None:
    elder = world.register()
    receipt = world.hand_in("agency", elder, record_no="V-1")
    gone = mended(world, "agency", receipt["id"], VOID)
    assert (gone["id"], gone["version"], gone["running_no"], gone["counts_towards"]) == (receipt["id"], 2, 1, [])
    shown = world.as_("agency").get(f"/v1/visits/{receipt['id']}").json()
    assert (shown["state"], shown["running_no"], shown["mode"]) == ("void", 1, "in_home")
    for told in (VOID, correction()):
        for version in (1, 2, 3):
            assert code(mend(world, "agency", receipt["id"], told, version)) == (409, "visit_is_void")
            assert code(mend(world, "supervisor", receipt["id"], told, version)) == (409, "visit_is_void")
    told = status(world, elder)
    assert (told["visits_count"], told["last_in_home_on"], told["running_no"]) == (0, None, 1)
    assert world.hand_in("agency", elder)["running_no"] == 2  # a number once given is not given again


def test_the_elder_of_a_record_never_changes(world: World) -> None:
    elder, other = world.register(), world.register()
    id = world.hand_in("agency", elder)["id"]
    answer = mend(world, "agency", id, correction() | {"elder_id": other})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/elder_id")
    answer = mend(world, "agency", id, correction(reason="wrong_elder"))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "only_for_void")
    assert mended(world, "agency", id, {"reason": "wrong_elder"})["version"] == 2


@pytest.mark.parametrize("field", ["needs", "risks", "record_no", "running_no", "late"])
def test_what_a_correction_cannot_change_is_refused_by_name(world: World, field: str) -> None:
    id = world.hand_in("agency", world.register())["id"]
    answer = mend(world, "agency", id, correction() | {field: []})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"/{field}")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"hours_ago": -3}, "/started_at"), ({"hours_ago": 24 * 731, "ended_at": None}, "/started_at"),
        ({"mode": "other"}, "/mode_note"), ({"outcome": "not_met"}, "/not_met_reason"),
        ({"services": ["meals", "meals"]}, "/services"), ({"ended_at": "2026-01-01T00:00:00Z"}, "/ended_at"),
        ({"reason": "because"}, "/reason"),
    ],
)  # fmt: skip
def test_a_correction_is_checked_as_a_record_is(world: World, changes: Told, pointer: str) -> None:
    elder = world.register()
    id = world.hand_in("agency", elder)["id"]
    answer = mend(world, "agency", id, correction(**changes))
    assert (answer.status_code, pointer in [e["pointer"] for e in answer.json()["errors"]]) == (422, True), answer.text
    assert len(versions(world, id)) == 1


def test_a_record_stays_late_or_in_time_as_it_was_judged(world: World) -> None:
    elder = world.register()
    late, in_time = world.hand_in("agency", elder, 100), world.hand_in("agency", elder, 1)
    assert mended(world, "agency", late["id"], correction(2))["late"] is True
    assert mended(world, "agency", in_time["id"], correction(100))["late"] is False


# --- versions and keys -------------------------------------------------------------------------------------------------------


def test_one_says_which_version_one_mends(world: World) -> None:
    id = world.hand_in("agency", world.register())["id"]
    for path, told in (("corrections", correction()), ("void", VOID)):
        assert code(world.as_("agency").post(f"/v1/visits/{id}/{path}", json=told)) == (428, "precondition_required")
        for stale in ('"v2"', '"v0"', 'W/"v1"', "v1"):
            answer = world.as_("agency").post(f"/v1/visits/{id}/{path}", json=told, headers={"If-Match": stale})
            assert code(answer) == (412, "precondition_failed"), stale
    assert mended(world, "agency", id, correction())["version"] == 2
    assert code(mend(world, "guide", id, VOID, 1)) == (412, "precondition_failed")
    assert mended(world, "guide", id, VOID, 2)["version"] == 3


@pytest.mark.parametrize("told", [correction(2, note="一次"), VOID], ids=["correction", "void"])
def test_the_same_key_again_is_the_same_mend_whatever_came_after(world: World, told: Told) -> None:
    elder, key = world.register(), uuid4().hex
    id = world.hand_in("agency", elder)["id"]
    first, again = (mend(world, "agency", id, told, key=key) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert (first.json(), first.headers["ETag"]) == (again.json(), again.headers["ETag"])
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert code(mend(world, "agency", id, told | {"reason": "other"}, key=key)) == (422, "idempotency_key_reused")
    other = world.hand_in("agency", elder)["id"]
    assert code(mend(world, "agency", other, told, key=key)) == (422, "idempotency_key_reused")
    if "mode" in told:
        mended(world, "guide", id, correction(9, outcome="not_met", not_met_reason="nobody_home"), 2)
        later = mend(world, "agency", id, told, key=key)
        assert (later.status_code, later.json()) == (201, first.json())
        assert len(versions(world, id)) == 3


def test_a_record_no_sent_again_after_a_correction_is_still_that_record(world: World) -> None:
    elder = world.register()
    told = example(elder)
    first = world.as_("agency").post("/v1/visits", json=told)
    for who, version in (("agency", 1), ("guide", 2)):
        mended(world, who, first.json()["id"], correction(3), version)
        again = world.as_("agency").post("/v1/visits", json=told)
        assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])
    mended(world, "guide", first.json()["id"], VOID, 3)
    again = world.as_("agency").post("/v1/visits", json=told)
    assert (again.json()["id"], again.json()["counts_towards"]) == (first.json()["id"], [])


# --- who may, for how long ---------------------------------------------------------------------------------------------------


def test_a_stranger_is_told_what_they_are_told_of_a_record_that_does_not_exist(world: World) -> None:
    id, nowhere = world.hand_in("agency", world.register())["id"], str(uuid4())
    for who in ("rival_agency", "next_agency", "ended_agency", "next_liaison", "far_guide", "far_supervisor", "app"):
        for told in (correction(), VOID):
            there, not_there = (mend(world, who, one, told) for one in (id, nowhere))
            refused = (403, "forbidden") if who == "app" else (404, "visit_not_found")
            assert code(there) == code(not_there) == refused, who
        if who != "app":
            assert code(world.as_(who).get(f"/v1/visits/{id}/versions")) == (404, "visit_not_found")
    assert code(mend(world, "nobody", id, VOID)) == (401, "unauthorized")
    assert code(mend(world, "platform", id, VOID)) == (403, "forbidden")
    assert len(versions(world, id)) == 1


def test_a_liaison_mends_what_it_recorded_and_only_reads_what_others_did(world: World) -> None:
    elder = world.register()
    own, theirs = (world.hand_in(who, elder)["id"] for who in ("liaison", "agency"))
    assert mended(world, "liaison", own, correction(2))["version"] == 2
    assert mended(world, "liaison", own, VOID, 2)["version"] == 3
    for told in (correction(), VOID):
        assert code(mend(world, "liaison", theirs, told)) == (403, "forbidden")
        assert code(mend(world, "writing_app", theirs, told)) == (403, "forbidden")
    assert [v["state"] for v in versions(world, theirs, "liaison")] == ["recorded"]


def recorded_days_ago(world: World, days: float, who: str = "agency", hours: float = 1) -> tuple[str, str]:
    """An elder registered long ago, and a visit recorded so many days ago."""
    guide, actor = world.actor("guide"), world.actor(who)

    async def work(book: Ledger) -> tuple[str, str]:
        with clock.set_to(clock.wall() - timedelta(days=days, hours=2)):
            elder = await register(book, guide)
        with clock.set_to(clock.wall() - timedelta(days=days)):
            made = await hand_in(book, actor, elder, hours)
        return str(elder), str(made.id)  # type: ignore[union-attr]

    return world.run(work)


@pytest.mark.parametrize("who", ["agency", "liaison"])
def test_its_maker_mends_a_record_for_some_days_and_then_is_told_whom_to_ask(world: World, who: str) -> None:
    _, id = recorded_days_ago(world, CORRECT_WITHIN_DAYS - 0.01, who)
    assert mended(world, who, id, correction(24 * 8))["version"] == 2
    _, id = recorded_days_ago(world, CORRECT_WITHIN_DAYS + 0.01, who)
    for told in (correction(24 * 8), VOID):
        answer = mend(world, who, id, told)
        assert code(answer) == (409, "correction_window_closed")
        assert "乡镇（街道）" in answer.json()["detail"] + answer.json()["title"]
    assert mended(world, "guide", id, correction(24 * 8))["version"] == 2
    assert mended(world, "supervisor", id, VOID, 2)["version"] == 3


def test_the_days_count_from_the_recording_and_not_from_the_last_correction_nor_from_the_visit(world: World) -> None:
    elder, id = recorded_days_ago(world, CORRECT_WITHIN_DAYS + 1)
    mended(world, "guide", id, correction(24 * 9))
    assert code(mend(world, "agency", id, VOID, 2)) == (409, "correction_window_closed")
    late = world.hand_in("agency", elder, 24 * (CORRECT_WITHIN_DAYS + 30))["id"]  # recorded just now, though long ago
    reopen(world, CORRECT_WITHIN_DAYS + 30)
    assert mended(world, "agency", late, VOID)["version"] == 2


@pytest.mark.parametrize("who", ["agency", "liaison"])
def test_a_maker_mends_after_the_elder_moved_away_by_the_rights_of_the_day_of_the_record(
    world: World, who: str
) -> None:
    elder = world.register()
    id = world.hand_in(who, elder, 24 * 8)["id"]
    transfer(world, elder, FAR_VILLAGE, 5)
    for left in ("guide", "next_liaison"):  # who had the elder before and did not make the record
        assert code(mend(world, left, id, VOID)) == (404, "visit_not_found")
    assert mended(world, who, id, correction(24 * 7, note="迁出后更正"))["version"] == 2
    assert world.as_(who).get(f"/v1/visits/{id}").json()["note"] == "迁出后更正"
    answer = mend(world, who, id, correction(24 * 2), 2)  # the elder lived elsewhere by then
    assert (code(answer), answer.json()["errors"][0]["code"]) == ((422, "invalid"), "not_yours_then")
    assert world.as_("far_guide").get(f"/v1/visits/{id}").json()["note"] == "迁出后更正"
    assert mended(world, "far_guide", id, correction(24 * 7, note="现属地更正"), 2)["version"] == 3
    assert world.as_(who).get(f"/v1/visits/{id}").json()["note"] == "现属地更正"  # makers keep their own, mended or not
    assert [v["by"]["role"] for v in versions(world, id, who)] == [who, who, "guide"]
    assert mended(world, who, id, VOID, 3)["version"] == 4


def test_an_agency_mends_after_its_contract_ended_and_moves_no_visit_beyond_its_end(world: World) -> None:
    elder = world.register()
    id = world.hand_in("ended_agency", elder, 24 * 40)["id"]  # it ended 30 days ago
    reopen(world, 10, 40, 41, 42)
    assert mended(world, "ended_agency", id, correction(24 * 41))["version"] == 2
    answer = mend(world, "ended_agency", id, correction(24 * 10), 2)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/started_at")
    assert mended(world, "ended_agency", id, VOID, 2)["version"] == 3


def test_a_move_told_late_takes_the_mending_from_the_old_side_and_says_whom_to_ask(world: World) -> None:
    elder = world.register()
    id = world.hand_in("agency", elder, 24 * 2)["id"]
    transfer(world, elder, FAR_VILLAGE, 4)
    assert code(mend(world, "agency", id, VOID)) == (409, "correction_window_closed")
    assert mended(world, "far_guide", id, VOID)["version"] == 2


# --- what is sealed ----------------------------------------------------------------------------------------------------------


def test_a_visitor_keeps_their_key_whoever_mends_so_that_they_can_be_forgotten(world: World) -> None:
    elder = world.register()
    who = {"id": "W-9", "name": "访问员乙", "category": "grid_worker"}
    id = world.hand_in("agency", elder, visitor=who)["id"]
    mended(world, "agency", id, correction(visitor=who))
    mended(world, "guide", id, correction(visitor=who | {"category": "volunteer"}), 2)
    mended(world, "guide", id, correction(visitor=who | {"name": "访问员丙"}), 3)
    with psycopg.connect(world.owner_url) as owner:
        rows = owner.execute(
            "SELECT version, person FROM sealed WHERE subject = %s AND person <> subject AND version > 1 ORDER BY version",
            (elder,),
        ).fetchall()
        plain = owner.execute("SELECT string_agg(open::text, '') FROM entry WHERE subject = %s", (elder,)).fetchone()
    people = [person for _, person in rows]
    assert people[0] == people[1] == people[2] != people[3]
    assert plain is not None
    assert "访问员" not in plain[0]
    assert [v["content"]["visitor"]["name"] for v in versions(world, id, "agency")] == ["访问员乙"] * 3 + ["访问员丙"]


def test_ids_of_others_are_no_way_in(world: World) -> None:
    """The id of a need, an elder or a correction is not the id of a visit."""
    elder = world.register()
    receipt = world.as_("agency").post("/v1/visits", json=example(elder)).json()
    mended(world, "agency", receipt["id"], correction(3))
    timeline = world.as_("guide").get(f"/v1/elders/{elder}/timeline").json()["items"]
    fix = next(item["id"] for item in timeline if item["kind"] == "visit.corrected")
    for id in (elder, receipt["needs"][0], fix):
        assert UUID(id)
        assert code(mend(world, "guide", id, VOID)) == (404, "visit_not_found")
        assert code(world.as_("guide").get(f"/v1/visits/{id}/versions")) == (404, "visit_not_found")
