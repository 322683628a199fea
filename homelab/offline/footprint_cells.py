"""A footprint as the cells of a table, for the terminal and for documents."""

from decimal import Decimal

from homelab.kubernetes.quantity import format_bytes, format_cores
from homelab.offline.footprint import Amounts, Footprint

COLUMNS = ("Component", "Pods", "CPU", "Memory", "Memory limit", "Volumes")
ARROW = "\N{RIGHTWARDS ARROW}"
AT_PEAK = "with Jobs and rollouts"
"""Name of the row of `cells_at_peak`."""


def cells(footprint: Footprint | None) -> list[str]:
    """Everything but the name; ranges where autoscalers have one, and dashes without a footprint."""
    if footprint is None:
        return ["-"] * (len(COLUMNS) - 1)
    pairs = zip(_texts(footprint.minimum), _texts(footprint.maximum), strict=True)
    return [*(low if low == high else f"{low} to {high}" for low, high in pairs), _storage(footprint)]


def cells_at_peak(footprint: Footprint) -> list[str]:
    """What it takes while everything is replaced and every Job runs."""
    return [*_texts(footprint.peak), _storage(footprint)]


def compared_cells(before: Footprint | None, after: Footprint | None) -> list[str]:
    """`cells` of two footprints: with an arrow where they differ."""
    pairs = zip(cells(before), cells(after), strict=True)
    return [old if old == new else f"{old} {ARROW} {new}" for old, new in pairs]


def _texts(amounts: Amounts) -> list[str]:
    requests, limit = amounts.requests, amounts.limits.get("memory")
    cpu, memory = requests.get("cpu", Decimal(0)), requests.get("memory", Decimal(0))
    return [str(amounts.pods), format_cores(cpu), format_bytes(memory), format_bytes(limit) if limit else "-"]


def _storage(footprint: Footprint) -> str:
    return format_bytes(footprint.storage) if footprint.claims else "-"
