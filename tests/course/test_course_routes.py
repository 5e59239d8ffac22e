"""What happens to a file, over HTTP: who may record it, what follows in the status, and what is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from carevisit import clock
from carevisit.days import months_after
from conftest import FAR_TOWNSHIP, FAR_VILLAGE, NEXT_VILLAGE, VILLAGE, World

STRANGERS = ("next_liaison", "far_liaison", "far_guide", "far_supervisor")
NEVER = ("agency", "rival_agency", "platform", "app", "writing_app")


def days_ago(number: int) -> str:
    return (clock.today() - timedelta(days=number)).isoformat()


def tell(
    world: World, elder: str, what: str, told: dict[str, Any], who: str = "guide", **headers: str
) -> httpx.Response:
    return world.as_(who).post(f"/v1/elders/{elder}/{what}", json=told, headers=headers)


def kept(world: World, elder: str, what: str, told: dict[str, Any], who: str = "guide") -> dict[str, Any]:
    answer = tell(world, elder, what, told, who)
    assert answer.status_code == 201, answer.text
    shown: dict[str, Any] = answer.json()
    assert shown["elder_id"] == elder
    assert datetime.fromisoformat(shown["recorded_at"]) <= datetime.now(UTC) + timedelta(minutes=1)
    return shown


def status(world: World, elder: str, at: datetime | None = None) -> dict[str, Any]:
    answer = world.as_("guide").get(f"/v1/elders/{elder}/status", params={"at": at.isoformat()} if at else {})
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def refused(answer: httpx.Response, code: str, status: int = 422) -> None:
    """Refused with a code: of the problem, or of the first field that is wrong."""
    told = answer.json()
    assert answer.status_code == status, answer.text
    assert code == (told["errors"][0]["code"] if status == 422 else told["code"]), answer.text


ACTS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "confirmation": ({"eligible": True, "on": days_ago(3)}, ("guide", "supervisor")),
    "reviews": ({"on": days_ago(3), "finding": "unchanged"}, ("guide", "supervisor")),
    "consent": ({"consent": "given", "on": days_ago(3)}, ("guide", "supervisor", "liaison")),
    "suspensions": (
        {"from": days_ago(3), "until": days_ago(2), "reason": "hospital"},
        ("guide", "supervisor", "liaison"),
    ),
    "exit": ({"on": days_ago(3), "reason": "moved_away"}, ("guide", "supervisor")),
    "contacts": ({"role": "first", "name": "王邻居", "phone": "13900000002"}, ("guide", "supervisor", "liaison")),
    "category-overrides": ({"tier": "general", "on": days_ago(3), "reason": "已康复"}, ("guide", "supervisor")),
    "frequency": ({"visits_per_window": 2, "from": days_ago(3), "reason": "出院"}, ("guide", "supervisor")),
}


@pytest.mark.parametrize("what", [*ACTS, "return"])
def test_each_act_is_told_by_those_who_may_and_by_nobody_else(world: World, what: str) -> None:
    body, allowed = ACTS.get(what, ({"on": days_ago(1)}, ("guide", "supervisor")))
    for who in ("guide", "supervisor", "liaison", *NEVER):
        elder = world.register("liaison" if what == "confirmation" else "guide")
        if what == "return":
            kept(world, elder, "exit", {"on": days_ago(3), "reason": "moved_away"})
        answer = tell(world, elder, what, body, who)
        assert answer.status_code == (201 if who in allowed else 403), (who, answer.text)
    elder, nobody = world.register(), str(uuid4())
    for who in STRANGERS:
        one, other = tell(world, elder, what, body, who), tell(world, nobody, what, body, who)
        assert one.status_code == (403 if "liaison" in who and "liaison" not in allowed else 404)
        assert {k: v for k, v in one.json().items() if k not in ("instance", "trace_id")} == {
            k: v for k, v in other.json().items() if k not in ("instance", "trace_id")
        }
    assert tell(world, elder, what, body, "nobody").status_code == 401


def test_a_candidate_is_confirmed_once_and_then_owed_visits(world: World) -> None:
    elder = world.register("liaison", filed_on=days_ago(70))
    assert (status(world, elder)["state"], status(world, elder)["next_due_on"]) == ("candidate", None)
    told = kept(world, elder, "confirmation", {"eligible": True, "on": days_ago(60), "note": "入户核实"})
    assert (told["eligible"], told["on"], told["note"], told["state"]) == (True, days_ago(60), "入户核实", "active")
    now = status(world, elder)
    assert (now["state"], now["overdue"]) == ("active", True)
    assert now["review_due_on"] == months_after(clock.today() - timedelta(days=60), 6).isoformat()
    assert status(world, elder, at=clock.now() - timedelta(days=61))["state"] == "candidate"
    refused(tell(world, elder, "confirmation", {"eligible": True, "on": days_ago(1)}), "already_confirmed", 409)


def test_who_is_not_eligible_leaves(world: World) -> None:
    elder = world.register("liaison")
    refused(tell(world, elder, "confirmation", {"eligible": False, "on": days_ago(1)}), "reason_needed")
    told = kept(world, elder, "confirmation", {"eligible": False, "on": days_ago(1), "reason_note": "与子女同住"})
    assert (told["eligible"], told["state"]) == (False, "left")


@pytest.mark.parametrize("what", [what for what, (body, _) in ACTS.items() if "on" in body])
def test_what_has_not_come_yet_is_not_told(world: World, what: str) -> None:
    elder = world.register("liaison" if what == "confirmation" else "guide")
    answer = tell(world, elder, what, ACTS[what][0] | {"on": days_ago(-1)})
    refused(answer, "in_the_future")
    assert answer.json()["errors"][0]["pointer"] == "/on"
    if what not in ("confirmation", "consent"):
        before = tell(world, elder, what, ACTS[what][0] | {"on": "2001-01-01"})
        refused(before, "before_filing")
        assert before.json()["errors"][0]["pointer"] == "/on"


def test_a_wish_is_told_and_the_last_of_a_day_holds(world: World) -> None:
    elder = world.register(filed_on=days_ago(40))
    for wish, state in (("withdrawn", "declined"), ("given", "active"), ("declined", "declined")):
        assert kept(world, elder, "consent", {"consent": wish, "on": days_ago(0)}, "liaison")["state"] == state
        now = status(world, elder)
        assert (now["consent"], now["state"], now["next_due_on"] is None) == (wish, state, state == "declined")
    refused(tell(world, elder, "consent", {"consent": "not_asked", "on": days_ago(0)}), "enum")


def test_a_suspension_is_told_shown_and_ended(world: World) -> None:
    elder = world.register(filed_on=days_ago(90))
    sheet = {"from": days_ago(5), "until": None, "reason": "hospital", "note": "区医院"}
    answer = tell(world, elder, "suspensions", sheet, "liaison")
    rest = answer.json()
    assert (rest["from"], rest["until"], rest["state"]) == (days_ago(5), None, "suspended")
    shown = world.as_("liaison").get(answer.headers["Location"])
    assert shown.json() == {
        "id": rest["id"], "elder_id": elder, "from": days_ago(5), "until": None, "until_told": None, "reason": "hospital",
        "note": "区医院", "recorded_at": rest["recorded_at"],
    }  # fmt: skip
    now = status(world, elder)
    assert (now["state"], now["next_due_on"], now["overdue"], now["tier"]) == ("suspended", None, False, "key")
    refused(tell(world, elder, "suspensions", sheet | {"from": days_ago(1)}), "suspension_overlaps", 409)
    end = f"suspensions/{rest['id']}/end"
    refused(tell(world, elder, end, {"last_on": days_ago(7)}), "before_its_start")
    told = kept(world, elder, end, {"last_on": days_ago(1)}, "liaison")
    assert (told["suspension_id"], told["last_on"], told["state"]) == (rest["id"], days_ago(1), "active")
    assert status(world, elder)["overdue"] is True
    assert status(world, elder, at=clock.now() - timedelta(days=3))["state"] == "suspended"
    listed = world.as_("guide").get(f"/v1/elders/{elder}/suspensions").json()
    assert [(one["until"], one["until_told"]) for one in listed["items"]] == [(days_ago(1), None)]
    for who in ("guide", "liaison"):
        refused(
            tell(world, elder, f"suspensions/{uuid4()}/end", {"last_on": days_ago(1)}, who), "suspension_not_found", 404
        )
    other = world.register()
    refused(tell(world, other, end, {"last_on": days_ago(1)}), "suspension_not_found", 404)
    for who in ("agency", "app"):
        assert world.as_(who).get(f"/v1/elders/{elder}/suspensions").status_code == 403
    assert world.as_("platform").get(f"/v1/elders/{elder}/suspensions").status_code == 200


def test_a_suspension_to_come_is_known_now_and_a_backward_one_is_refused(world: World) -> None:
    elder = world.register(filed_on=days_ago(90), confirmed_on=days_ago(80))
    sheet = {"from": days_ago(-3), "until": days_ago(-5), "reason": "with_family"}
    assert kept(world, elder, "suspensions", sheet)["state"] == "active"
    assert status(world, elder)["next_change"] == {"on": days_ago(-3), "what": "suspended"}
    refused(tell(world, elder, "suspensions", sheet | {"until": days_ago(-2)}), "until_before_from")
    past = {"from": days_ago(81), "until": days_ago(79), "reason": "other"}
    refused(tell(world, elder, "suspensions", past), "before_confirmation")
    kept(world, elder, "suspensions", past | {"from": days_ago(80)})


def test_after_an_exit_only_a_return_is_told_and_visits_of_days_before_are_handed_in(world: World) -> None:
    elder = world.register(filed_on=days_ago(90))
    rest = kept(world, elder, "suspensions", ACTS["suspensions"][0] | {"from": days_ago(50), "until": days_ago(49)})
    refused(tell(world, elder, "return", {"on": days_ago(1)}), "not_left", 409)
    told = kept(world, elder, "exit", {"on": days_ago(10), "reason": "deceased", "note": "因病"})
    assert (told["reason"], told["state"]) == ("deceased", "left")
    now = status(world, elder)
    assert (now["state"], now["next_due_on"], now["overdue"], now["review_due_on"]) == ("left", None, False, None)
    assert status(world, elder, at=clock.now() - timedelta(days=12))["state"] == "active"
    refused(tell(world, elder, "exit", {"on": days_ago(9), "reason": "deceased"}), "already_left", 409)
    for what, (body, _) in ACTS.items():
        if what != "exit":
            refused(tell(world, elder, what, body), "elder_has_left", 409)
    refused(tell(world, elder, f"suspensions/{rest['id']}/end", {"last_on": days_ago(5)}), "elder_has_left", 409)
    assert world.hand_in("liaison", elder, 20 * 24)["running_no"] == 1
    refused(tell(world, elder, "return", {"on": days_ago(11)}), "before_exit")
    assert kept(world, elder, "return", {"on": days_ago(2)})["state"] == "active"
    assert status(world, elder)["state"] == "active"
    refused(tell(world, elder, "exit", {"on": days_ago(3), "reason": "deceased"}), "before_return")


def test_a_raised_frequency_is_owed_in_the_window_and_two_visits_are_on_two_days(world: World) -> None:
    elder = world.register(filed_on=days_ago(90))
    told = kept(
        world, elder, "frequency", {"visits_per_window": 2, "from": days_ago(60), "until": None, "reason": "出院"}
    )
    assert (told["visits_per_window"], told["from"], told["until"], told["reason"]) == (2, days_ago(60), None, "出院")
    assert status(world, elder)["window"]["owed"] == 2
    for times in (1, 16, "2", 2.5):
        answer = tell(world, elder, "frequency", {"visits_per_window": times, "from": days_ago(1), "reason": "x"})
        assert answer.status_code == 422


def test_a_category_is_decided_and_what_was_told_stays_beside_it(world: World) -> None:
    elder = world.register(categories_told=["empty_nest"], tier_told=None)
    sheet = {"category": "no_kin", "holds": True, "on": days_ago(2), "reason": "无亲属"}
    kept(world, elder, "category-overrides", sheet)
    now = status(world, elder)
    assert now["tier"] == "key"
    assert {held["code"]: held["source"] for held in now["categories"]}["no_kin"] == "overruled"
    assert status(world, elder, at=clock.now() - timedelta(days=4))["tier"] == "general"
    kept(
        world, elder, "category-overrides", {"tier": "general", "on": days_ago(1), "reason": "有专人照料"}, "supervisor"
    )
    shown = world.as_("liaison").get(f"/v1/elders/{elder}/category-overrides").json()
    by_code = {one["code"]: one for one in shown["categories"]}
    assert by_code["no_kin"]["overruled"]["reason"] == "无亲属"
    assert (by_code["no_kin"]["holds"], by_code["no_kin"]["told"]) == (True, False)
    assert (by_code["empty_nest"]["told"], by_code["empty_nest"]["overruled"]) == (True, None)
    assert (shown["tier"]["tier"], shown["tier"]["derived"]["tier"]) == ("general", "key")
    assert shown["tier"]["overruled"]["reason"] == "有专人照料"
    assert [one["tier"] or one["category"] for one in shown["decisions"]] == ["general", "no_kin"]
    kept(world, elder, "category-overrides", {"tier": None, "on": days_ago(0), "reason": "以规则为准"})
    assert status(world, elder)["tier"] == "key"
    for wrong in ({"category": "no_kin"}, {"holds": True}, {}, sheet | {"tier": "key"}, {"tier": None, "holds": None}):
        refused(tell(world, elder, "category-overrides", {"on": days_ago(1), "reason": "x"} | wrong), "one_thing")
    assert tell(world, elder, "category-overrides", {"tier": "key", "on": days_ago(1)}).status_code == 422


def test_a_contact_is_named_of_the_file_or_anew_and_taken_back(world: World) -> None:
    child = {"name": "林小明", "relationship": "son", "phone": "13900000003", "lives": {"place": VILLAGE}}
    dead = {"name": "林大明", "relationship": "son", "alive": False}
    elder = world.register(family={"lives_with": "nobody", "children": [child, dead]})
    address = f"/v1/elders/{elder}/contacts"
    shown = world.as_("guide").get(address).json()
    assert (shown["first"], shown["one_to_one"]) == (None, None)
    assert [(one["name"], one["lives"], one["proposed"]) for one in shown["children"]] == [("林小明", "village", True)]
    son = shown["children"][0]["person_id"]
    told = kept(world, elder, "contacts", {"role": "first", "child_id": son})
    assert (told["role"], told["person_id"]) == ("first", son)
    named = world.as_("liaison").get(address).json()
    assert (named["first"]["person_id"], named["first"]["phone"], named["first_contact"]) == (
        son,
        "13900000003",
        "named",
    )
    assert status(world, elder)["first_contact"] == "named"
    tag = world.as_("guide").get(f"/v1/elders/{elder}").headers["ETag"]
    changed = {"family": {"children": [child | {"id": son, "phone": "13900000004"}, dead]}}
    assert world.as_("guide").patch(f"/v1/elders/{elder}", json=changed, headers={"If-Match": tag}).status_code == 200
    assert world.as_("guide").get(address).json()["first"]["phone"] == "13900000004"  # as the file says now
    assert world.as_("guide").patch(
        f"/v1/elders/{elder}", json={"family": {"children": []}},
        headers={"If-Match": world.as_("guide").get(f"/v1/elders/{elder}").headers["ETag"]},
    ).status_code == 200  # fmt: skip
    assert world.as_("guide").get(address).json()["first"]["name"] == "林小明"  # as they were when named
    neighbour = {"name": "王邻居", "phone": "13900000005", "unit": "梅洋村委会"}
    kept(world, elder, "contacts", {"role": "one_to_one", **neighbour}, "liaison")
    both = world.as_("guide").get(address).json()
    assert (both["first"]["name"], both["one_to_one"]["unit"]) == ("林小明", "梅洋村委会")
    assert kept(world, elder, "contacts", {"role": "first", "withdrawn": True})["person_id"] is None
    assert world.as_("guide").get(address).json()["first"] is None
    refused(tell(world, elder, "contacts", {"role": "first", "withdrawn": True}), "nobody_named")
    refused(tell(world, elder, "contacts", {"role": "first", "child_id": str(uuid4())}), "unknown_person")
    refused(tell(world, elder, "contacts", {"role": "first"}), "one_person")
    refused(tell(world, elder, "contacts", {"role": "first", "name": "王"}), "phone_needed")
    refused(tell(world, elder, "contacts", {"role": "first", "child_id": son, "phone": "13900000009"}), "known_already")
    for who in ("agency", "app"):
        assert world.as_(who).get(address).status_code == 403
    for who in ("agency", "guide", "platform"):
        everything = world.as_(who).get("/v1/feed", params={"limit": 1000}).text
        assert "王邻居" not in everything
    assert "王邻居" not in world.as_("guide").get(f"/v1/elders/{elder}/timeline").text


def test_a_child_in_the_household_comes_before_one_in_the_village_and_the_dead_are_not_named(world: World) -> None:
    children = [
        {"name": "住同村", "lives": {"place": VILLAGE}}, {"name": "同住"}, {"name": "在外", "lives": {"place": "350200"}},
        {"name": "已故", "alive": False},
    ]  # fmt: skip
    elder = world.register(family={"lives_with": "children", "children": children})
    shown = world.as_("guide").get(f"/v1/elders/{elder}/contacts").json()["children"]
    assert [(one["name"], one["lives"], one["proposed"]) for one in shown] == [
        ("住同村", "village", False), ("同住", "household", True), ("在外", "elsewhere", False),
    ]  # fmt: skip
    file = world.as_("guide").get(f"/v1/elders/{elder}").json()
    dead = next(child["id"] for child in file["family"]["children"] if child["name"] == "已故")
    refused(tell(world, elder, "contacts", {"role": "first", "child_id": dead}), "not_living")


def pages(world: World, who: str, path: str, **params: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    while True:
        answer = world.as_(who).get(path, params=params)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        items += page["items"]
        if page["next_cursor"] is None:
            return items
        params["cursor"] = page["next_cursor"]


def test_who_has_nobody_to_be_called_is_listed_until_somebody_is_named(world: World) -> None:
    alone = [world.register(family={"children": []}) for _ in range(3)]
    candidate = world.register("liaison", family={"children": []})
    far = world.register("far_guide", residence={"place": FAR_VILLAGE}, family={"children": []})
    listed = [one["elder_id"] for one in pages(world, "guide", "/v1/contacts/missing", limit=2)]
    assert set(alone) <= set(listed)
    assert len(listed) == len(set(listed))
    assert not {candidate, far} & set(listed)
    flagged = [one["id"] for one in pages(world, "guide", "/v1/elders", flag="contact_missing", limit=100)]
    assert sorted(listed) == sorted(flagged)
    assert [flag["code"] for flag in status(world, alone[0])["flags"]].count("contact_missing") == 1
    kept(world, alone[0], "contacts", {"role": "first", "name": "王邻居", "phone": "13900000002"})
    kept(world, alone[1], "contacts", {"role": "one_to_one", "name": "王邻居", "phone": "13900000002"})
    kept(world, alone[2], "exit", {"on": days_ago(1), "reason": "deceased"})
    listed = [one["elder_id"] for one in pages(world, "guide", "/v1/contacts/missing")]
    assert set(alone) & set(listed) == {alone[1]}
    assert world.as_("guide").get("/v1/contacts/missing", params={"place": FAR_TOWNSHIP}).status_code == 404
    assert far in [one["elder_id"] for one in pages(world, "supervisor", "/v1/contacts/missing", place=FAR_TOWNSHIP)]
    assert world.as_("agency").get("/v1/contacts/missing").status_code == 403


def test_reviews_due_and_overdue_are_shown_by_place_until_they_are_done(world: World) -> None:
    late = world.register(filed_on=days_ago(300), residence={"place": NEXT_VILLAGE})
    soon = world.register(filed_on=days_ago(170), residence={"place": NEXT_VILLAGE})
    new = world.register(filed_on=days_ago(5), residence={"place": NEXT_VILLAGE})
    gone = world.register(filed_on=days_ago(300), residence={"place": NEXT_VILLAGE})
    kept(world, gone, "exit", {"on": days_ago(1), "reason": "deceased"})
    due = pages(world, "guide", "/v1/reviews", place=NEXT_VILLAGE, limit=1)
    assert [(one["elder_id"], one["overdue"]) for one in due] == [(late, True), (soon, False)]
    assert due[0]["review_due_on"] == months_after(clock.today() - timedelta(days=300), 6).isoformat()
    far_off = (clock.today() + timedelta(days=365)).isoformat()
    every = pages(world, "guide", "/v1/reviews", place=NEXT_VILLAGE, due_before=far_off)
    assert [one["elder_id"] for one in every] == [late, soon, new]
    [count] = pages(world, "supervisor", "/v1/reviews", place=NEXT_VILLAGE, by="village")
    assert (count["place"], count["on_file"], count["due"], count["overdue"]) == (NEXT_VILLAGE, 3, 1, 1)
    counts = pages(world, "supervisor", "/v1/reviews", by="village", limit=1)
    assert [one["place"] for one in counts] == sorted({one["place"] for one in counts})
    assert NEXT_VILLAGE in [one["place"] for one in counts]
    told = kept(world, late, "reviews", {"on": days_ago(0), "finding": "changed", "note": "更新电话"})
    assert (told["finding"], told["note"]) == ("changed", "更新电话")
    assert late not in [one["elder_id"] for one in pages(world, "guide", "/v1/reviews", place=NEXT_VILLAGE)]
    assert status(world, late)["review_due_on"] == months_after(clock.today(), 6).isoformat()
    assert status(world, late, at=clock.now() - timedelta(days=2))["review_due_on"] == due[0]["review_due_on"]
    assert pages(world, "liaison", "/v1/reviews", due_before=far_off) != every
    assert world.as_("liaison").get("/v1/reviews", params={"place": NEXT_VILLAGE}).status_code == 404
    assert world.as_("agency").get("/v1/reviews").status_code == 403
    assert world.as_("guide").get("/v1/reviews", params={"by": "township"}).status_code == 422


def test_an_act_told_again_under_its_key_is_told_once(world: World) -> None:
    elder, key = world.register(), {"Idempotency-Key": "rest-1"}
    first = tell(world, elder, "suspensions", ACTS["suspensions"][0], **key)
    again = tell(world, elder, "suspensions", ACTS["suspensions"][0], **key)
    assert (again.status_code, again.headers["Idempotent-Replayed"], again.json()) == (201, "true", first.json())
    assert again.headers["Location"] == first.headers["Location"]
    assert "Idempotent-Replayed" not in first.headers
    other = tell(world, elder, "suspensions", ACTS["suspensions"][0] | {"reason": "other"}, **key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len(world.as_("guide").get(f"/v1/elders/{elder}/suspensions").json()["items"]) == 1


def heard(world: World, who: str, elder: str, number: int) -> list[dict[str, Any]]:
    """The events of an elder in somebody's feed, once there are so many."""
    about: list[dict[str, Any]] = []
    params: dict[str, Any] = {"limit": 1000, "wait": 2}
    for _ in range(20):
        page = world.as_(who).get("/v1/feed", params=params).json()
        about += [event for event in page["items"] if event["subject"] == elder]
        params["after"] = page["next_cursor"]
        if len(about) >= number and not page["more"]:
            break
    return about


def test_the_files_version_stays_and_who_serves_the_elder_hears_of_it_without_the_words(world: World) -> None:
    elder = world.register()
    tag = world.as_("guide").get(f"/v1/elders/{elder}").headers["ETag"]
    kept(world, elder, "suspensions", ACTS["suspensions"][0] | {"note": "区医院三楼"})
    kept(world, elder, "exit", {"on": days_ago(0), "reason": "deceased", "note": "因病去世"})
    assert world.as_("guide").get(f"/v1/elders/{elder}").headers["ETag"] == tag
    for who in ("agency", "platform", "liaison"):
        about = heard(world, who, elder, 3)
        assert [event["type"] for event in about] == ["elder.registered", "elder.suspended", "elder.left"], who
        assert about[1]["data"]["reason"] == "hospital"
        assert "区医院" not in str(about)
        assert "因病" not in str(about)


def test_the_file_says_what_was_decided_since_it_was_made(world: World) -> None:
    elder = world.register("liaison")
    file = world.as_("guide").get(f"/v1/elders/{elder}").json()
    assert (file["state"], file["confirmed_on"]) == ("candidate", None)
    on = clock.today().isoformat()
    assert world.as_("guide").post(f"/v1/elders/{elder}/confirmation", json={"eligible": True, "on": on}).is_success
    file = world.as_("guide").get(f"/v1/elders/{elder}").json()
    assert (file["state"], file["confirmed_on"], file["consent"]) == ("active", on, "given")
    told = {"consent": "withdrawn", "on": on}
    assert world.as_("guide").post(f"/v1/elders/{elder}/consent", json=told).is_success
    file = world.as_("guide").get(f"/v1/elders/{elder}").json()
    assert (file["state"], file["consent"]) == ("declined", "withdrawn")
