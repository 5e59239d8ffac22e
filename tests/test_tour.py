"""What docs/tour.md shows: a visit, from an agency's request to every tier's view, a risk until it is closed, forms and files."""

from datetime import UTC, datetime

from conftest import VILLAGE, World
from jobs.following import ended
from jobs.importing import committed, report, tried
from paper.reading import words_of


def test_a_visit_reaches_every_tier_and_nobody_else(world: World) -> None:
    elder = world.register("guide")
    receipt = world.hand_in(
        "agency", elder, risks=[{"kind": "unsafe_electricity", "severity": "major", "note": "电线老化"}]
    )
    assert receipt["running_no"] == 1
    for who in ("liaison", "guide", "supervisor"):
        status = world.as_(who).get(f"/v1/elders/{elder}/status").json()
        assert status["running_no"] == 1
        assert {"open_major_risk", "open_risk"} <= {flag["code"] for flag in status["flags"]}
    for who in ("next_liaison", "far_guide", "far_supervisor"):
        assert world.as_(who).get(f"/v1/elders/{elder}/status").status_code == 404
    feed = world.as_("platform").get("/v1/feed", params={"wait": 5}).json()
    assert (
        {"elder.registered", "visit.recorded", "risk.reported", "risk.township_told"}
        >= {event["type"] for event in feed["items"]}
        != set()
    )


def test_a_risk_is_reported_seen_handled_cleared_and_followed_up(world: World) -> None:
    elder = world.register("guide")
    now = datetime.now(UTC).isoformat()
    told = {
        "elder_id": elder, "kind": "fall", "severity": "major", "note": "院中跌倒",
        "emergency_call": {"number": "120", "at": now}, "family_contacts": [{"who": "女儿", "at": now, "reached": True}],
    }  # fmt: skip
    reported = world.as_("liaison").post("/v1/risks", json=told)
    assert reported.status_code == 201, reported.text
    risk = reported.json()["id"]
    guide = world.as_("guide")
    reasons = [r for item in guide.get("/v1/worklist").json()["items"] for r in item["reasons"]]
    assert [(r["code"], r["step"]) for r in reasons if r.get("case_id") == risk] == [("open_major_risk", "handling")]
    steps = (
        ("handling", {"by": "镇社事办"}, "handling"), ("clearance", {"how": "已出院，女儿陪护"}, "cleared"),
        ("follow-up", {"result": "confirmed"}, "closed"),
    )  # fmt: skip
    for step, sheet, state in steps:
        etag = guide.get(f"/v1/risks/{risk}").headers["ETag"]
        answer = guide.post(f"/v1/risks/{risk}/{step}", json=sheet, headers={"If-Match": etag})
        assert (answer.status_code, answer.json()["state"]) == (201, state), answer.text
    story = world.as_("supervisor").get(f"/v1/risks/{risk}").json()["story"]
    assert [(line["kind"], line["by"]["role"]) for line in story] == [
        *((f"risk.{verb}", "liaison") for verb in ("reported", "township_told", "called", "family_contacted")),
        *((f"risk.{verb}", "guide") for verb in ("handled", "cleared", "followed_up")),
    ]
    assert world.as_("next_liaison").get(f"/v1/risks/{risk}").status_code == 404


def test_a_record_is_printed_and_a_list_and_a_month_are_fetched(world: World) -> None:
    visit = world.hand_in("agency", world.register("guide"), 1)
    assert "第1次" in words_of(world.as_("agency").get(f"/v1/visits/{visit['id']}/form.pdf").content)
    day = world.as_("agency").get("/v1/visits", params={"mine": True, "limit": 1}).json()["items"][0]["day"]
    orders = (
        ("exports", {"kind": "worklist", "format": "xlsx"}),
        ("forms", {"form": "annex4", "place": VILLAGE, "month": day[:7], "copy": "township"}),
    )  # fmt: skip
    files = []
    for path, order in orders:
        job = ended(world, "guide", world.as_("guide").post(f"/v1/{path}", json=order))
        assert job["state"] == "done", job
        files.append(world.as_("guide").get(job["result"]["files"][0]["href"]).content)
    assert files[0].startswith(b"PK")
    assert visit["id"] in words_of(files[1])


def test_a_list_with_a_mistake_is_tried_mended_and_kept(world: World) -> None:
    head = "名单编号,姓名,性别,出生年份,居住村（居）,居住地址,摸排来源,对象类型"
    rows = [
        f"T-1,陈阿公,男,1944,{VILLAGE},下厝 3 号,网格员,独居",
        f"T-2,林阿婆,女,一九三九,{VILLAGE},顶厝 8 号,网格员,空巢、留守",
    ]
    wrong = tried(world, "liaison", "\n".join([head, *rows]).encode(), "candidates")
    assert (wrong["state"], wrong["result"]["accepted"], wrong["result"]["refused"]) == ("waiting", 1, 1)
    (line,) = report(world, "liaison", wrong)
    assert (line["row"], line["column"], line["code"]) == (3, "出生年份", "not_a_number")
    assert world.as_("liaison").post(f"/v1/jobs/{wrong['id']}/cancellation", json={}).json()["state"] == "cancelled"
    mended = tried(world, "liaison", "\n".join([head, *rows]).replace("一九三九", "1939").encode(), "candidates")
    assert committed(world, "liaison", mended, "all")["result"]["accepted"] == 2
    (found,) = world.as_("liaison").get("/v1/elders", params={"external_id": "T-2"}).json()["items"]
    assert found["name"] == "林阿婆"
