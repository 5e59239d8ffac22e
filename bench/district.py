"""The worklist and coverage of a district of fifty thousand elders, over HTTP and compared with the raw count of the rows."""

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import mkdtemp

from carevisit import accounts, embedded
from carevisit.access import Role
from carevisit.database import Sight
from carevisit.settings import Keys

from . import coverage, worklist
from .exports import FORMATS, Exported, export_elders
from .province import Size, fill, with_names
from .reader import Reader
from .reads import Reader as Caller
from .scene import PASSWORD, Scene, serve

COVERAGE, WORKLIST = "/v1/coverage?by=village", "/v1/worklist?limit=50"


@dataclass
class District:
    """Milliseconds, medians: in the database and over HTTP."""

    elders: int = 0
    raw_ms: float = float("nan")
    coverage_ms: float = float("nan")
    worklist_ms: float = float("nan")
    over_http: dict[str, float] = field(default_factory=dict)
    exports: dict[str, Exported] = field(default_factory=dict)  # of all elders, by format


def measure_district(elders: int, times: int = 25) -> District:
    """Fill a scratch PostgreSQL and measure it."""
    home, found = Path(mkdtemp(prefix="carevisit-bench-")), District(elders)
    postgres = embedded.start(home / "postgres", durable=False)
    try:
        keys = Keys.generate("sandbox")
        keys.write(home / "keys.json")
        scene = Scene(postgres, keys, home / "keys.json")
        scene.copy("district", of=None)
        scene.migrate("district")
        fill(scene.owner_url("district"), Size(elders))
        with_names(scene.owner_url("district"), keys)
        asyncio.run(_people(scene))
        reader = Reader(scene.app_url("district"))
        once, raw = coverage.measure(reader, "village")
        found.coverage_ms, found.raw_ms = once.wall, raw.wall
        found.worklist_ms = worklist.measure(Reader(scene.app_url("district"))).wall
        with serve(scene, "district") as server:
            caller = Caller(server, "supervisor")
            for path in (COVERAGE, WORKLIST):
                for _ in range(6):  # warms up both workers
                    caller.send("GET", path)
                took = []
                for _ in range(times):
                    began = time.perf_counter()
                    caller.send("GET", path)
                    took.append((time.perf_counter() - began) * 1000)
                found.over_http[path] = median(took)
            for form in FORMATS:
                found.exports[form] = export_elders(server, "supervisor", form)
    finally:
        postgres.stop()
        embedded.remove(home / "postgres")
    return found


async def _people(scene: Scene) -> None:
    async with scene.ledger("district") as ledger, ledger.database.transaction(Sight.KEEPER) as keeper:
        await accounts.add_account(keeper, Role.SUPERVISOR, "350001", "supervisor", "supervisor", PASSWORD)


def in_sentences(found: District) -> list[str]:
    """The figures in sentences."""
    lines = [
        f"{found.elders:,} elders: raw count of the rows {found.raw_ms:.1f} ms; coverage by village {found.coverage_ms:.1f} ms"
        f" ({found.coverage_ms / found.raw_ms:.2f} of it; wanted < 15 ms), worklist page {found.worklist_ms:.1f} ms"
        f" ({found.worklist_ms / found.raw_ms:.2f}; wanted < 15 ms)"
    ]
    lines += [
        f"export of {one.rows:,} elders as {form}: {one.per_second:,.0f} rows/s (wanted ≥ 10,000), resident memory"
        f" +{one.grown_mb:.0f} MB (wanted < 150)"
        for form, one in found.exports.items()
    ]
    return lines + [f"over HTTP, GET {path}: {took:.1f} ms (wanted < 25 ms)" for path, took in found.over_http.items()]


if __name__ == "__main__":
    for line in in_sentences(measure_district(50_000)):
        print(line)
