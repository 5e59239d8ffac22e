"""The papers of a file: what each is, until when it is valid, and who reads it."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from attachments.files import PDF, attached, content, listed
from carevisit import clock
from conftest import FAR_VILLAGE, World
from feed.test_feed_routes import drain, settle
from visits.mending import transfer

YESTERDAY, TODAY = ((clock.today() - timedelta(days=ago)).isoformat() for ago in (1, 0))


def paper(world: World, who: str, elder: str, kind: str = "consent", key: str = "", **more: str) -> httpx.Response:
    return world.as_(who).post(
        f"/v1/elders/{elder}/attachments",
        params={"paper": kind, **more},
        files={"file": ("材料.pdf", PDF, "application/pdf")},
        headers={"Idempotency-Key": key} if key else {},
    )


def added(world: World, who: str, elder: str, *args: str, **more: str) -> dict[str, Any]:
    answer = paper(world, who, elder, *args, **more)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_paper_says_what_it_is_and_when_it_ends_and_one_that_has_ended_is_marked(world: World) -> None:
    elder = world.register()
    plain = added(world, "guide", elder, "signed_form")
    assert plain["attached_to"] == {"kind": "elder", "id": elder}
    assert (plain["paper"], plain["valid_until"], plain["expired"]) == ("signed_form", None, False)
    added(world, "guide", elder, "care_agreement", valid_until=TODAY)
    added(world, "supervisor", elder, "disability_certificate", valid_until=YESTERDAY)
    assert [(p["paper"], p["valid_until"], p["expired"]) for p in listed(world, "guide", f"elders/{elder}")] == [
        ("signed_form", None, False),
        ("care_agreement", TODAY, False),
        ("disability_certificate", YESTERDAY, True),
    ]
    assert content(world, "guide", plain["id"]).content == PDF


def test_sent_again_it_is_the_same_paper_and_with_another_day_another_request(world: World) -> None:
    elder = world.register()
    first = added(world, "guide", elder, "consent", "paper-1", valid_until=TODAY)
    again = paper(world, "guide", elder, "consent", "paper-1", valid_until=TODAY)
    assert (again.headers["Idempotent-Replayed"], again.json()["id"]) == ("true", first["id"])
    other = paper(world, "guide", elder, "consent", "paper-1", valid_until=YESTERDAY)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_the_village_reads_what_it_added_itself_and_an_agency_nothing(world: World) -> None:
    elder = world.register()
    of_guide, of_liaison = added(world, "guide", elder)["id"], added(world, "liaison", elder)["id"]
    where = f"elders/{elder}"
    for who in ("guide", "supervisor", "platform"):
        assert [p["id"] for p in listed(world, who, where)] == [of_guide, of_liaison], who
        assert content(world, who, of_liaison).status_code == 200
    assert [p["id"] for p in listed(world, "liaison", where)] == [of_liaison]
    assert content(world, "liaison", of_liaison).status_code == 200
    for path in (f"/v1/attachments/{of_guide}", f"/v1/attachments/{of_guide}/content"):
        assert world.as_("liaison").get(path).status_code == 404
        assert world.as_("agency").get(path).status_code == 404
    assert world.as_("agency").get(f"/v1/{where}/attachments").status_code == 403
    assert paper(world, "agency", elder).status_code == 403
    for who in ("next_liaison", "far_guide", "far_supervisor"):
        assert world.as_(who).get(f"/v1/{where}/attachments").json()["code"] == "elder_not_found", who
        assert paper(world, who, elder).status_code == 404, who


def test_papers_go_along_when_the_elder_moves(world: World) -> None:
    elder = world.register()
    id = added(world, "guide", elder)["id"]
    transfer(world, elder, FAR_VILLAGE)
    assert [p["id"] for p in listed(world, "far_guide", f"elders/{elder}")] == [id]
    assert world.as_("guide").get(f"/v1/elders/{elder}/attachments").status_code == 404


def test_a_paper_is_removed_as_any_attachment_is(world: World) -> None:
    elder = world.register()
    id = added(world, "liaison", elder)["id"]
    gone = world.as_("guide").post(f"/v1/attachments/{id}/removal", json={"reason": "wrong_file"})
    assert gone.status_code == 201, gone.text
    assert listed(world, "guide", f"elders/{elder}") == []
    assert content(world, "guide", id).status_code == 410


@pytest.mark.parametrize(
    ("params", "pointer"),
    [({}, "?paper"), ({"paper": "diary"}, "?paper"), ({"paper": "consent", "valid_until": "9999-12-31"}, "?valid_until")],
)  # fmt: skip
def test_a_paper_that_is_none_is_refused(world: World, params: dict[str, str], pointer: str) -> None:
    answer = world.as_("guide").post(
        f"/v1/elders/{world.register()}/attachments", params=params, files={"file": ("a.pdf", PDF, "application/pdf")}
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_the_feed_tells_the_place_of_a_paper_and_no_agency(world: World) -> None:
    elder = world.register()
    id = added(world, "guide", elder, "care_agreement", valid_until=TODAY)["id"]
    attached(world, "agency", f"visits/{world.hand_in('agency', elder)['id']}")
    settle(world)
    heard = {who: {e["id"]: e for e in drain(world, who)[0]} for who in ("platform", "agency")}
    assert heard["platform"][id]["data"]["paper"] == "care_agreement"
    assert heard["platform"][id]["data"]["valid_until"] == TODAY
    assert "材料" not in str(heard)
    assert id not in heard["agency"]
