"""Coverage of a district by village and of a province by district, compared with a bare count of the same rows.

`python -m bench.coverage` prints how it grows from ten thousand elders to a million.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import mkdtemp
from typing import Any, LiteralString

import psycopg

from carevisit import clock, deploy, embedded
from carevisit.coverage.queries import BELOW, PLACES
from carevisit.database import KEEPER_LOGIN, REQUESTS

from .province import Size, fill

SIZES = (
    (Size(10_000, townships=4, villages=10), "village"), (Size(50_000), "village"), (Size(100_000, townships=20), "village"),
    (Size(1_000_000, districts=20, months=1), "district"),
)  # fmt: skip
RAW: LiteralString = """
SELECT (SELECT count(*) FROM owing WHERE place_no >= %(area_lo)s AND place_no <= %(area_hi)s
    AND from_month <= %(month)s AND until_month >= %(month)s)
  + (SELECT count(*) FROM kept WHERE place_no >= %(area_lo)s AND place_no <= %(area_hi)s AND month = %(month)s)
"""


@dataclass(frozen=True)
class Took:
    """Milliseconds: the median of the wall clock, and processor time of the one backend."""

    wall: float
    cpu: float


class Reader:
    """One connection with the service's login, in the role and area of a supervisor's request."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.connection.prepare_threshold = 0
        row = self.connection.execute("SELECT min(no), max(hi) FROM place").fetchone()
        assert row
        self.lo, self.hi = row
        today = clock.today()
        month = today.replace(day=1)
        self.params: dict[str, Any] = {
            "area_lo": self.lo, "area_hi": self.hi, "month": month, "months": [month], "today": today, "on": today, "limit": 51,
        }  # fmt: skip

    def run(self, *statements: str, n: int = 25, **more: Any) -> Took:
        """Run the statements in one transaction, `n` times."""
        took, before = [], 0.0
        for turn in range(n + 3):
            if turn == 3:  # prepared and warm from here on
                before = self._cpu()
            with self.connection.transaction():
                self.connection.execute(
                    "SELECT set_config('role', 'carevisit_area', true), set_config('carevisit.lo', %s, true),"
                    " set_config('carevisit.hi', %s, true)",
                    (str(self.lo), str(self.hi)),
                )
                began = time.perf_counter()
                for statement in statements:
                    self.connection.execute(statement.encode(), self.params | more).fetchall()
                took.append((time.perf_counter() - began) * 1000)
        return Took(median(took[3:]), (self._cpu() - before) / n)

    def _cpu(self) -> float:
        stat = Path(f"/proc/{self.connection.info.backend_pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(stat[11]) + int(stat[12])) * 1000 / os.sysconf("SC_CLK_TCK")


@contextmanager
def filled(size: Size) -> Iterator[Callable[[], Reader]]:
    """A scratch PostgreSQL with so many elders."""
    home = Path(mkdtemp(prefix="carevisit-bench-"))
    postgres = embedded.start(home / "postgres", durable=False)
    try:
        deploy.create_database(postgres.url(), "province")
        owner, app = postgres.url("province"), postgres.url("province", REQUESTS, "app")
        deploy.migrate(owner, app, postgres.url("province", KEEPER_LOGIN, "keeper"))
        fill(owner, size)
        yield lambda: Reader(app)
    finally:
        postgres.stop()
        embedded.remove(home / "postgres")


def measure(reader: Reader, by: str) -> tuple[Took, Took]:
    """Coverage as the route queries it, and the bare count of the same elders' rows."""
    raw = reader.run(RAW)
    return reader.run(PLACES + BELOW, by=by), raw


def main() -> None:
    """Print how it grows."""
    from .worklist import measure as worklist

    print(
        f"{'elders':>10} {'coverage by':>12} {'ms':>8} {'cpu ms':>8} {'raw count ms':>13} {'cpu':>8} {'of raw':>7}"
        f" {'worklist ms':>12} {'cpu':>6}"
    )
    for size, by in SIZES if len(sys.argv) < 2 else [one for one in SIZES if one[0].elders == int(sys.argv[1])]:
        with filled(size) as reader:
            one = reader()
            found, raw = measure(one, by)
            page = worklist(reader())
        print(
            f"{size.elders:>10,} {by:>12} {found.wall:>8.1f} {found.cpu:>8.1f} {raw.wall:>13.1f} {raw.cpu:>8.1f}"
            f" {found.wall / raw.wall:>7.2f} {page.wall:>12.1f} {page.cpu:>6.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
