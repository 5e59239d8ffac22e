"""How these tests act: raise a need, report a risk, take steps of either, and see that a refusal wrote nothing."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from carevisit import clock
from conftest import World

Told = dict[str, Any]
Way = Iterable[tuple[str, str, Told]]  # who takes which step, and the sheet of it

ADDS = {"progress", "benefit", "emergency-call", "family-contact", "supervision"}
STRANGERS = ("next_agency", "next_liaison", "far_liaison", "far_guide", "far_supervisor")


def day(days: int = 0) -> str:
    """A Shanghai day from today."""
    return (clock.today() + timedelta(days=days)).isoformat()


def ago(hours: float) -> str:
    return (clock.now() - timedelta(hours=hours)).isoformat()


def read(world: World, noun: str, id: str, who: str = "supervisor") -> Told:
    """A case as somebody reads it."""
    answer = world.as_(who).get(f"/v1/{noun}/{id}")
    assert answer.status_code == 200, answer.text
    case: Told = answer.json()
    assert answer.headers["ETag"] == f'"v{case["revision"]}"'
    return case


def begin(world: World, noun: str, who: str, elder: str, **told: Any) -> Told:
    """Raise a need or report a risk; answers it as it was answered."""
    answer = world.as_(who).post(f"/v1/{noun}", json={"elder_id": elder, **told})
    assert answer.status_code == 201, answer.text
    case: Told = answer.json()
    assert answer.headers["Location"] == f"/v1/{noun}/{case['id']}"
    return case


def need(world: World, who: str = "liaison", elder: str | None = None, **told: Any) -> Told:
    return begin(world, "needs", who, elder or world.register(), **{"kind": "home_adaptation", **told})


def risk(world: World, who: str = "liaison", elder: str | None = None, **told: Any) -> Told:
    return begin(world, "risks", who, elder or world.register(), **{"kind": "fall", "severity": "general", **told})


def take(
    world: World, who: str, noun: str, id: str, step: str, told: Told | None = None,
    *, match: int | str | None = None, key: str | None = None,
) -> httpx.Response:  # fmt: skip
    """Take a step, of the version that stands now unless another is to `match`; "" sends none."""
    headers = {"Idempotency-Key": key} if key else {}
    if match is None and step not in ADDS:
        answer = world.as_("supervisor").get(f"/v1/{noun}/{id}")
        match = answer.json()["revision"] if answer.status_code == 200 else 1
    if match not in (None, ""):
        headers["If-Match"] = f'"v{match}"' if isinstance(match, int) else str(match)
    return world.as_(who).post(f"/v1/{noun}/{id}/{step}", json=told or {}, headers=headers)


def taken(world: World, who: str, noun: str, id: str, step: str, told: Told | None = None, **how: Any) -> Told:
    answer = take(world, who, noun, id, step, told, **how)
    assert answer.status_code == 201, (who, step, answer.text)
    case: Told = answer.json()
    assert answer.headers["ETag"] == f'"v{case["revision"]}"'
    return case


def walk(world: World, noun: str, id: str, way: Way) -> Told:
    """Take steps one after another; answers the case as the district reads it then."""
    for who, step, told in way:
        taken(world, who, noun, id, step, told)
    return read(world, noun, id)


def entries(world: World, elder: str) -> int:
    """How many entries an elder's stream has."""
    (row,) = world.ask("SELECT count(*) AS entries FROM entry WHERE subject = %s", elder)
    return int(row["entries"])


@contextmanager
def unwritten(world: World, elder: str) -> Iterator[None]:
    """What happens in here leaves no trace in the elder's stream."""
    before = entries(world, elder)
    yield
    assert entries(world, elder) == before


def refused(answer: httpx.Response, status: int, code: str) -> Told:
    """A problem, as it must be: its status, its code, in both languages."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    problem: Told = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code), answer.text
    return problem


def wrong_field(answer: httpx.Response) -> tuple[str, str]:
    """The pointer and the code of the one field that was refused."""
    (error,) = refused(answer, 422, "invalid")["errors"]
    assert {"pointer", "code"} <= set(error)
    return error["pointer"], error["code"]


def as_absent(world: World, who: str, noun: str, id: str, step: str, told: Told) -> None:
    """To somebody a case is not there: neither to be read nor to be acted on, and it looks as any id of nothing does."""
    client = world.as_(who)
    for ask in (
        lambda one: client.get(f"/v1/{noun}/{one}"),
        lambda one: take(world, who, noun, one, step, told, match=1 if step not in ADDS else None),
    ):
        there, nowhere = ask(id), ask(str(uuid4()))
        assert there.status_code == nowhere.status_code == 404, (who, there.text)
        same = ("trace_id", "instance")
        assert {k: v for k, v in there.json().items() if k not in same} == {
            k: v for k, v in nowhere.json().items() if k not in same
        }
        assert set(there.headers) == set(nowhere.headers)


def listed(world: World, who: str, noun: str, **filters: Any) -> list[str]:
    """The ids of a list, page by page, as an integrator reads it."""
    found: list[str] = []
    params = {"limit": 2, **filters}
    while True:
        answer = world.as_(who).get(f"/v1/{noun}", params=params)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            return found
        params["cursor"] = page["next_cursor"]


def maker(world: World, who: str) -> str:
    """By which id a side is known."""
    (row,) = world.ask("SELECT maker FROM principal WHERE login = %s", world.secrets[who][0])
    assert isinstance(row["maker"], UUID)
    return str(row["maker"])


def transfer(world: World, elder: str, place: str) -> None:
    """The elder moves, today."""
    tag = world.as_("supervisor").get(f"/v1/elders/{elder}").headers["ETag"]
    answer = world.as_("supervisor").post(
        f"/v1/elders/{elder}/transfer", json={"place": place}, headers={"If-Match": tag}
    )
    assert answer.status_code == 200, answer.text
