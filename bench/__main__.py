"""`make bench`: measure the hot paths beside the raw database, print the table, keep the figures."""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime

from rich.console import Console

from .cost import costs
from .district import measure_district
from .posts import VisitPosts
from .raw import CLIENTS, RawCeiling
from .reads import CommitToFeed, feed_pages, overdue_pages
from .rebuild import Rebuild
from .rival import Rival
from .same_sql import SameSql
from .scene import ROOT, Scene, hazardous, open_scene, serve
from .table import Results, show, targets

HTTP_DB, HAZARDS_DB = "http", "hazards"
console = Console(width=None if os.isatty(1) else 132)


def main() -> None:
    """Run everything and print it; a missed target is printed, and is no failure. A missing figure is one."""
    parser = argparse.ArgumentParser(prog="make bench", description=main.__doc__)
    parser.add_argument("--quick", action="store_true", help="one round of 2 s, and a smaller rebuild")
    parser.add_argument("--smoke", action="store_true", help="all of it once, and small: only whether every line comes")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3, help="of each round")
    parser.add_argument("--elders", type=int, default=2_000)
    parser.add_argument("--entries", type=int, default=200_000, help="to rebuild")
    parser.add_argument("--district", type=int, default=50_000, help="elders of the district whose worklist is read")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # so that our servers end with us
    if asked.quick:
        asked.rounds, asked.seconds, asked.entries = 1, 2, 40_000
    if asked.smoke:
        asked.rounds, asked.seconds, asked.elders, asked.entries, asked.district = 1, 1, 1_000, 4_000, 2_000
    _say(f"setting the scene: {asked.elders:,} elders")
    with open_scene(asked.elders) as scene:
        results = Results(_machine(scene))
        _measure(scene, results, asked.rounds, asked.seconds, asked.entries)
    _say(f"a district of {asked.district:,}: worklist and coverage")
    results.district = measure_district(asked.district)
    results.check()
    show(results, console)
    console.print(f"[dim]{_keep(results)}[/]")


def _measure(scene: Scene, results: Results, rounds: int, seconds: float, entries: int) -> None:
    raw, same_sql, rival = RawCeiling(scene), SameSql(scene), Rival(scene)
    scene.copy(HTTP_DB)
    with serve(scene, HTTP_DB) as server:
        posts = VisitPosts(scene, server)
        posts.round(16, 2)  # connections, prepared statements and caches are warm then
        for turn in range(1, rounds + 1):  # side by side, so that what disturbs one disturbs the others
            for clients in CLIENTS:
                _say(f"round {turn} of {rounds}, {clients} clients")
                results.raw[clients].append(raw.round(clients, seconds))
                results.same_sql[clients].append(same_sql.round(clients, seconds))
                results.posts[clients].append(posts.round(clients, seconds))
            _say(f"round {turn} of {rounds}, readers and rival")
            for threads, found in results.rival.items():
                found.append(rival.round(seconds / 2, threads))
            results.feed_page_ms += feed_pages(server, seconds / 2)
            results.overdue_page_ms += overdue_pages(server, seconds / 2)
            results.commit_to_feed_ms += CommitToFeed(scene, server).round(seconds)
        _say("one request, taken apart")
        results.costs_us = costs(scene, server, posts, HTTP_DB, seconds)
    scene.copy(HAZARDS_DB)
    with serve(scene, HAZARDS_DB) as server:
        posts = VisitPosts(scene, server, hazardous)
        posts.round(16, 2)
        for turn in range(1, rounds + 1):
            _say(f"visits that find a need and dangers, round {turn} of {rounds}")
            results.hazards.append(posts.round(16, seconds))
    _say(f"writing {entries:,} entries to rebuild")
    again = Rebuild(scene, entries)
    for turn in range(1, min(rounds, 3) + 1):
        _say(f"rebuilding, round {turn}")
        results.rebuild.append(again.round())


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
    told = asdict(results) | {"targets": [asdict(target) for target in targets(results)]}
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False))
    shown = ", ".join(f"{name} {value}" for name, value in results.machine.items())
    return f"{shown}; kept in {path.relative_to(ROOT)}"


def _say(what: str) -> None:
    console.print(f"[dim]{what}[/]")


if __name__ == "__main__":
    main()
