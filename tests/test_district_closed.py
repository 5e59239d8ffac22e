"""A closed district takes no change, from whomever; reading goes on, and what was refused is taken once it is open."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from carevisit import clock
from carevisit.ledger import close_district, open_district
from conftest import PASSWORD, TOWNSHIP, VILLAGE, World, registration, visit
from serving import carevisit


@pytest.fixture
def closed(world: World) -> Iterator[World]:
    """The district, closed for as long as the test lasts, with everybody signed in."""
    for who in ("guide", "agency", "supervisor", "watch", "platform", "nobody"):
        world.as_(who)
    world.run(lambda book: close_district(book.database))
    yield world
    world.run(lambda book: open_district(book.database))


def refused(answer: httpx.Response) -> bool:
    told = answer.status_code, answer.json().get("code"), answer.headers.get("Retry-After")
    return told == (503, "district_closed", "5")


def test_every_way_to_write_is_refused_while_the_district_is_closed(closed: World) -> None:
    elder, tomorrow = str(uuid4()), (clock.today() + timedelta(days=1)).isoformat()
    writes: list[tuple[str, str, dict[str, Any]]] = [
        ("agency", "/v1/visits", visit(elder)),
        ("guide", "/v1/elders", registration()),
        ("supervisor", "/v1/special-periods", {
            "place": TOWNSHIP, "from": tomorrow, "to": tomorrow, "kind": "festival", "name": "春节", "extra_visits": 1}),
        ("supervisor", "/v1/census/campaigns", {
            "place": TOWNSHIP, "name": "年度摸排", "from_on": "2199-01-01", "list_by": "2199-01-31", "survey_by": "2199-02-15",
            "confirm_by": "2199-02-28"}),
        ("watch", "/v1/devices/signs", {"signs": [{"device_id": str(uuid4()), "at": "2026-01-01T00:00:00Z"}]}),
        ("guide", "/v1/accounts", {"role": "liaison", "place": VILLAGE, "name": "甲", "login": "late-comer"}),
        ("supervisor", "/v1/clients", {"role": "app", "name": "甲", "places": [VILLAGE]}),
        ("guide", "/v1/me/password", {"current_password": PASSWORD, "new_password": f"another {PASSWORD}"}),
    ]  # fmt: skip
    for who, path, body in writes:
        answer = closed.as_(who).post(path, json=body)
        assert refused(answer), (path, answer.text)


def test_it_says_so_in_both_languages(closed: World) -> None:
    for language, word in (("zh", "暂停写入"), ("en", "takes no changes")):
        answer = closed.as_("agency").post(
            "/v1/visits", json=visit(str(uuid4())), headers={"Accept-Language": language}
        )
        assert word in answer.json()["title"]


def test_reading_and_signing_in_go_on(closed: World) -> None:
    for path in ("/readyz", "/v1/elders", "/v1/worklist", "/v1/feed"):
        assert closed.as_("platform" if path == "/v1/feed" else "guide").get(path).status_code == 200, path
    for who in ("guide", "platform"):
        assert closed.token(who)
    wrong = {"grant_type": "password", "username": "guide", "password": "a wrong horse"}
    assert httpx.post(f"{closed.base_url}/oauth/token", data=wrong).json()["code"] == "invalid_grant"


def test_what_was_refused_is_taken_with_the_same_key_once_the_district_is_open(world: World) -> None:
    elder, key = world.register(), {"Idempotency-Key": str(uuid4())}
    body = visit(elder)
    world.run(lambda book: close_district(book.database))
    try:
        assert refused(world.as_("agency").post("/v1/visits", json=body, headers=key))
    finally:
        world.run(lambda book: open_district(book.database))
    taken = world.as_("agency").post("/v1/visits", json=body, headers=key)
    assert taken.status_code == 201
    assert "Idempotent-Replayed" not in taken.headers


def test_commands_refuse_a_closed_district_in_a_sentence(closed: World) -> None:
    for command in (
        ("accounts", "disable", "far_guide"), ("places", "import", "350303"), ("rebuild",), ("attachments", "sweep"),
    ):  # fmt: skip
        said = carevisit(*command, environment=closed.environment())
        assert said.returncode == 2, (command, said.stderr)
        assert "暂停写入" in said.stderr, command
        assert "Traceback" not in said.stderr, command
    assert carevisit("verify", environment=closed.environment()).returncode == 0


def test_what_runs_beside_the_requests_rests_and_fails_at_nothing(closed: World) -> None:
    """The old processes of a district that has moved away keep running, maybe for days."""
    time.sleep(0.5)  # some turns of the sequencer
    shown = closed.as_("nobody").get("/metrics").text
    assert re.findall(r"^carevisit_job_failures_total\{.*\} [1-9].*$", shown, re.M) == []


def test_the_commands_close_and_open_and_say_how_it_stands(world: World) -> None:
    def district(word: str) -> str:
        done = carevisit("district", word, environment=world.environment())
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    assert "open" in district("state")
    assert "closed" in district("close")
    since = re.search(r"closed since (\S+)", district("state"))
    assert since
    district("close")  # a second time changes nothing
    assert since[0] in district("state")
    district("open")
    assert "open" in district("state")
    world.hand_in("agency", world.register())
