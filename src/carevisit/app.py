"""The table of contents: every slice is named here, and the application is put together."""

import gc
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi_offline import FastAPIOffline
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest, multiprocess
from prometheus_client import REGISTRY as METRICS
from pydantic import BaseModel
from sqlmodel import SQLModel
from starlette.middleware.cors import CORSMiddleware

from . import (
    __version__,
    accounts,
    agencies,
    attachments,
    census,
    duties,
    elders,
    feed,
    needs,
    notices,
    pairings,
    places,
    policy,
    risks,
    sandbox,
    status,
    visits,
)
from .addresses import Methods
from .answers import Compressed
from .contract import describe, reference
from .database import Database, Sight
from .desk import Office
from .errors import Unavailable
from .ledger import Fact, Kinds, Ledger, Sealing, Sequencer, UnknownKind, Views, unreadable_kinds
from .running import Runner
from .settings import Settings
from .wire import Envelope, StrictRoute, install

FACTS: tuple[type[Fact], ...] = (
    *notices.FACTS, *duties.FACTS, *pairings.FACTS, *elders.FACTS, *census.FACTS, *needs.FACTS, *risks.FACTS, *visits.FACTS,
    *attachments.FACTS,
)  # fmt: skip
KINDS = Kinds(FACTS, {**elders.UPCASTERS, **needs.UPCASTERS, **risks.UPCASTERS, **attachments.UPCASTERS})
OF_PLACES = Views(status=None, rows=(*notices.VIEWS, *duties.VIEWS), code=0, noun="place")
VIEWS = Views(
    status=status.STATUS, code=8,
    rows=(
        *pairings.VIEWS, *elders.VIEWS, *census.VIEWS, *needs.VIEWS, *risks.VIEWS, *visits.VIEWS, *attachments.VIEWS,
    ),
    others=(OF_PLACES,), tallies=status.TALLIES, follows=status.follows,
)  # fmt: skip
ROUTERS = tuple(
    part.router
    for part in (
        accounts, places, policy, notices, duties, pairings, elders, census, status, visits, needs, risks, attachments, feed,
    )
)  # fmt: skip
TABLES = SQLModel.metadata
LAG = Gauge("carevisit_pending_entries", "Entries that the sequencer has still to number", multiprocess_mode="max")

health = APIRouter(tags=["health 运行状态"], route_class=StrictRoute)


def bare(
    base_url: str = "", lifespan: Any = None, *, clock_moves: bool = False, cors_origins: Sequence[str] = ()
) -> FastAPI:
    """The application with its routes and its contract, without a database behind it.

    Where a sandbox's clock moves, there is a route for it, and every other one first looks where it stands.
    """
    app = FastAPIOffline(
        title="carevisit 特殊困难老年人探访关爱服务",
        version=__version__,
        description=_DESCRIPTION,
        lifespan=lifespan,
        redoc_url=None,
        redirect_slashes=False,
        openapi_url="/openapi.json",
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    for router in ROUTERS:
        app.include_router(router, dependencies=[Depends(sandbox.follow)] if clock_moves else [])
    for router in (*([sandbox.router] if clock_moves else []), reference(FACTS), health):
        app.include_router(router)
    install(app)
    describe(app)
    app.add_middleware(Compressed)
    app.add_middleware(Methods)
    app.add_middleware(Envelope, base_url=base_url)
    if cors_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=cors_origins, allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH"],
            allow_headers=_TAKEN, expose_headers=_GIVEN, max_age=600,
        )  # fmt: skip
    return app


def build(settings: Settings) -> FastAPI:
    """The application, with its settings checked."""
    settings.check()
    policy.load_profiles(settings.profiles_dir)
    clock_moves = settings.environment == "sandbox" and settings.sandbox_clock
    database = Database(settings.database_url.get_secret_value(), settings.pool_size)
    ledger = Ledger(database, KINDS, VIEWS, Sealing(settings.keys))
    blobs = attachments.Blobs.of(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await database.open()
        try:
            if unknown := await unreadable_kinds(database, KINDS):
                raise UnknownKind(f"this program is older than the ledger: it can't read {', '.join(unknown)}")
            if lost := await notices.unknown_profiles(database):
                raise policy.UnknownProfile(f"these profiles were adopted and have no file: {', '.join(lost)}")
            sequencer, announcer, watcher = Sequencer(database), agencies.Announcer(ledger), feed.Watcher(database)
            adopter, ringer = elders.Adopter(ledger), status.Ringer(ledger)
            app.state.office, app.state.watcher = Office.of(settings, database, ledger), watcher
            app.state.blobs = blobs
            ledger.nudge = sequencer.nudge
            runners: list[Runner] = [watcher]
            if settings.sequencer:
                runners += [sequencer, announcer, adopter, *([ringer] if settings.ringer else [])]
            if clock_moves:
                app.state.sandbox_clock = sandbox.SandboxClock(database, announcer.nudge, adopter.nudge, ringer.nudge)
                runners.insert(0, app.state.sandbox_clock)
            for runner in runners:
                await runner.start()
            gc.collect()
            gc.freeze()  # what was made at start stays: the collector need not look at it again
            gc.set_threshold(50_000, 20, 20)
            yield
            for runner in reversed(runners):
                await runner.stop()
        finally:
            await database.close()

    return bare(settings.base_url, lifespan, clock_moves=clock_moves, cors_origins=settings.cors_origins)


_DESCRIPTION = """The system of record for regular visits to vulnerable elders: their files, their visits, their needs and risks.

特殊困难老年人探访关爱服务的业务系统：建档、探访、需求、风险隐患，事件溯源，分级授权。

Every failure is `application/problem+json` (RFC 9457) with a stable `code`, in 中文 or English by `Accept-Language`.
"""


_TAKEN = ("Accept-Language", "Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match")
_GIVEN = (
    "ETag", "Link", "Location", "Retry-After", "Idempotent-Replayed", "X-Trace-Id", "WWW-Authenticate", "Allow",
    "RateLimit", "RateLimit-Policy",
)  # fmt: skip


class Root(BaseModel):
    """What this is, and where everything else is."""

    name: str
    version: str
    docs: str
    contract: str
    problems: str
    health: str


@health.get("/", operation_id="readRoot", summary="What this is, and where to go on · 服务入口")
async def root(request: Request) -> Root:
    """The name and version of the service, with the addresses of its documentation, its contract and its health."""
    base = request.scope["carevisit.base"]
    return Root(
        name="carevisit 特殊困难老年人探访关爱服务", version=__version__, docs=f"{base}/docs", contract=f"{base}/openapi.json",
        problems=f"{base}/problems/{{code}}", health=f"{base}/readyz",
    )  # fmt: skip


@health.get("/livez", operation_id="live", summary="Is the process alive · 存活")
async def livez() -> dict[str, str]:
    """Answers as long as the process does."""
    return {"status": "ok"}


@health.get("/readyz", operation_id="ready", summary="Can it serve · 就绪")
async def readyz(request: Request) -> dict[str, Any]:
    """Whether the database answers, the migrations fit, and how many entries wait to be numbered. 503 when it can't serve."""
    office: Office = request.app.state.office
    async with office.database.transaction(Sight.KEEPER) as keeper:
        row = await keeper.one(
            "SELECT (SELECT count(*) FROM pending) AS pending, (SELECT position FROM feed_head WHERE id = 1) AS position,"
            " (SELECT version_num FROM alembic_version) AS migration"
        )
    if row is None:
        raise Unavailable
    LAG.set(row["pending"])
    return {"status": "ok", **row}


@health.get("/metrics", operation_id="metrics", summary="Metrics for Prometheus · 指标", response_class=Response)
async def metrics() -> Response:
    """Counters and histograms by route and status; nothing about anybody."""
    registry = METRICS
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def make() -> FastAPI:
    """The application by the environment's settings, for `uvicorn --factory`."""
    return build(Settings())
