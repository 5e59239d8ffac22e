"""Batches: many records of one request, each answered as a single one would be."""

import json
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from conftest import FAR_VILLAGE, World, living, registration, visit

BATCH = "/v1/visits/batch"


def record(elder: str, hours_ago: float = 1, **changes: Any) -> dict[str, Any]:
    """A visit record with a number of its own."""
    return visit(elder, hours_ago, record_no=f"B-{uuid4()}", **changes)


def send(world: World, records: list[Any], who: str = "liaison", path: str = BATCH, **params: str) -> dict[str, Any]:
    answer = world.as_(who).post(path, json=records, params=params)
    assert answer.status_code in (200, 207), answer.text
    told: dict[str, Any] = answer.json()
    assert (answer.status_code == 200) == (told["accepted"] == len(records))
    assert [item["index"] for item in told["items"]] == list(range(len(records)))
    return told


def numbers(told: dict[str, Any]) -> tuple[int, int, int]:
    return told["accepted"], told["refused"], told["unprocessed"]


def visits_of(world: World, elder: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = world.as_("guide").get("/v1/visits", params={"elder_id": elder}).json()["items"]
    return items


def test_every_record_is_answered_in_order_and_is_there(world: World) -> None:
    elders = [world.register() for _ in range(40)]  # more than one slice
    told = send(world, [record(elder) for elder in elders])
    assert numbers(told) == (40, 0, 0)
    for elder, item in zip(elders, told["items"], strict=True):
        shown = world.as_("liaison").get(f"/v1/visits/{item['id']}").json()
        assert (shown["elder_id"], shown["record_no"]) == (elder, item["record_no"])
        assert (item["status"], item["version"], item["running_no"]) == (201, shown["version"], shown["running_no"])
        assert (item["replayed"], item["retryable"], item["problem"]) == (False, False, None)


def test_a_bad_record_holds_back_no_good_one(world: World) -> None:
    good, other = world.register(), world.register()
    hazard = {"kind": "fall", "severity": "general", "note": "浴室滑倒"}
    bad: list[Any] = [
        record(good) | {"mode": "by_balloon"},
        record(str(uuid4())),
        visit(good, 2),
        record(good, -30),
        "a visit",
        None,
        record(good) | {"record_no": "13812345678"},
    ]
    told = send(world, [*bad[:4], record(other, 3, risks=[hazard]), *bad[4:], record(good, 4)])
    assert numbers(told) == (2, 7, 0)
    assert [item["status"] for item in told["items"]] == [422, 404, 422, 422, 201, 422, 422, 422, 201]
    codes = [[one["code"] for one in item["problem"]["errors"]] if item["problem"] else [] for item in told["items"]]
    assert codes[2] == ["missing"]
    assert told["items"][2]["problem"]["errors"][0]["pointer"] == "/record_no"
    assert told["items"][7]["record_no"] is None, "what may be a person's number is not repeated"
    assert not any(item["retryable"] for item in told["items"])
    risks = world.as_("guide").get("/v1/risks", params={"elder_id": other}).json()["items"]
    assert [risk["kind"] for risk in risks] == ["fall"]


def test_records_of_one_elder_keep_their_order(world: World) -> None:
    elder, other = world.register(), world.register()
    records = [record(elder if n % 3 else other, 60 - n) for n in range(45)]
    told = send(world, records)
    assert numbers(told) == (45, 0, 0)
    for one in (elder, other):
        running = [
            item["running_no"] for item, sent in zip(told["items"], records, strict=True) if sent["elder_id"] == one
        ]
        assert running == list(range(1, len(running) + 1))


def test_what_is_sent_again_is_answered_as_before_and_recorded_once(world: World) -> None:
    elders = [world.register() for _ in range(3)]
    records = [record(elder, 5) for elder in elders]
    first, again = send(world, records), send(world, [*records, *records[:1]])
    assert numbers(again) == (4, 0, 0)
    assert [item["replayed"] for item in again["items"]] == [True] * 4
    for name in ("id", "version", "running_no", "status"):
        assert [item[name] for item in again["items"][:3]] == [item[name] for item in first["items"]]
    changed = send(world, [records[0] | {"elder_signed": {"signed": False, "reason": "refused"}}, records[1]])
    assert [item["status"] for item in changed["items"]] == [409, 201]
    assert changed["items"][0]["problem"]["code"] == "record_no_reused"
    assert all(len(visits_of(world, elder)) == 1 for elder in elders)


def test_a_batch_after_a_single_is_the_same_record(world: World) -> None:
    told = record(world.register())
    single = world.as_("liaison").post("/v1/visits", json=told).json()
    (item,) = send(world, [told])["items"]
    assert (item["id"], item["replayed"]) == (single["id"], True)


def test_an_atomic_batch_is_kept_whole_or_not_at_all(world: World) -> None:
    elders = [world.register() for _ in range(3)]
    stranger = world.register(who="far_guide", residence={"place": FAR_VILLAGE, "detail": "1 号"})
    records = [record(elders[0], 9), record(stranger), record(elders[1]), record(elders[0], 5), record(elders[2])]
    told = send(world, records, mode="atomic")
    assert numbers(told) == (0, 5, 0)
    assert [item["status"] for item in told["items"]] == [424, 404, 424, 424, 424]
    assert [item["retryable"] for item in told["items"]] == [True, False, True, True, True]
    assert {item["problem"]["code"] for item in told["items"]} == {"not_kept", "elder_not_found"}
    assert all(item["id"] is None and item["running_no"] is None for item in told["items"])
    assert not any(visits_of(world, elder) for elder in elders)
    broken = send(world, [records[0], {"elder_id": elders[1]}], mode="atomic")
    assert [item["status"] for item in broken["items"]] == [424, 422]

    told = send(world, [records[0], *records[2:]], mode="atomic")
    assert numbers(told) == (4, 0, 0)
    assert [item["running_no"] for item in told["items"]] == [1, 1, 2, 1]
    assert send(world, [records[0], *records[2:]], mode="atomic")["items"] == [
        item | {"replayed": True} for item in told["items"]
    ]


def test_an_atomic_batch_of_broken_records_alone_is_answered_like_any_other(world: World) -> None:
    told = send(world, [{"elder_id": world.register()}, None], mode="atomic")
    assert [item["status"] for item in told["items"]] == [422, 422]


@pytest.mark.parametrize("mode", ["best_effort", "atomic"])
def test_a_token_that_was_revoked_refuses_the_batch_as_one(world: World, mode: str) -> None:
    records = [record(world.register()), record(world.register())]
    client = world.as_("next_liaison")
    with psycopg.connect(world.owner_url, autocommit=True) as owner:
        change = "UPDATE principal SET generation = generation + %s WHERE login = %s"
        owner.execute(change, (1, world.secrets["next_liaison"][0]))
        answer = client.post(BATCH, json=records, params={"mode": mode})
        owner.execute(change, (-1, world.secrets["next_liaison"][0]))
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")


@pytest.mark.parametrize("mode", ["best_effort", "atomic"])
def test_a_dry_run_says_what_would_come_of_it_and_keeps_nothing(world: World, mode: str) -> None:
    elder = world.register()
    records = [record(elder, 9), record(elder, 5), record(str(uuid4()))]
    told = send(world, records[:2], mode=mode, dry_run="true")
    assert numbers(told) == (2, 0, 0)
    assert [(item["status"], item["id"], item["running_no"]) for item in told["items"]] == [
        (201, None, 1),
        (201, None, 2),
    ]
    told = send(world, records, mode=mode, dry_run="true")
    assert [item["status"] for item in told["items"]] == ([201, 201, 404] if mode == "best_effort" else [424, 424, 404])
    assert visits_of(world, elder) == []
    kept = send(world, records[:1])["items"][0]
    tried = send(world, records[:1], mode=mode, dry_run="true")["items"][0]
    assert (tried["id"], tried["replayed"]) == (kept["id"], True)


@pytest.mark.parametrize("mode", ["best_effort", "atomic"])
def test_a_stranger_learns_no_more_from_a_batch_than_from_nobody(world: World, mode: str) -> None:
    elder = world.register()
    seen = []
    for one in (elder, str(uuid4())):
        (item,) = send(world, [record(one)], who="far_liaison", mode=mode)["items"]
        problem = {name: value for name, value in item["problem"].items() if name not in ("trace_id", "instance")}
        seen.append({**item, "problem": problem, "record_no": None})
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    "body", [[], {}, "x", None, [visit("x")] * 1001], ids=["empty", "object", "text", "null", "1,001"]
)
def test_only_a_broken_envelope_is_refused_as_one(world: World, body: Any) -> None:
    answer = world.as_("liaison").post(
        BATCH, content=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid"


def test_a_batch_has_a_longest_body_of_its_own(world: World) -> None:
    elder = world.register()
    long = record(elder) | {"note": "x" * 1_500_000}
    (item,) = send(world, [long])["items"]
    assert (item["status"], item["problem"]["errors"][0]["code"]) == (422, "string_too_long")
    answer = world.as_("liaison").post(BATCH, json=[long, long, long])
    assert (answer.status_code, answer.json()["code"]) == (413, "batch_too_large")
    assert world.as_("liaison").post("/v1/visits", json=long).status_code == 413


NEED = {"kind": "home_adaptation", "note": "卫生间需要扶手"}
RISK = {"kind": "fall", "severity": "general", "note": "地面湿滑"}
Make = Callable[[str], dict[str, Any]]


@pytest.mark.parametrize(
    ("path", "make"),
    [
        ("/v1/needs", lambda elder: NEED | {"elder_id": elder, "record_no": f"N-{uuid4()}"}),
        ("/v1/risks", lambda elder: RISK | {"elder_id": elder, "record_no": f"R-{uuid4()}"}),
        ("/v1/elders", lambda _: registration(external_id=f"E-{uuid4()}")),
    ],
    ids=["needs", "risks", "elders"],
)
def test_needs_risks_and_files_are_handed_in_the_same_way(world: World, path: str, make: Make) -> None:
    number = "external_id" if path == "/v1/elders" else "record_no"
    records = [make(world.register()) for _ in range(3)]
    bad = records[1] | {"kind": "none", "name": ""}
    numberless = {name: value for name, value in records[0].items() if name != number}

    told = send(world, [records[0], bad, numberless, records[1]], who="guide", path=f"{path}/batch", dry_run="true")
    assert [item["status"] for item in told["items"]] == [201, 422, 422, 201]
    told = send(world, [records[0], bad, records[1]], who="guide", path=f"{path}/batch")
    assert [item["status"] for item in told["items"]] == [201, 422, 201]
    assert told["items"][0][number] == records[0][number]
    assert "running_no" not in told["items"][0]
    shown = world.as_("guide").get(f"{path}/{told['items'][0]['id']}")
    assert shown.headers["ETag"] == f'"v{told["items"][0]["version"]}"'

    again = send(world, records, who="guide", path=f"{path}/batch", mode="atomic")
    assert [item["replayed"] for item in again["items"]] == [True, True, False]
    assert again["items"][0]["id"] == told["items"][0]["id"]
    assert world.as_("guide").post(path, json=records[2]).headers["Idempotent-Replayed"] == "true"
    other = records[2] | {"note": "另一条"} if number == "record_no" else records[2] | {"name": "另一人"}
    refused = send(world, [other, make(world.register())], who="guide", path=f"{path}/batch", mode="atomic")
    assert [item["status"] for item in refused["items"]] == [409, 424]
    assert world.as_("far_liaison").post(f"{path}/batch", json=records[:1]).status_code == 207


def test_one_person_twice_in_a_batch_is_registered_once(world: World) -> None:
    person = registration(external_id=f"E-{uuid4()}")
    told = send(world, [person, person | {"external_id": f"E-{uuid4()}"}], who="guide", path="/v1/elders/batch")
    assert [item["status"] for item in told["items"]] == [201, 409]
    assert told["items"][1]["problem"]["code"] == "elder_already_registered"


def test_a_server_that_is_to_stop_answers_how_far_a_batch_has_come(template: World) -> None:
    with living(template) as one:
        elder, http = one.register(), one.as_("liaison")
        records = [record(elder, 200 - turn / 10) for turn in range(1_000)]
        with ThreadPoolExecutor(1) as beside:
            sending = beside.submit(http.post, BATCH, json=records)
            while not visits_of(one, elder):
                time.sleep(0.02)
            os.kill(one.pid, signal.SIGTERM)
            told = sending.result().json()
        accepted, refused, unprocessed = numbers(told)
        assert (refused, accepted + unprocessed) == (0, 1_000)
        assert accepted > 0
        assert unprocessed > 0
        assert [item["status"] for item in told["items"]] == [201] * accepted + [None] * unprocessed
        assert all(item["retryable"] == (item["status"] is None) for item in told["items"])
        with psycopg.connect(one.owner_url) as owner:
            assert owner.execute("SELECT count(*) FROM visit").fetchone() == (accepted,)
