"""Where the time of one visit POST goes, measured around the real functions in this process, with one caller."""

import asyncio
import time
from collections.abc import Callable
from statistics import median
from typing import Any, cast

import orjson

from carevisit.access import Actor, Tokens
from carevisit.app import KINDS, VIEWS
from carevisit.ledger import Book, Entry, Ledger, Sealing
from carevisit.ledger.door import Door
from carevisit.visits.actions import record_visit
from carevisit.visits.sheets import VisitSheet

from .posts import VisitPosts
from .recorder import EchoDoor, Recorder
from .scene import Scene, Server, hand_in, sheet, unique

COUNT = 2_000
Costs = dict[str, float]


def costs(scene: Scene, server: Server, posts: VisitPosts, database: str, seconds: float, visits: int) -> Costs:
    """Microseconds of one request by what they are spent on, medians."""
    tokens = Tokens(scene.keys, server.base_url)
    token = server.token("agency")
    actor = tokens.check(token)
    body = orjson.dumps(sheet(scene.elders[0], 1))
    found: Costs = {
        "token check (a token seen before)": _each(lambda: tokens.check(token)),
        "validation (JSON, pydantic)": _each(lambda: VisitSheet.model_validate(orjson.loads(body))),
        **asyncio.run(_writing(scene, database, actor, visits)),
    }
    whole = posts.round(1, seconds).p50_ms * 1000
    found["rest (HTTP, FastAPI, the loopback)"] = whole - sum(found.values())
    found["the whole, as one caller sees it"] = whole
    found["for comparison: a token not seen before"] = _each(lambda: Tokens.check(_forgetful(tokens), token), 500)
    return found


async def _writing(scene: Scene, database: str, actor: Actor, visits: int) -> Costs:
    """From the sheet to the receipt. Python's part runs against a recorded answer; the rest is the database's."""
    recorder = Recorder(scene.app_url(database), scene.keeper_url(database), 1)
    await recorder.open()
    ledger = Ledger(recorder, KINDS, VIEWS, Sealing(scene.keys))
    prefix = unique()
    whole, validating = [], []
    for turn in range(visits):
        visit = sheet(scene.elders[turn % len(scene.elders)], next(scene.turns), f"{prefix}-{turn}")
        validating.append(_each(lambda visit=visit: VisitSheet.model_validate(visit), 1))  # type: ignore[misc]
        began = time.perf_counter()
        await hand_in(ledger, actor, visit)
        whole.append((time.perf_counter() - began) * 1e6)
    answer = next(row for row in reversed(recorder.answers) if isinstance(row, dict) and "written_at" in row)
    await recorder.close()

    again = VisitSheet.model_validate(
        visit | {"started_at": sheet("", next(scene.turns))["started_at"], "ended_at": None}
    )
    fingerprint = _each(lambda: ledger.sealing.fingerprint(again.model_dump_json().encode()))
    python, writing = [], []
    for _ in range(visits):
        book = _Timed(ledger.kinds, ledger.views, ledger.sealing, actor, cast(Door, EchoDoor(answer)))
        began = time.perf_counter()
        await record_visit(book, again, {})
        await book.close()
        python.append((time.perf_counter() - began) * 1e6)
        writing.append(book.spent * 1e6)
    return {
        "fingerprint of the body": fingerprint,
        "entry: sealing, hash": median(writing),
        "keys, rules, the fact, fold, views, the statement": median(python) - median(writing),
        "database (BEGIN and open; write; COMMIT), with the driver": median(whole)
        - median(validating)
        - median(python)
        - fingerprint,
    }


class _Timed(Book):
    """A book that measures how long its entries took, in seconds."""

    spent = 0.0

    def write(self, *facts: Any, **how: Any) -> Entry:
        began = time.perf_counter()
        try:
            return super().write(*facts, **how)
        finally:
            self.spent += time.perf_counter() - began


def _forgetful(tokens: Tokens) -> Tokens:
    tokens._good.clear()
    return tokens


def _each(work: Callable[[], Any], count: int = COUNT) -> float:
    """Microseconds per call, the median."""
    took = []
    for _ in range(count):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1e6)
    return median(took)
