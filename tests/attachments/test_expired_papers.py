"""An elder with an expired paper is flagged: from the day after its last day, by itself, until it is removed or renewed."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from attachments.test_papers import TODAY, YESTERDAY, added
from carevisit import clock
from carevisit.policy import PaperKind
from carevisit.standing.papers import Paper, expired
from conftest import World

CERTIFICATE, OTHER = PaperKind.DISABILITY_CERTIFICATE, PaperKind.OTHER
DAY = date(2026, 11, 20)


def flag_of(world: World, elder: str, who: str = "guide", **at: str) -> dict[str, Any] | None:
    flags = world.as_(who).get(f"/v1/elders/{elder}/status", params=at).json()["flags"]
    return next((flag for flag in flags if flag["code"] == "paper_expired"), None)


def listed(world: World) -> set[str]:
    lines = world.as_("guide").get("/v1/elders", params={"flag": "paper_expired", "limit": 500}).json()["items"]
    assert all("paper_expired" in line["flags"] for line in lines)
    return {line["id"] for line in lines}


def test_an_expired_paper_flags_the_elder_in_the_status_and_in_lists_and_names_its_entry(world: World) -> None:
    late, valid, endless = (world.register() for _ in range(3))
    paper = added(world, "guide", late, "disability_certificate", valid_until=YESTERDAY)
    added(world, "guide", valid, "disability_certificate", valid_until=TODAY)
    added(world, "guide", endless, "signed_form")
    flag = flag_of(world, late)
    assert flag is not None
    assert flag["cause"] == paper["id"]
    assert clock.day_of(datetime.fromisoformat(flag["since"])) == clock.today()
    assert (flag_of(world, valid), flag_of(world, endless)) == (None, None)
    assert listed(world) == {late}
    before = clock.start_of(clock.today()) - timedelta(hours=1)
    assert flag_of(world, late, at=before.isoformat()) is None  # the file did not have it yet


def test_the_flag_ends_when_the_paper_is_removed_or_one_of_its_kind_renews_it(world: World) -> None:
    removed, renewed, otherwise = (world.register() for _ in range(3))
    papers = {
        elder: added(world, "guide", elder, "care_agreement", valid_until=YESTERDAY)["id"]
        for elder in (removed, renewed, otherwise)
    }
    known_at = clock.now().isoformat()
    sent = {"reason": "other", "reason_note": "已换新"}
    assert world.as_("guide").post(f"/v1/attachments/{papers[removed]}/removal", json=sent).status_code == 201
    added(world, "guide", renewed, "care_agreement", valid_until=TODAY)
    added(world, "guide", otherwise, "consent", valid_until=TODAY)
    assert [flag_of(world, elder) is not None for elder in papers] == [False, False, True]
    assert flag_of(world, removed, known_at=known_at) is not None


def test_tomorrow_the_elder_is_listed_though_nothing_runs_at_midnight(world: World) -> None:
    elder = world.register()
    added(world, "guide", elder, "consent", valid_until=TODAY)
    with psycopg.connect(world.owner_url) as owner:
        rows = owner.execute(
            "SELECT from_on, flags FROM standing WHERE elder = %s ORDER BY from_on", (elder,)
        ).fetchall()
    up = [from_on for from_on, flags in rows if "paper_expired" in flags]
    assert up == [clock.today() + timedelta(days=1)]


@pytest.mark.parametrize("who", ["agency", "app"])
def test_who_reads_no_papers_is_not_shown_that_one_has_expired(world: World, who: str) -> None:
    elder = world.register()
    added(world, "guide", elder, "care_agreement", valid_until=YESTERDAY)
    assert (flag_of(world, elder) is None, flag_of(world, elder, who)) == (False, None)
    lines = {line["id"]: line for line in world.as_(who).get("/v1/elders", params={"limit": 500}).json()["items"]}
    assert "paper_expired" not in lines[elder]["flags"]
    assert world.as_(who).get("/v1/elders", params={"flag": "paper_expired"}).json()["items"] == []


def paper(turn: int, kind: PaperKind = CERTIFICATE, **more: Any) -> Paper:
    return Paper(id=UUID(int=turn), kind=kind, **{"added_on": DAY - timedelta(days=30)} | more)


@pytest.mark.parametrize(
    ("papers", "first"),
    [
        ([], None),
        ([paper(1)], None),
        ([paper(1, valid_until=DAY)], None),
        ([paper(1, valid_until=DAY - timedelta(days=1))], 1),
        ([paper(1, valid_until=DAY - timedelta(days=1), added_on=DAY + timedelta(days=1))], None),
        ([paper(1, valid_until=DAY - timedelta(days=1), removed_on=DAY)], None),
        ([paper(1, valid_until=DAY - timedelta(days=1), removed_on=DAY + timedelta(days=1))], 1),
        ([paper(1, valid_until=DAY - timedelta(days=1)), paper(2, valid_until=DAY)], None),
        ([paper(1, valid_until=DAY - timedelta(days=1)), paper(2, valid_until=DAY, removed_on=DAY)], 1),
        ([paper(1, valid_until=DAY - timedelta(days=1)), paper(2, PaperKind.CONSENT)], 1),
        ([paper(1, OTHER, valid_until=DAY - timedelta(days=1)), paper(2, OTHER)], 1),
        ([paper(1, valid_until=DAY - timedelta(days=1)), paper(2, OTHER, valid_until=DAY - timedelta(days=2))], 2),
    ],
)
def test_the_paper_that_expired_first_and_is_not_renewed_is_the_cause(papers: list[Paper], first: int | None) -> None:
    found = expired(papers, DAY)
    assert (found and found.id.int) == first
