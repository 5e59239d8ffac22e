"""Said once: the same record sent many times at once is recorded once."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from conftest import World, registration, visit

pytestmark = pytest.mark.slow


def at_once(
    world: World,
    who: str,
    path: str,
    bodies: list[dict[str, Any]],
    headers: Callable[[int], dict[str, str]] = lambda _: {},
) -> list[httpx.Response]:
    """Post them all in one moment, each over a connection of its own."""
    token = world.token(who)

    async def work() -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=len(bodies))
        async with httpx.AsyncClient(base_url=world.base_url, timeout=60, limits=limits) as client:
            client.headers["Authorization"] = f"Bearer {token}"
            await asyncio.gather(*(client.get("/livez") for _ in bodies))
            return await asyncio.gather(
                *(client.post(path, json=body, headers=headers(n)) for n, body in enumerate(bodies))
            )

    return asyncio.run(work())


def settled_answers(world: World, *args: Any, **more: Any) -> list[httpx.Response]:
    """The answers, once nobody is asked to come again."""
    answers = at_once(world, *args, **more)
    assert not [a for a in answers if a.status_code >= 500], Counter(a.status_code for a in answers)
    return answers


def code(answer: httpx.Response) -> str:
    return "" if answer.status_code < 400 else str(answer.json()["code"])


def is_one_visit(world: World, elder: str, answers: list[httpx.Response]) -> None:
    assert {a.status_code for a in answers} == {201}, Counter(code(a) for a in answers)
    assert len({a.json()["id"] for a in answers}) == 1
    assert sorted("idempotent-replayed" in a.headers for a in answers) == [False] + [True] * (len(answers) - 1)
    first = next(a for a in answers if "idempotent-replayed" not in a.headers)
    assert {a.text for a in answers} == {first.text}
    found = world.as_("guide").get("/v1/visits", params={"elder_id": elder}).json()["items"]
    assert [row["id"] for row in found] == [first.json()["id"]]
    assert world.as_("guide").get(f"/v1/elders/{elder}/status").json()["running_no"] == 1


def test_one_visit_sent_fifty_times_at_once_is_one_visit(world: World) -> None:
    elder = world.register()
    body = visit(elder, record_no=f"FX-{uuid4().hex[:8]}")
    is_one_visit(world, elder, settled_answers(world, "agency", "/v1/visits", [body] * 50))


def test_one_visit_with_only_an_idempotency_key_fifty_times_at_once_is_one_visit(world: World) -> None:
    elder, key = world.register(), uuid4().hex
    answers = settled_answers(world, "agency", "/v1/visits", [visit(elder)] * 50, lambda _: {"Idempotency-Key": key})
    is_one_visit(world, elder, answers)


def test_one_number_for_different_records_at_once_is_given_to_one_of_them(world: World) -> None:
    elder, number = world.register(), f"FX-{uuid4().hex[:8]}"
    bodies = [visit(elder, hours_ago=1 + n, record_no=number) for n in range(20)]
    answers = settled_answers(world, "agency", "/v1/visits", bodies)
    assert Counter(code(a) for a in answers) == {"": 1, "record_no_reused": 19}
    assert world.as_("guide").get(f"/v1/elders/{elder}/status").json()["visits_count"] == 1


def test_one_number_for_different_elders_at_once_is_given_to_one_of_them(world: World) -> None:
    """Here nobody waits for a common elder: only the number itself is fought for."""
    elders, number = [world.register() for _ in range(12)], f"FX-{uuid4().hex[:8]}"
    answers = settled_answers(world, "agency", "/v1/visits", [visit(elder, record_no=number) for elder in elders])
    assert Counter(code(a) for a in answers) == {"": 1, "record_no_reused": 11}
    counts = [world.as_("guide").get(f"/v1/elders/{elder}/status").json()["visits_count"] for elder in elders]
    assert sorted(counts) == [0] * 11 + [1]


def test_one_number_of_two_agencies_is_two_numbers(world: World) -> None:
    elder, number = world.register(), f"FX-{uuid4().hex[:8]}"
    for who in ("agency", "rival_agency"):
        answers = settled_answers(world, who, "/v1/visits", [visit(elder, hours_ago=3, record_no=number)])
        assert [a.status_code for a in answers] == [201]
    assert world.as_("guide").get(f"/v1/elders/{elder}/status").json()["visits_count"] == 2


def test_different_records_at_once_are_all_kept_and_numbered_without_a_gap(world: World) -> None:
    elder = world.register()
    bodies = [visit(elder, hours_ago=1 + n, record_no=f"FX-{uuid4().hex[:8]}") for n in range(30)]
    answers = settled_answers(world, "agency", "/v1/visits", bodies)
    assert {a.status_code for a in answers} == {201}
    assert sorted(a.json()["running_no"] for a in answers) == list(range(1, 31))


def test_one_registration_sent_twenty_times_at_once_is_one_elder(world: World) -> None:
    body = registration(external_id=f"E-{uuid4().hex[:8]}")
    answers = settled_answers(world, "guide", "/v1/elders", [body] * 20)
    assert {a.status_code for a in answers} == {201}, Counter(code(a) for a in answers)
    assert len({a.json()["id"] for a in answers}) == 1
    assert sorted("idempotent-replayed" in a.headers for a in answers) == [False] + [True] * 19
    found = world.as_("guide").post("/v1/elders/search", json={"id_number": body["id_number"]}).json()["items"]
    assert len(found) == 1


def test_two_registrations_of_one_id_number_at_once_make_one_file(world: World) -> None:
    for _ in range(5):
        body = registration()
        answers = settled_answers(world, "guide", "/v1/elders", [body, body | {"name": "林阿婆"}])
        assert sorted(code(a) for a in answers) == ["", "elder_already_registered"]
        found = world.as_("guide").post("/v1/elders/search", json={"id_number": body["id_number"]}).json()["items"]
        assert len(found) == 1
