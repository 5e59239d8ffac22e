"""The figures as tables, with their targets; a miss is shown with its breakdown."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, is_dataclass
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from carevisit.cli.rebuilding import cores

from .batches import Beside
from .district import District, in_sentences
from .http_load import percentile
from .posts import Figures
from .raw import CLIENTS, Pace


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
    hazards: list[Figures] = field(default_factory=list)  # visits that open cases, 16 clients
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
        return median(sum(figures.cpu_us.values()) for figures in self.posts[clients])

    def cost_share(self, of: Mapping[int, list[Pace]], clients: int) -> float:
        """Per cent: the same share by processor time, which other load on the machine disturbs less."""
        cost = self.cost(clients)
        return 100 * median(pace.cpu_us for pace in of[clients]) / cost if cost else float("nan")

    def p(self, which: str, clients: int) -> float:
        return float(median(getattr(figures, which) for figures in self.posts[clients]))


@dataclass(frozen=True)
class Target:
    """A target, the figure found, and the breakdown of a miss."""

    what: str
    wanted: str
    found: str
    met: bool
    because: str = ""


def targets(results: Results) -> list[Target]:
    """The targets of docs/benchmarks.md, each with its figure."""
    fastest = max(results.per_second(n) for n in CLIENTS)
    rival, one_by_one = max(median(rounds) for rounds in results.rival.values()), median(results.rival[1])
    found = [
        Target(
            f"visit POST, {n} clients, of the {name}", f"≥ {least} %", f"{share:.1f} %", share >= least,
            _processors(results, n),
        )
        for n in (16, 32)
        for name, of, least in (("raw ceiling", results.raw, 15), ("same SQL", results.same_sql, 45))
        for share in (results.share(of, n),)
    ]  # fmt: skip
    stretch = max(results.share(results.raw, n) for n in (16, 32))
    p99, to_feed = results.p("p99_ms", 16), percentile(results.commit_to_feed_ms, 0.99)
    page, again = median(results.feed_page_ms), max(median(rounds) for rounds in results.rebuild.values())
    batches = median(one.per_second for one in results.batches)
    waits = median(one.beside_p99_ms / one.alone_p99_ms for one in results.batches)
    return [
        *found,
        Target("stretch: visit POST of the raw ceiling", "25 %", f"{stretch:.1f} %", stretch >= 25),
        Target("visit POST over HTTP beside the rival in process", f"≥ {rival:,.0f}/s", f"{fastest:,.0f}/s", fastest >= rival),
        Target("visit POST p99, 16 clients", "< 60 ms", f"{p99:.1f} ms", p99 < 60, _processors(results, 16)),
        Target(
            "batches of two callers beside the rival one by one", f"≥ {1.5 * one_by_one:,.0f}/s", f"{batches:,.0f}/s",
            batches >= 1.5 * one_by_one,
        ),
        Target("a single visit's p99 beside batches, of alone", "≤ 3", f"{waits:.1f}", waits <= 3),
        Target("feed page of 1,000", "≤ 10 ms", f"{page:.1f} ms", page <= 10),
        Target("commit to feed, p99", "< 300 ms", f"{to_feed:.0f} ms", to_feed < 300),
        Target("rebuild in place", "≥ 25,000/s", f"{again:,.0f}/s", again >= 25_000),
        Target(
            "official forms to PDF, one core (11)", "≥ 20 pages/s", f"{results.forms_per_s:.0f} pages/s",
            results.forms_per_s >= 20,
        ),
    ]  # fmt: skip


def show(results: Results, console: Console) -> None:
    """Print everything."""
    console.print(_hot_path(results))
    console.print(_with_hazards(results))
    console.print(_others(results))
    console.print(_costs(results))
    table = Table("target", "wanted", "found", "", title="Targets", title_justify="left")
    for target in targets(results):
        mark = "[green]✓[/]" if target.met else "[red]✗[/]"
        table.add_row(target.what, target.wanted, target.found, mark)
        if not target.met and target.because:
            table.add_row(f"  [dim]{target.because}[/]", "", "", "")
    console.print(table)
    for line in in_sentences(results.district):
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


def _with_hazards(results: Results) -> Table:
    table = Table(title="One visit that finds a need and dangers, 16 clients (9)", title_justify="left")
    for heading in ("POST/s", "of an ordinary one", "p50 ms", "p99 ms", "CPU µs"):
        table.add_column(heading, justify="right")
    per_second = median(one.per_second for one in results.hazards)
    table.add_row(
        f"{per_second:,.0f}", f"{100 * per_second / results.per_second(16):.0f} %",
        f"{median(one.p50_ms for one in results.hazards):.1f}", f"{median(one.p99_ms for one in results.hazards):.1f}",
        f"{median(sum(one.cpu_us.values()) for one in results.hazards):,.0f}",
    )  # fmt: skip
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
    for n in (1, 16):
        table.add_row(f"processor time per request, {n} clients: {_processors(results, n)}", "")
    return table


def _processors(results: Results, clients: int) -> str:
    """The processor time of a request, by process."""
    rounds = [figures.cpu_us for figures in results.posts[clients]]
    return ", ".join(f"{who} {median(one[who] for one in rounds):,.0f} µs" for who in rounds[0])


def _spread(results: Results) -> str:
    rounds: list[Any] = [figures.per_second for figures in results.posts[16]]
    return f"medians of {len(rounds)} rounds; POST/s at 16 clients went from {min(rounds):,.0f} to {max(rounds):,.0f}"
