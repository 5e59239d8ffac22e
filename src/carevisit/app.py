"""The table of contents: every slice is named here, and the application is put together."""

import gc
import hmac
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, Request, Response
from fastapi_offline import FastAPIOffline
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel
from sqlmodel import SQLModel
from starlette.middleware.cors import CORSMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from . import (
    __version__,
    accounts,
    agencies,
    attachments,
    census,
    course,
    coverage,
    duties,
    elders,
    exports,
    family,
    feed,
    figures,
    imports,
    jobs,
    logs,
    metrics,
    monitoring,
    needs,
    notices,
    pairings,
    places,
    policy,
    printing,
    ringing,
    risks,
    sandbox,
    standing,
    status,
    templates,
    tracing,
    visits,
    worklist,
)
from .addresses import Methods
from .answers import Compressed
from .contract import describe, reference
from .database import Database
from .deploy import must_be_migrated_by_us, newest_migration
from .desk import Office
from .envelope import Envelope
from .errors import NotFound, Unauthorized
from .guard import Guarded
from .health import Readiness, Ready
from .ledger import (
    Fact,
    Kinds,
    Ledger,
    Sealing,
    Sequencer,
    UnknownKind,
    Views,
    measure_lag,
    recognise,
    unreadable_kinds,
)
from .limits import Turns
from .running import Readings, Runner
from .settings import Settings, UnsafeSettings
from .wire import StrictRoute, install

EVENTS: tuple[type[Fact], ...] = (
    *places.FACTS, *notices.FACTS, *duties.FACTS, *pairings.FACTS, *elders.FACTS, *course.FACTS, *census.FACTS, *needs.FACTS,
    *risks.FACTS, *visits.FACTS, *attachments.FACTS, *monitoring.FACTS, *family.FACTS,
)  # fmt: skip
FACTS = (*EVENTS, *accounts.FACTS, *agencies.FACTS)  # those of administration are no events: no feed shows them
KINDS = Kinds(
    FACTS,
    {
        **elders.UPCASTERS,
        **census.UPCASTERS,
        **needs.UPCASTERS,
        **risks.UPCASTERS,
        **visits.UPCASTERS,
        **attachments.UPCASTERS,
    },
)
OF_PLACES = Views(status=None, rows=(*places.VIEWS, *notices.VIEWS, *duties.VIEWS), code=0, noun="place")
OF_PRINCIPALS = Views(status=None, rows=(), code=0, noun="principal", placed=False)
VIEWS = Views(
    status=standing.STATUS, code=12,
    rows=(
        *pairings.VIEWS, *elders.VIEWS, *census.VIEWS, *needs.VIEWS, *risks.VIEWS, *visits.VIEWS, *attachments.VIEWS,
        *monitoring.VIEWS, *family.VIEWS,
    ),
    others=(OF_PLACES, OF_PRINCIPALS), tallies=standing.TALLIES, follows=standing.follows,
)  # fmt: skip
ROUTERS = tuple(  # the most asked first, for a request is compared with one after another; `…/figures` before `…/{id}`
    part.router
    for part in (
        visits, feed, figures, needs, risks, worklist, status, elders, accounts, coverage, attachments, printing, monitoring,
        course, family, census, pairings, places, policy, notices, duties, jobs, exports, imports, templates, agencies,
    )
)  # fmt: skip
TABLES = SQLModel.metadata

health = APIRouter(tags=["health"], route_class=StrictRoute)


def bare(
    base_url: str = "", lifespan: Any = None, *, clock_moves: bool = False, cors_origins: Sequence[str] = ()
) -> FastAPI:
    """The application with its routes and its contract, without a database behind it.

    Where a sandbox's clock moves, there is a route for it, and every other one first looks where it stands.
    """
    app = FastAPIOffline(
        title="carevisit",
        version=__version__,
        description=_DESCRIPTION,
        lifespan=lifespan,
        redoc_url=None,
        redirect_slashes=False,
        openapi_url="/openapi.json",
        telemetry=tracing.NOT_FASTAPIS_OWN,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        contact={"name": "The operator of this deployment · 部署单位"},
        servers=[{"url": base_url or _DEMO, "description": "This deployment. 本部署。"}],
        openapi_tags=_TAGS,
    )
    for router in ROUTERS:
        app.include_router(router, dependencies=[Depends(sandbox.follow)] if clock_moves else [])
    for router in (*([sandbox.router] if clock_moves else []), reference(EVENTS), health):
        app.include_router(router)
    describe(app, EVENTS)
    install(app)
    app.add_middleware(Compressed)
    app.add_middleware(Methods)
    app.add_middleware(Envelope, base_url=base_url)
    if cors_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=cors_origins, allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=_TAKEN, expose_headers=_GIVEN, max_age=600,
        )  # fmt: skip
    return app


def build(settings: Settings) -> FastAPI:
    """The application, with its settings checked."""
    settings.check()
    policy.load_profiles(settings.profiles_dir)
    clock_moves = settings.environment == "sandbox" and settings.sandbox_clock
    database = Database(*settings.database_urls, settings.pool_size, settings.pool_waiting, settings.pool_wait_s)
    turns = Turns(waiting=settings.waiting_per_elder)
    ledger = Ledger(database, KINDS, VIEWS, Sealing(settings.keys), turns, settings.longest_wait_s)
    blobs = attachments.Blobs.of(settings)
    readiness = Readiness(database, ledger.sealing, blobs, newest_migration())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await database.open()
        try:
            await must_fit(ledger)
            sequencer, announcer, watcher = Sequencer(database), agencies.Announcer(ledger), feed.Watcher(database)
            adopter, mover, ringer = elders.Adopter(ledger), elders.Mover(ledger), ringing.Ringer(ledger)
            sweeper = accounts.SignInSweeper(database)
            app.state.office, app.state.watcher = Office.of(settings, database, ledger), watcher
            app.state.blobs, app.state.readiness = blobs, readiness
            app.state.printery = printery = printing.Printery.of(settings, blobs)
            ledger.nudge = sequencer.nudge
            kinds = (*exports.KINDS.values(), *printing.kinds(printery), *imports.KINDS.values())
            queue = jobs.Queue(app.state.office, kinds, settings.job_lease_s)
            workers = [jobs.JobWorker(queue) for _ in range(settings.job_workers)]
            app.state.jobs, app.state.mover = queue, mover
            runners: list[Runner] = [watcher, Readings(partial(measure_lag, database))]
            if settings.sequencer:
                runners += [sequencer, announcer, adopter, mover, sweeper, jobs.JobSweeper(queue), *workers]
                runners += [ringer] if settings.ringer else []
            if clock_moves:
                app.state.sandbox_clock = sandbox.SandboxClock(
                    database, announcer.nudge, adopter.nudge, mover.nudge, ringer.nudge
                )
                runners.insert(0, app.state.sandbox_clock)
            metrics.gauge_of(
                "carevisit_turns_waiting", "Requests that wait for a turn at a subject", lambda: turns.queued
            )
            metrics.gauge_of("carevisit_connections", "Connections of callers", lambda: Guarded.here.total())
            if settings.metrics_port and not metrics.counted_together():
                metrics.serve(settings.metrics_port, settings.metrics_host)
            for runner in runners:
                await runner.start()
            gc.collect()
            gc.freeze()  # what was made at start stays: the collector need not look at it again
            gc.set_threshold(2_000, 25, 50)  # often and little: a collection keeps everybody waiting
            sys.setswitchinterval(0.001)  # what is computed aside gives way to a request at once
            yield
            for runner in reversed(runners):
                await runner.stop()
            await readiness.stop()
        finally:
            await database.close()
            end_traces()

    app = bare(settings.base_url, lifespan, clock_moves=clock_moves, cors_origins=settings.cors_origins)
    # the one place that believes X-Forwarded-For, from right to left: the server itself is run without
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=[str(network) for network in settings.trusted_proxies])
    end_traces = tracing.install(app, settings)
    return app


async def must_fit(ledger: Ledger) -> None:
    """Refuse to serve over a database that this program, with these keys, can't serve.

    Raises UnsafeSettings, UnknownMigration, WrongKeys, UnknownKind, UnknownProfile.
    """
    database = ledger.database
    if await database.requests_reach_the_keeper():
        raise UnsafeSettings(
            "the login of CAREVISIT_DATABASE_URL can take the keeper's role: run `carevisit migrate`"
            " / CAREVISIT_DATABASE_URL 的登录角色权限过大，请运行 carevisit migrate"
        )
    await must_be_migrated_by_us(database)
    await recognise(database, ledger.sealing)
    if unknown := await unreadable_kinds(database, KINDS):
        raise UnknownKind(f"this program is older than the ledger: it can't read {', '.join(unknown)}")
    if lost := await notices.unknown_profiles(database):
        raise policy.UnknownProfile(f"these profiles were adopted and have no file: {', '.join(lost)}")


_DESCRIPTION = """The system of record for regular visits to vulnerable elders: their files, their visits, their needs and risks.

特殊困难老年人探访关爱服务的业务系统：建档、探访、需求、风险隐患，事件溯源，分级授权。

Every failure is `application/problem+json` (RFC 9457) with a stable `code`, in 中文 or English by `Accept-Language`.
"""


_DEMO = "http://127.0.0.1:8000"
_TAGS: list[dict[str, Any]] = [
    {"name": name, "description": words}
    for name, words in {
        "sign-in": "Tokens, and who the caller is. 登录：令牌与当前身份。",
        "administration": "Accounts and clients, created, changed and ended. 账号与客户端管理。",
        "places": "The tree of places. 行政区域。",
        "reference": "Codes, profiles, problems and schemas. 参考数据：代码、政策方案、错误与数据结构。",
        "notices": "Special periods, and which profile is in force. 通知：特殊时间节点与适用的政策方案。",
        "duties": "The duties of departments and what they did. 职责任务清单与履行情况。",
        "pairings": "Who looks after an elder beside the visits. 结对关爱。",
        "elders": "The files of elders. 服务对象档案。",
        "course": "What happens to a file, from its confirmation to its exit. 档案动态：确认、认定、暂停、退出等。",
        "census": "Campaigns, lists and surveys. 摸排：排查工作、名单与入户核实。",
        "status": "An elder's status, and its reasons. 服务对象状态及其依据。",
        "worklist": "Whom to visit and what to act on. 任务清单。",
        "coverage": "The visits due and those made. 探访覆盖情况。",
        "visits": "Visit records (服务记录表), their corrections and versions. 探访记录及其更正、作废与历次版本。",
        "needs": "Needs and their steps. 关爱服务需求及办理。",
        "risks": "Risks and their steps. 风险隐患及处置。",
        "attachments": "Photographs and documents. 附件。",
        "forms": "Official forms, printed, and the codes that verify them. 纸质表格及其核验编码。",
        "monitoring": "Devices and their alerts. 远程监测：设备与告警。",
        "family": "Urging the family, and its own contacts with the elder. 家庭成员：督促与亲属联系。",
        "feed": "The change feed. 变更流。",
        "jobs": "Exports, and the jobs that make them and documents. 导出，以及办理导出和打印的任务。",
        "health": "Whether the service answers. 运行状态。",
        "sandbox": "The clock of a sandbox. 沙箱时钟。",
    }.items()
]
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


@health.get("/", operation_id="readRoot", summary="Service index · 服务入口")
async def root(request: Request) -> Root:
    base = request.scope["carevisit.base"]
    return Root(
        name="carevisit 特殊困难老年人探访关爱服务", version=__version__, docs=f"{base}/docs", contract=f"{base}/openapi.json",
        problems=f"{base}/problems/{{code}}", health=f"{base}/readyz",
    )  # fmt: skip


@health.get("/livez", operation_id="live", summary="Liveness · 存活检查")
async def livez() -> dict[str, str]:
    return {"status": "ok"}


@health.get("/readyz", operation_id="ready", summary="Readiness · 就绪检查")
async def readyz(request: Request) -> Ready:
    readiness: Readiness = request.app.state.readiness
    return await readiness.ready()


@health.get("/metrics", operation_id="metrics", summary="Metrics for Prometheus · 指标", response_class=Response)
async def read_metrics(
    request: Request, authorization: Annotated[str, Header(include_in_schema=False)] = ""
) -> Response:
    settings: Settings = request.app.state.office.settings
    token = settings.metrics_token.get_secret_value()
    if not token and (settings.environment == "production" or settings.metrics_port):
        raise NotFound
    if token and not hmac.compare_digest(f"Bearer {token}".encode(), authorization.encode("latin-1")):
        raise Unauthorized
    metrics.take_readings()
    return Response(metrics.exposition(), media_type=CONTENT_TYPE_LATEST)


def make() -> FastAPI:
    """The application by the environment's settings, for `uvicorn --factory`."""
    settings = Settings()
    logs.configure(settings.log_level, settings.log_format)
    return build(settings)
