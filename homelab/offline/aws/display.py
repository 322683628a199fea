"""Resources of AWS and their estimate, on a terminal."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from homelab.offline.aws.estimate import AwsEstimate, Line, amount
from homelab.offline.aws.inventory import Inventory


def show_resources(found: Sequence[Inventory], console: Console) -> None:
    """Print which kinds of resources each component declares."""
    if not found:
        return
    table = Table("Component", "Resources", box=box.SIMPLE, show_edge=False, pad_edge=False)
    for each in found:
        table.add_row(each.component, ", ".join(_counted(kind, number) for kind, number in each.kinds.items()))
    console.print(Text("\nOn AWS", "bold"), table, sep="\n")


def show_estimate(estimate: AwsEstimate | None, console: Console) -> None:
    """Print the sum, what it consists of, and what is not in it."""
    if estimate is None:
        return
    table = Table(box=box.SIMPLE, show_edge=False, pad_edge=False)
    for column, justify in (("Charged", "left"), ("Units a month", "right"), ("USD a month", "right")):
        table.add_column(column, justify=justify)  # pyright: ignore[reportArgumentType]
    for each in estimate.priced:
        table.add_row(*cells(each))
    console.print(
        Text("\nEstimate for AWS, on demand, without tax and free tier", "bold"), Text(f"  {estimate}"), sep="\n"
    )
    if estimate.priced:
        console.print(table)
    for title, lines in notes(estimate):
        console.print(Text(f"\n{title}", "bold"), *(Text(f"  {line}") for line in lines), sep="\n", soft_wrap=True)


def cells(line: Line) -> tuple[str, str, str]:
    """Item, units and USD of a line with a price."""
    low, high = line.minimum or Decimal(0), line.maximum or Decimal(0)
    unit = f"{line.price.unit}{'' if low == high == 1 else 's'}" if line.price else ""
    return (
        line.item,
        f"{amount(low.normalize() + 0, high.normalize() + 0)} {unit}",
        amount(*line.usd) if line.usd else "-",
    )


def notes(estimate: AwsEstimate) -> Iterator[tuple[str, list[str]]]:
    """What the sum does not contain, and what is uncertain in it, by titles."""
    sections = (
        ("Charged by use, not in the sum", sorted({_by_use(each) for each in estimate.by_use})),
        ("Not priced, not in the sum", [*map(_unpriced, estimate.unpriced), *map(_unknown, estimate.unknown)]),
        ("In the sum by prices that were not checked against a price list", estimate.unverified),
    )
    return ((title, lines) for title, lines in sections if lines)


def _by_use(line: Line) -> str:
    return f"{line.item}: {f'USD {line.price.usd} per {line.price.unit}' if line.price else 'no price here'}"


def _unpriced(line: Line) -> str:
    return f"{line.item}: no price for {line.region}"


def _unknown(type_: str) -> str:
    return f"{type_}: not known what AWS charges for it"


def _counted(kind: str, number: int) -> str:
    return kind if number == 1 else f"{number} {kind}"
