"""The `carevisit` command."""

import json
import logging
import os
import sys
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from rich.markup import escape

from .. import accounts, attachments, clock, ledger, logs, metrics, places, policy
from .. import demo as demonstration
from ..app import KINDS, VIEWS, bare, must_fit
from ..cases import redraw
from ..contract import document
from ..database import Database, Sight
from ..deploy import UnknownMigration
from ..deploy import migrate as bring_up_to_date
from ..embedded import NoPostgres
from ..errors import DistrictClosed
from ..forms import drawn
from ..ledger import IS_BEGUN
from ..loops import LOOPS
from ..settings import ROOT, Keys, Settings, UnsafeSettings, in_schema
from ..tables_drawn import draw
from ..terminal import console, progress
from . import rebuilding
from .district import district
from .people import people
from .work import answering, job, with_database

log = logging.getLogger(__name__)
app = typer.Typer(no_args_is_help=True, add_completion=False, help="carevisit 特殊困难老年人探访关爱服务")
tree = typer.Typer(no_args_is_help=True, help="the tree of places · 行政区域")
app.add_typer(people, name="accounts")
app.add_typer(district, name="district")
app.add_typer(tree, name="places")
files = typer.Typer(no_args_is_help=True, help="the files of attachments · 附件文件")
app.add_typer(files, name="attachments")
HOME = Path(os.environ.get("CAREVISIT_HOME") or ROOT / ".carevisit").absolute()


def main() -> None:
    """Run the command; a mistake that people can mend is one line, not a traceback."""
    try:
        app()
    except NoPostgres as error:
        console.print(f"[red]✗[/red] {escape(str(error))}")
        sys.exit(1)
    except (
        UnsafeSettings, UnknownMigration, ledger.WrongKeys, ledger.UnknownKind, policy.UnknownProfile, accounts.Refused,
        demonstration.Stopped, ledger.NotNow, rebuilding.Ended, FileNotFoundError, ValueError,
    ) as error:  # fmt: skip
        console.print(f"[red]✗[/red] {escape(str(error))}")
        sys.exit(2)
    except DistrictClosed as problem:
        console.print(f"[red]✗[/red] {escape(problem.en())} / {escape(problem.zh)}")
        sys.exit(2)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="processes")] = 2,
) -> None:
    """Serve the API. Refuses unsafe settings: default secrets, or the sandbox clock, in production."""
    Settings().check()
    run_server(host, port, workers)


def run_server(host: str, port: int, workers: int) -> None:
    """uvicorn, with as many processes; Ctrl-C ends them all. What must not be served is refused once, in a sentence."""
    import tempfile

    import uvicorn

    with_database(lambda database: must_fit(ledger_of(database)))
    settings = Settings()
    with tempfile.TemporaryDirectory(prefix="carevisit-metrics-") if workers > 1 else nullcontext() as folder:
        if folder:  # one process keeps its own count, and shows it itself
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
            if settings.metrics_port:
                metrics.serve(settings.metrics_port, settings.metrics_host)
        uvicorn.run(
            "carevisit.app:make", factory=True, host=host, port=port, workers=workers, access_log=False,
            log_config=logs.config(settings.log_level, settings.log_format),
            loop="uvloop" if sys.platform != "win32" else "auto", server_header=False, timeout_graceful_shutdown=10,
            http="carevisit.guard:Guarded", ws="none", timeout_keep_alive=settings.keep_alive_s,
            proxy_headers=False,  # the application reads them itself, from the proxies of its settings
        )  # fmt: skip


@app.command()
def migrate(
    schema: Annotated[str | None, typer.Option(help="the district's schema, made where it is not there yet")] = None,
) -> None:
    """Bring a district to the newest migration (CAREVISIT_OWNER_DATABASE_URL, CAREVISIT_SCHEMA), set the service's two logins."""
    settings = Settings(district_schema=schema) if schema else Settings()
    owner_url = answering(settings.owner_database_url.get_secret_value(), "CAREVISIT_OWNER_DATABASE_URL")
    with job(migrate):
        bring_up_to_date(owner_url, *settings.database_urls, settings.district_schema)
    console.print("✓ migrated / 数据库已更新")


@app.command()
def keys(path: Annotated[Path, typer.Argument(help="where to write them")] = Path("keys.json")) -> None:
    """Make the deployment's keys. Back them up apart from the database: without them the personal parts can't be read.

    Where a database is set that holds a ledger already, none are made: it can be read with its own only.
    """
    if Settings().database_url.get_secret_value():
        _refuse_over_a_ledger(Settings().database_urls[0])
    Keys.generate("production").write(path)
    console.print(f"✓ {path} — 请与数据库分开备份 / back it up apart from the database")


def _refuse_over_a_ledger(url: str) -> None:
    """Raises UnsafeSettings where anything was written already; NoPostgres where that can't be known."""
    with psycopg.connect(answering(url, "CAREVISIT_DATABASE_URL")) as connection:
        there = connection.execute("SELECT to_regclass('feed_head') IS NOT NULL").fetchone()
        if there and there[0] and connection.execute(IS_BEGUN).fetchone():
            raise UnsafeSettings(
                "the database of CAREVISIT_DATABASE_URL holds a ledger already: put its own key file back"
                " / CAREVISIT_DATABASE_URL 所指数据库已有账本，请恢复其原密钥文件，不得另行生成"
            )


def ledger_of(database: Database) -> ledger.Ledger:
    """The ledger of a database, by this deployment's keys and profiles."""
    settings = Settings()
    policy.load_profiles(settings.profiles_dir)  # the views rest on them
    return ledger.Ledger(database, KINDS, VIEWS, ledger.Sealing(settings.keys))


@app.command()
def rebuild(
    stale: Annotated[
        bool,
        typer.Option(
            "--stale", help="only what reflects an older version or older code; goes on after an interruption"
        ),
    ] = False,
    jobs: Annotated[
        int | None, typer.Option(min=1, max=64, help="processes; as many as this one may use cores, if left out")
    ] = None,
) -> None:
    """Fold every elder's entries anew and write the views, in place, beside live writers."""

    async def work(database: Database) -> int:
        entries, book = 0, ledger_of(database)
        with progress() as bar:
            task = bar.add_task("重建视图 rebuilding", total=await ledger.count_subjects(database))
            async for step in rebuilding.rebuild(jobs or rebuilding.cores(), book, ledger_of, all_of_them=not stale):
                entries += step.entries
                bar.advance(task, step.subjects)
        return entries

    console.print(f"✓ {with_database(work)} entries / 条记录")


@app.command()
def verify(
    deep: Annotated[bool, typer.Option("--deep", help="fold every elder anew and compare the views")] = False,
    with_files: Annotated[
        bool, typer.Option("--attachments", help="also look whether the file of every attachment is in the storage")
    ] = False,
) -> None:
    """Prove the ledger: numbering, hashes, the feed, and that the views reflect it. Changes nothing."""

    async def work(database: Database) -> list[ledger.Finding]:
        findings, book = [], ledger_of(database)
        with progress() as bar:
            task = bar.add_task("校验 verifying", total=await ledger.count_subjects(database))
            async for step in ledger.verify(book, deep=deep):
                if isinstance(step, ledger.Finding):
                    findings.append(step)
                else:
                    bar.advance(task, step.subjects)
        if with_files:
            async with database.transaction(Sight.KEEPER) as keeper:
                findings += [lost async for lost in attachments.missing(keeper, _blobs())]
        return findings

    findings = with_database(work)
    for finding in findings[:200]:
        console.print(f"[red]✗[/red] {finding.subject}: {finding.what}")
    if findings:
        logs.write(log, logging.ERROR, "the ledger does not hold", findings=len(findings))
        console.print(f"{len(findings)} findings / 发现 {len(findings)} 处问题")
        raise typer.Exit(1)
    console.print("✓ the ledger holds / 账本完好")


def _blobs() -> attachments.Blobs:
    return attachments.Blobs.of(Settings())


@files.command("sweep")
def sweep() -> None:
    """Delete files older than a day that no attachment needs: of uploads that were broken off, of removals cut short."""

    async def work(database: Database) -> int:
        async with database.transaction(Sight.KEEPER) as keeper:
            return await attachments.sweep(keeper, _blobs(), clock.wall() - timedelta(days=1))

    console.print(f"✓ {with_database(work)} files / 个文件")


@tree.command("import")
def import_places(
    what: Annotated[
        str, typer.Argument(help=f"a CSV file (code,name,level,parent), or one of {', '.join(places.PACKAGED)}")
    ],
) -> None:
    """Load places, or rename those that are there; the tree is numbered anew."""
    listed = places.packaged(what) if what in places.PACKAGED else places.from_file(Path(what))

    async def work(database: Database) -> int:
        async with database.transaction(Sight.KEEPER) as keeper:
            return await places.import_places(keeper, listed)

    console.print(f"✓ {with_database(work)} places / 个行政区域")


@app.command()
def openapi(
    write: Annotated[bool, typer.Option("--write", help="write openapi/carevisit.v1.json")] = False,
) -> None:
    """The OpenAPI document, as the code says it."""
    text = document(bare())
    if write:
        (ROOT / "openapi" / "carevisit.v1.json").write_text(text, encoding="utf-8")
    else:
        typer.echo(text)


@app.command()
def loops(
    write: Annotated[bool, typer.Option("--write", help="write them into docs/cases.md")] = False,
) -> None:
    """The loops of needs and risks (需求办理、隐患处置): their tables and drawings, as the code says them."""
    path = ROOT / "docs" / "cases.md"
    text = redraw(path.read_text(encoding="utf-8"), LOOPS.values())
    if write:
        path.write_text(text, encoding="utf-8")
    else:
        typer.echo(text)


@app.command()
def tables(
    write: Annotated[bool, typer.Option("--write", help="write docs/database.md")] = False,
) -> None:
    """The tables (数据表) by area, as entity diagrams, from the district that CAREVISIT_OWNER_DATABASE_URL names."""
    settings = Settings()
    url = in_schema(settings.owner_database_url.get_secret_value(), settings.district_schema)
    with psycopg.connect(answering(url, "CAREVISIT_OWNER_DATABASE_URL")) as owner:
        text = draw(owner)
    if write:
        (ROOT / "docs" / "database.md").write_text(text, encoding="utf-8")
    else:
        typer.echo(text)


@app.command()
def forms(
    write: Annotated[bool, typer.Option("--write", help="write docs/forms.md")] = False,
) -> None:
    """The printed forms (纸质表格), field by field: where each is sent and where it is read."""
    text = drawn(json.loads(document(bare())))
    if write:
        (ROOT / "docs" / "forms.md").write_text(text, encoding="utf-8")
    else:
        typer.echo(text)


@app.command()
def demo(
    elders: Annotated[int, typer.Option(min=10, max=200_000, help="how many elders")] = 2000,
    months: Annotated[int, typer.Option(min=1, max=24, help="how many months of visits")] = 6,
    seed: Annotated[int, typer.Option(help="the same seed tells the same story")] = 53,
    port: Annotated[int, typer.Option(min=1, max=65535, help="port to listen on")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="processes")] = 2,
) -> None:
    """A synthetic district to try: starts its own PostgreSQL, makes the data at the first start, and serves it."""
    wanted = demonstration.Wanted(elders, months, seed)
    demonstration.start(HOME, wanted, port, workers, run_server)


@app.command("clean-demo")
def clean_demo() -> None:
    """Stop a demo that still runs, and remove its data."""
    demonstration.clean(HOME)
