"""Coverage of a district by village and of a province by district, compared with a bare count of the same rows.

`python -m bench.coverage` prints how it grows from ten thousand elders to a million.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import LiteralString

from carevisit import deploy, embedded
from carevisit.coverage.queries import BELOW, PLACES
from carevisit.database import KEEPER_LOGIN, REQUESTS

from . import worklist
from .province import Size, fill
from .reader import Reader, Took

SIZES = (
    (Size(10_000, townships=4, villages=10), "village"), (Size(50_000), "village"), (Size(100_000, townships=20), "village"),
    (Size(1_000_000, districts=20, months=1), "district"),
)  # fmt: skip
RAW: LiteralString = """
SELECT (SELECT count(*) FROM owing WHERE place_no >= %(area_lo)s AND place_no <= %(area_hi)s
    AND from_month <= %(month)s AND until_month >= %(month)s)
  + (SELECT count(*) FROM kept WHERE place_no >= %(area_lo)s AND place_no <= %(area_hi)s AND month = %(month)s)
"""


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
    print(
        f"{'elders':>10} {'coverage by':>12} {'ms':>8} {'cpu ms':>8} {'raw count ms':>13} {'cpu':>8} {'of raw':>7}"
        f" {'worklist ms':>12} {'cpu':>6}"
    )
    for size, by in SIZES if len(sys.argv) < 2 else [one for one in SIZES if one[0].elders == int(sys.argv[1])]:
        with filled(size) as reader:
            one = reader()
            found, raw = measure(one, by)
            page = worklist.measure(reader())
        print(
            f"{size.elders:>10,} {by:>12} {found.wall:>8.1f} {found.cpu:>8.1f} {raw.wall:>13.1f} {raw.cpu:>8.1f}"
            f" {found.wall / raw.wall:>7.2f} {page.wall:>12.1f} {page.cpu:>6.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
