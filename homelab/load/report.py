"""The end of a run: tables for the terminal."""

from collections.abc import Iterable, Sequence

from locust.stats import RequestStats, StatsEntry
from rich.console import Console
from rich.table import Table

from homelab.load.verdict import Verdict


def show(stats: RequestStats, found: Sequence[Verdict], refusals: Iterable[str], console: Console) -> None:
    """Print what was requested, and which thresholds were kept."""
    console.print(_requests(stats.entries.values()))
    console.print(_thresholds(found))
    for line in refusals:
        console.print(line)


def _requests(entries: Iterable[StatsEntry]) -> Table:
    table = Table("request", "number", "failed", "median", "95 %", "longest", title="Requests")
    for entry in sorted(entries, key=lambda each: each.name):
        times = [entry.get_response_time_percentile(share) for share in (0.5, 0.95, 1.0)]
        table.add_row(entry.name, str(entry.num_requests), str(entry.num_failures), *(f"{each} ms" for each in times))
    return table


def _thresholds(found: Sequence[Verdict]) -> Table:
    table = Table("threshold", "measured", "limit", "", title="Thresholds")
    for each in found:
        table.add_row(each.what, each.measured, each.limit, "kept" if each.kept else "NOT KEPT")
    return table
