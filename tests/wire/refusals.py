"""What every refusal must be, whatever was wrong: a problem that says where, in the caller's language, never what."""

import re
from typing import Any

import httpx

from conftest import World

SENTINEL = "Zq7Sentinel9"
JSON = {"Content-Type": "application/json"}


def problems_of(answer: httpx.Response, english: bool = False) -> list[str]:
    """What is wrong with an answer that should be a problem of the caller's; nothing, when it is as it should be."""
    found = []
    if not 400 <= answer.status_code < 500:
        return [f"status {answer.status_code}: {answer.text[:200]}"]
    if not answer.headers.get("content-type", "").startswith("application/problem+json"):
        return [f"{answer.status_code} as {answer.headers.get('content-type')}"]
    told = answer.json()
    missing = {"type", "title", "status", "detail", "instance", "code", "errors", "trace_id"} - set(told)
    if missing:
        return [f"without {missing}"]
    if told["status"] != answer.status_code:
        found.append("another status in the body")
    if not re.fullmatch(r"[a-z_]+", told["code"]) or not told["type"].endswith("/" + told["code"]):
        found.append(f"code {told['code']} and type {told['type']}")
    if told["trace_id"] != answer.headers["x-trace-id"] or told["trace_id"] not in told["instance"].replace("-", ""):
        found.append("the trace id")
    if any(set(e) != {"pointer", "code", "message"} for e in told["errors"]):
        found.append("the errors' shape")
    words = [told["title"], told["detail"], *(e["message"] for e in told["errors"])]
    if any(bool(re.search(r"[\u4e00-\u9fff]", word)) == english for word in words):
        found.append(f"the language: {words}")
    if SENTINEL.lower() in answer.text.lower():
        found.append("it repeats what was sent")
    return found


def state(world: World) -> dict[str, Any]:
    """What is in the ledger: nothing of it may change by a refused request."""
    (counts,) = world.ask(
        "SELECT (SELECT count(*) FROM entry) AS entries, (SELECT count(*) FROM said) AS said,"
        " (SELECT count(*) FROM person) AS people, (SELECT sum(version) FROM head) AS versions"
    )
    return counts


def staged(world: World) -> dict[str, str]:
    """An elder with a visit, a need and a risk: the ids by which addresses name them."""
    elder = world.register()
    receipt = world.hand_in(
        "agency", elder, needs=[{"kind": "comfort"}], risks=[{"kind": "fall", "severity": "general"}]
    )
    return {
        "elder_id": elder,
        "visit_id": receipt["id"],
        "need_id": receipt["needs"][0],
        "risk_id": receipt["risks"][0],
    }
