"""The figures as tables, with their targets; a miss is shown with its breakdown."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from carevisit.cli.rebuilding import cores

from .batches import Beside
from .district import District, in_sentences
from .http_load import percentile
from .imports import Imported, in_sentence
from .posts import Figures
from .raw import CLIENTS, Pace

LONE_MS = 7.3  # what a lone visit took before books shared transactions (docs/benchmarks.md)


@dataclass
class Results:
    """The figures of all rounds, in order; by number of clients where that varies."""

    machine: dict[str, str]
    raw: dict[int, list[Pace]] = field(default_factory=lambda: {n: [] for n in CLIENTS})
    same_sql: dict[int, list[Pace]] = field(default_factory=lambda: {n: [] for n in CLIENTS})
    posts: dict[int, list[Figures]] = field(default_factory=lambda: {n: [] for n in CLIENTS})
    rival: dict[int, list[float]] = field(default_factory=lambda: {1: [], 16: []})  # by threads
    feed_page_ms: list[float] = field(default_factory=list)
    overdue_page_ms: list[float] = field(default_factory=list)
    commit_to_feed_ms: list[float] = field(default_factory=list)
    rebuild: dict[int, list[float]] = field(
        default_factory=lambda: {n: [] for n in sorted({1, cores()})}
    )  # by processes
    costs_us: dict[str, float] = field(default_factory=dict)
    batches: list[Beside] = field(default_factory=list)
    others: dict[str, list[Figures]] = field(default_factory=dict)  # visits that are not ordinary, by kind, 16 clients
    imported: Imported = field(default_factory=Imported)
    forms_per_s: float = math.nan  # pages, on one core
    district: District = field(default_factory=District)

    def check(self) -> None:
        """Raises RuntimeError if a figure of the table is missing."""

        def missing(name: str, value: Any) -> list[str]:
            if is_dataclass(value) and not isinstance(value, type):
                return missing(name, vars(value))
            if isinstance(value, dict):
                return (
                    [name]
                    if not value
                    else [one for key, inner in value.items() for one in missing(f"{name} {key}", inner)]
                )
            if isinstance(value, list):
                return [name] if not value else [one for inner in value for one in missing(name, inner)]
            return [name] if isinstance(value, int | float) and not math.isfinite(value) else []

        if lacking := missing("results", self):
            raise RuntimeError(f"the table lacks {', '.join(lacking)}")

    def per_second(self, clients: int) -> float:
        return median(figures.per_second for figures in self.posts[clients])

    def share(self, of: Mapping[int, list[Pace]], clients: int) -> float:
        """Per cent: visits/s over HTTP, of those of the same number of clients without HTTP."""
        return 100 * self.per_second(clients) / median(pace.per_second for pace in of[clients])

    def cost(self, clients: int) -> float:
        """Microseconds of processor time per visit over HTTP, of all processes."""
        return _cost(self.posts[clients])

    def times_ordinary(self, kind: str) -> float:
        """The processor time of a visit of another kind, by that of an ordinary one."""
        ordinary = self.cost(16)
        return _cost(self.others[kind]) / ordinary if ordinary else float("nan")

    def cost_share(self, of: Mapping[int, list[Pace]], clients: int) -> float:
        """Per cent: the same share by processor time, which other load on the machine disturbs less."""
        cost = self.cost(clients)
        return 100 * median(pace.cpu_us for pace in of[clients]) / cost if cost else float("nan")

    def p(self, which: str, clients: int) -> float:
        return float(median(getattr(figures, which) for figures in self.posts[clients]))


def _cost(rounds: Sequence[Figures]) -> float:
    """Microseconds of processor time of a request, of all processes."""
    return median(sum(figures.cpu_us.values()) for figures in rounds)


@dataclass(frozen=True)
class Target:
    """What a figure should reach, and what a stretch would be; `most`: it should stay below."""

    what: str
    found: float
    reach: float
    stretch: float | None = None
    unit: str = ""
    most: bool = False
    because: str = ""  # the breakdown of a miss

    @property
    def met(self) -> bool:
        return self.meets(self.reach)

    def meets(self, bound: float) -> bool:
        return self.found <= bound if self.most else self.found >= bound

    def bounded(self, bound: float) -> str:
        return f"{'≤' if self.most else '≥'} {self.shown(bound)}"

    def shown(self, figure: float) -> str:
        return f"{figure:,.0f}{self.unit}" if abs(figure) >= 100 else f"{figure:.3g}{self.unit}"


def targets(results: Results) -> list[Target]:
    """The targets of docs/benchmarks.md, each with its figure."""
    rival, page = median(results.rival[1]), median(results.feed_page_ms)
    batches = median(one.per_second for one in results.batches)
    waits = median(one.beside_p99_ms / one.alone_p99_ms for one in results.batches)
    rebuild = max(median(rounds) for rounds in results.rebuild.values())
    database = {n: median(one.cpu_us["PostgreSQL"] for one in results.posts[n]) for n in (16, 64)}
    return [
        *(
            Target(
                f"visit POST, {n} clients, of the raw ceiling by processor time", results.cost_share(results.raw, n), reach,
                stretch, " %", because=_processors(results.posts[n]),
            )
            for n, reach, stretch in ((16, 13, 18), (32, 17, 22), (64, 20, 25))
        ),
        Target(
            "visit POST over HTTP, of the rival one by one in process",
            max(results.per_second(n) for n in (32, 64)) / rival, 1.2, 1.6, "×",
        ),
        *(
            Target(f"PostgreSQL's processor time of a visit, {n} clients", database[n], reach, stretch, " µs", most=True)
            for n, reach, stretch in ((16, 400, 300), (64, 250, 200))
        ),
        Target(
            "visit POST p99, 16 clients", results.p("p99_ms", 16), 60, 40, " ms", most=True,
            because=_processors(results.posts[16]),
        ),
        Target("a lone visit, one client, p50", results.p("p50_ms", 1), LONE_MS, 0.8 * LONE_MS, " ms", most=True),
        *(
            Target(
                f"a {kind} visit's processor time, of an ordinary one's", results.times_ordinary(kind), 2, None, "×", most=True,
                because=_processors(rounds),
            )
            for kind, rounds in results.others.items()
        ),
        Target("batches of 1,000 of two callers, of the rival one by one", batches / rival, 1.5, 3, "×"),
        Target("a single visit's p99 beside batches, of alone", waits, 3, None, "×", most=True),
        Target("feed page of 1,000", page, 10, None, " ms", most=True),
        Target("commit to feed, p99", percentile(results.commit_to_feed_ms, 0.99), 300, None, " ms", most=True),
        Target("rebuild in place", rebuild, 25_000, 50_000, "/s"),
        Target("official forms to PDF, one core, pages a second (11)", results.forms_per_s, 20, None, "/s"),
    ]  # fmt: skip


def show(results: Results, console: Console) -> None:
    """Print everything."""
    console.print(_hot_path(results))
    console.print(_by_kind(results))
    console.print(_others(results))
    console.print(_costs(results))
    console.print(_targets(results))
    for line in [in_sentence(results.imported), *in_sentences(results.district)]:
        console.print(line)


def _hot_path(results: Results) -> Table:
    table = Table(
        title="One visit, durable: an ordinary one",
        title_justify="left",
        caption=_spread(results),
        caption_justify="left",
    )
    for heading in (
        "clients", "raw tx/s (1)", "same SQL/s (2)", "POST/s (3)", "p50 ms", "p99 ms", "of (1)", "of (2)",
        "CPU µs (1)", "(2)", "(3)", "of (1)", "of (2)",
    ):  # fmt: skip
        table.add_column(heading, justify="right")
    for n in CLIENTS:
        table.add_row(
            str(n), f"{median(p.per_second for p in results.raw[n]):,.0f}",
            f"{median(p.per_second for p in results.same_sql[n]):,.0f}", f"{results.per_second(n):,.0f}",
            f"{results.p('p50_ms', n):.1f}", f"{results.p('p99_ms', n):.1f}",
            f"{results.share(results.raw, n):.1f} %", f"{results.share(results.same_sql, n):.1f} %",
            f"{median(p.cpu_us for p in results.raw[n]):,.0f}", f"{median(p.cpu_us for p in results.same_sql[n]):,.0f}",
            f"{results.cost(n):,.0f}", f"{results.cost_share(results.raw, n):.1f} %",
            f"{results.cost_share(results.same_sql, n):.1f} %",
        )  # fmt: skip
    return table


def _by_kind(results: Results) -> Table:
    table = Table(title="One visit, ordinary and not, 16 clients (9)", title_justify="left")
    table.add_column("kind")
    for heading in ("POST/s", "p50 ms", "p99 ms", "CPU µs", "of an ordinary one"):
        table.add_column(heading, justify="right")
    for kind, rounds in {"ordinary": results.posts[16], **results.others}.items():
        table.add_row(
            kind, f"{median(one.per_second for one in rounds):,.0f}", f"{median(one.p50_ms for one in rounds):.1f}",
            f"{median(one.p99_ms for one in rounds):.1f}", f"{_cost(rounds):,.0f}",
            f"{results.times_ordinary(kind):.1f}×" if kind in results.others else "",
        )  # fmt: skip
    return table


def _targets(results: Results) -> Table:
    table = Table("target", "reach", "found", "", "stretch", "", title="Targets", title_justify="left")
    for target in targets(results):
        reached = ("[red]✗[/]", "[green]✓[/]")[target.met]
        row = [target.what, target.bounded(target.reach), target.shown(target.found), reached]
        if target.stretch is not None:
            row += [target.bounded(target.stretch), "✓" if target.meets(target.stretch) else ""]
        table.add_row(*row)
        if not target.met and target.because:
            table.add_row(f"  [dim]{target.because}[/]")
    return table


def _others(results: Results) -> Table:
    table = Table(title="Beside it", title_justify="left")
    table.add_column("what")
    table.add_column("found", justify="right")
    for threads, rounds in results.rival.items():
        who = "1 thread" if threads == 1 else f"{threads} threads"
        table.add_row(f"pyeventsourcing, bare append in process, {who} (4)", f"{median(rounds):,.0f} events/s")
    waits = results.commit_to_feed_ms
    table.add_row("feed page of 1,000, platform (5)", f"{median(results.feed_page_ms):.1f} ms")
    table.add_row("commit to feed, p50 (5)", f"{percentile(waits, 0.5):.0f} ms")
    table.add_row("commit to feed, p99 (5)", f"{percentile(waits, 0.99):.0f} ms")
    table.add_row("overdue elders of a township, page of 50, guide (6)", f"{median(results.overdue_page_ms):.1f} ms")
    for jobs, found_by in results.rebuild.items():
        many = "1 process" if jobs == 1 else f"{jobs} processes"
        table.add_row(f"rebuild in place, {many} (7)", f"{median(found_by):,.0f} entries/s")
    beside = results.batches
    table.add_row(
        "visits in batches of 1,000, two callers (10)", f"{median(one.per_second for one in beside):,.0f} records/s"
    )
    table.add_row("a single visit's p99, alone (10)", f"{median(one.alone_p99_ms for one in beside):.1f} ms")
    table.add_row(
        "a single visit's p99, beside these batches (10)", f"{median(one.beside_p99_ms for one in beside):.1f} ms"
    )
    return table


def _costs(results: Results) -> Table:
    table = Table(title="One visit POST, one caller: where its time goes (8)", title_justify="left")
    table.add_column("on what")
    table.add_column("µs", justify="right")
    for what, micros in results.costs_us.items():
        table.add_row(what, f"{micros:,.0f}")
    table.add_section()
    for n in CLIENTS:
        table.add_row(f"processor time per request, {n} clients: {_processors(results.posts[n])}", "")
    return table


def _processors(rounds: Sequence[Figures]) -> str:
    """The processor time of a request, by process."""
    return ", ".join(f"{who} {median(one.cpu_us[who] for one in rounds):,.0f} µs" for who in rounds[0].cpu_us)


def _spread(results: Results) -> str:
    rounds: list[Any] = [figures.per_second for figures in results.posts[16]]
    return f"medians of {len(rounds)} rounds; POST/s at 16 clients went from {min(rounds):,.0f} to {max(rounds):,.0f}"
