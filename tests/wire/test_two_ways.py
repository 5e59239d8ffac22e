"""A visit is answered directly, past FastAPI's search for what an endpoint takes: nobody can tell it from FastAPI's own way."""

import gc
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import fastapi.routing
import pytest
from fastapi import FastAPI

from carevisit.app import bare, build
from carevisit.settings import Settings
from conftest import BESIDE, CLIENTS, FAR_VILLAGE, STAFF, World
from wire.two_ways import ELDER, LETTER, Request, answered, requests

Both = Callable[[Request], Any]


@pytest.fixture(scope="module")
def app(world: World) -> Iterator[FastAPI]:
    """The application over the world's database, in this process."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in world.environment(CAREVISIT_SEQUENCER="false").items():
            patch.setenv(name, value)
        made = build(Settings())
    pauses, collected = sys.getswitchinterval(), gc.get_threshold()
    lifespan = made.router.lifespan_context(made)
    BESIDE.do(lifespan.__aenter__())
    yield made
    BESIDE.do(lifespan.__aexit__(None, None, None))
    gc.unfreeze()
    gc.set_threshold(*collected)
    sys.setswitchinterval(pauses)


def tokens(world: World) -> dict[str, str]:
    return {who: str(world.as_(who).headers["Authorization"]).split()[1] for who in (*STAFF, *CLIENTS)}


def compare(world: World, app: FastAPI, seed: int, count: int) -> Counter[int | None]:
    """Send requests both ways, each about one of two twins; returns how often each status came."""
    direct, found, statuses = app.state.direct, list[Any](), Counter[int | None]()
    twins, strangers = (
        (world.register(), world.register()),
        [world.register("supervisor", residence={"place": FAR_VILLAGE})],
    )
    known = tokens(world)
    for turn, request in enumerate(requests(seed, count)):
        app.state.direct = direct
        one = BESIDE.do(answered(app, request, known, twins[0], strangers[0], "a"))
        app.state.direct = frozenset()
        other = BESIDE.do(answered(app, request, known, twins[1], strangers[0], "b"))
        statuses[one.status] += 1
        if one != other:
            found.append((turn, request, one, other))
    app.state.direct = direct
    assert found == []
    return statuses


def test_the_direct_way_answers_as_fastapi_does(world: World, app: FastAPI) -> None:
    statuses = compare(world, app, seed=53, count=200)
    assert statuses[201] > 20
    assert statuses[422] > 20


@pytest.mark.slow
def test_of_2000_requests_each_is_answered_alike_in_both_ways(world: World, app: FastAPI) -> None:
    statuses = compare(world, app, seed=11, count=2_000)
    assert {201, 400, 401, 403, 404, 409, 413, 415, 422, None} <= statuses.keys()


def test_a_visit_is_answered_without_fastapis_search(
    world: World, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched, search = list[bool](), fastapi.routing.solve_dependencies

    async def counted(**how: Any) -> Any:
        searched.append(True)
        return await search(**how)

    monkeypatch.setattr(fastapi.routing, "solve_dependencies", counted)
    elder = world.register()
    request = next(one for one in requests(1, 100) if ELDER.encode() in one.body and LETTER.encode() in one.body)
    BESIDE.do(answered(app, request, tokens(world), elder, elder, "c"))
    assert not searched


def test_where_a_sandboxs_clock_moves_every_route_goes_fastapis_way() -> None:
    assert bare().state.direct
    assert not bare(clock_moves=True).state.direct
