"""`make bench`: measure the hot paths and the raw database, print the table, store the figures."""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime

from rich.console import Console

from .batches import Batches
from .cost import costs
from .district import measure_district
from .forms import pages_per_second
from .imports import import_visits
from .posts import VisitPosts
from .raw import CLIENTS, RawCeiling
from .reads import CommitToFeed, feed_pages, overdue_pages
from .rebuild import Rebuild
from .rival import Rival
from .same_sql import SameSql
from .scene import ROOT, Scene, hazardous, late, open_scene, serve
from .table import Results, show, targets

HTTP_DB = "http"
OTHERS = {"late": late, "hazardous": hazardous}
BEGAN = time.monotonic()
console = Console(width=None if os.isatty(1) else 132)


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    rounds: int = 5
    seconds: float = 3  # of each round
    elders: int = 2_000
    entries: int = 200_000  # to rebuild
    district: int = 50_000  # elders of the district whose worklist and coverage are read
    page: int = 1_000  # events of a feed page
    batch: int = 1_000  # visits of a batch
    visits: int = 400  # written one by one, to break down the time of one
    forms: int = 1_000  # set as PDF
    rows: int = 50_000  # of visits, imported


WHOLE = Extent()
QUICK = Extent(rounds=1, seconds=2, entries=40_000)
SMOKE = Extent(
    rounds=1, seconds=2, elders=300, entries=2_000, district=1_000, page=100, batch=100, visits=50, forms=20, rows=200
)


def main() -> None:
    """Measure and print everything; a missed target is printed and is no failure, a missing figure is one."""
    parser = argparse.ArgumentParser(prog="make bench", description=main.__doc__)
    parser.add_argument(
        "--quick", action="store_const", dest="extent", const=QUICK, default=WHOLE, help="one short round"
    )
    parser.add_argument(
        "--smoke", action="store_const", dest="extent", const=SMOKE, help="only whether every line comes"
    )
    for one in fields(Extent):
        parser.add_argument(f"--{one.name}", type=type(one.default))
    asked = vars(parser.parse_args())
    extent = replace(asked.pop("extent"), **{name: value for name, value in asked.items() if value is not None})
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # so that the servers end with this process
    _say(f"setting the scene: {extent.elders:,} elders")
    with open_scene(extent.elders) as scene:
        results = Results(_machine(scene))
        _measure(scene, results, extent)
    _say(f"setting {extent.forms:,} forms")
    results.forms_per_s = pages_per_second(extent.forms)
    _say(f"a district of {extent.district:,}: worklist and coverage")
    results.district = measure_district(extent.district)
    results.check()
    show(results, console)
    console.print(f"[dim]{_keep(results)}[/]")


def _measure(scene: Scene, results: Results, extent: Extent) -> None:
    rounds, seconds = extent.rounds, extent.seconds
    raw, same_sql, rival = RawCeiling(scene), SameSql(scene), Rival(scene)
    scene.copy(HTTP_DB)
    with serve(scene, HTTP_DB) as server:
        posts = VisitPosts(scene, server)
        posts.round(16, 2)  # warms up connections, prepared statements and caches
        for turn in range(1, rounds + 1):  # in turns, so that a disturbance affects all of them
            for clients in CLIENTS:
                _say(f"round {turn} of {rounds}, {clients} clients")
                results.raw[clients].append(raw.round(clients, seconds))
                results.same_sql[clients].append(same_sql.round(clients, seconds))
                results.posts[clients].append(posts.round(clients, seconds))
            _say(f"round {turn} of {rounds}, readers and rival")
            for threads, found in results.rival.items():
                found.append(rival.round(seconds / 2, threads))
            results.feed_page_ms += feed_pages(server, seconds / 2, extent.page)
            results.overdue_page_ms += overdue_pages(server, seconds / 2)
            results.commit_to_feed_ms += CommitToFeed(scene, server).round(seconds)
            _say(f"round {turn} of {rounds}, batches of {extent.batch:,}")
            results.batches.append(Batches(scene, server, posts, extent.batch).round(seconds))
        _say("one request, taken apart")
        results.costs_us = costs(scene, server, posts, HTTP_DB, seconds, extent.visits)
    for kind, make_sheet in OTHERS.items():
        scene.copy(kind)
        with serve(scene, kind) as server:
            posts = VisitPosts(scene, server, make_sheet)
            posts.round(16, seconds)
            for turn in range(1, rounds + 1):
                _say(f"{kind} visits, round {turn} of {rounds}")
                results.others.setdefault(kind, []).append(posts.round(16, seconds))
    scene.copy("imports")
    with serve(scene, "imports") as server:
        _say(f"importing {extent.rows:,} visits")
        results.imported = import_visits(scene, server, extent.rows)
    _say(f"writing {extent.entries:,} entries to rebuild")
    again = Rebuild(scene, extent.entries)
    for turn in range(1, min(rounds, 3) + 1):
        _say(f"rebuilding, round {turn}")
        for jobs, found_by in results.rebuild.items():
            found_by.append(again.round(jobs))


def _machine(scene: Scene) -> dict[str, str]:
    version = subprocess.run([scene.postgres.bin / "postgres", "--version"], capture_output=True, text=True).stdout
    revision = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT).stdout
    return {
        "cores": str(os.cpu_count()), "python": platform.python_version(), "postgresql": version.split()[-1],
        "revision": revision.strip(), "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }  # fmt: skip


def _keep(results: Results) -> str:
    folder = ROOT / "bench" / "results"
    folder.mkdir(exist_ok=True)
    path = folder / f"{results.machine['at'].replace(':', '')[:17]}.json"
    kept = asdict(results) | {"targets": [asdict(target) | {"met": target.met} for target in targets(results)]}
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False))
    shown = ", ".join(f"{name} {value}" for name, value in results.machine.items())
    return f"{shown}; kept in {path.relative_to(ROOT)}"


def _say(what: str) -> None:
    console.print(f"[dim]{time.monotonic() - BEGAN:4.0f} s  {what}[/]")


if __name__ == "__main__":
    main()
