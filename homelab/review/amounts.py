"""What a stack takes of a cluster and what it costs, read from reports."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from homelab.kubernetes.quantity import parse_quantity
from homelab.offline.footprint import Amounts, Footprint
from homelab.offline.footprint_cells import compared_cells

_TOTAL = "AWS, total"


def footprint_rows(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[list[str]]:
    """Cells of each component that takes something else than before, and of the total; none without differences."""
    old, new = ({each.name: each for each in _footprints(report)} for report in (before, after))
    return [
        [name, *compared_cells(old.get(name), new.get(name))]
        for name in dict.fromkeys([*(each for each in {**old, **new} if each != "total"), "total"])
        if old.get(name) != new.get(name)
    ]


@dataclass(frozen=True, slots=True)
class PriceChange:
    """What something costs a month, before and after."""

    item: str
    before: tuple[Decimal, Decimal] | None
    """The least and the most; None if it was not there."""
    after: tuple[Decimal, Decimal] | None
    currency: str

    @property
    def difference(self) -> tuple[Decimal, Decimal]:
        """By how much more it costs, at the least and at the most."""
        none = (Decimal(0), Decimal(0))
        (old_low, old_high), (new_low, new_high) = self.before or none, self.after or none
        return new_low - old_low, new_high - old_high


def price_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[PriceChange]:
    """Prices that differ: of the cluster by its own price list, of each item of AWS, and last of all of AWS."""
    old, new = dict(_prices(before)), dict(_prices(after))
    return [
        PriceChange(item, old.get((item, currency)), new.get((item, currency)), currency)
        for item, currency in sorted({**old, **new}, key=lambda key: key[0] == _TOTAL)
        if old.get((item, currency)) != new.get((item, currency))
    ]


def unpriced(report: Mapping[str, Any]) -> list[str]:
    """What AWS charges for and no price is known for, or that depends on use."""
    charges = _aws(report).get("charges", ())
    unknown = _aws(report).get("unknownTypes", ())
    return sorted({*unknown, *(each["item"] for each in charges if each["usd"] is None)})


def _footprints(report: Mapping[str, Any]) -> Iterator[Footprint]:
    found = report.get("footprint")
    if found:
        yield from map(_footprint, [*found["components"], found["total"]])


def _footprint(data: Mapping[str, Any]) -> Footprint:
    minimum, maximum, peak = (_amounts(data[level]) for level in ("minimum", "maximum", "peak"))
    return Footprint(
        name=data["name"],
        minimum=minimum,
        maximum=maximum,
        peak=peak,
        claims=data["claims"],
        storage=parse_quantity(data["storage"]),
    )


def _amounts(data: Mapping[str, Any]) -> Amounts:
    requests, limits = (
        {name: parse_quantity(text) for name, text in data[kind].items()} for kind in ("requests", "limits")
    )
    return Amounts(data["pods"], requests, limits)


def _prices(report: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], tuple[Decimal, Decimal]]]:
    if estimate := report.get("estimate"):
        yield ("cluster", estimate["currency"]), _range(estimate)
    if aws := _aws(report):
        for each in aws["charges"]:
            if each["usd"] is not None:
                yield (
                    (f"AWS: {each['item']}, {each['region']}", "USD"),
                    (Decimal(each["usd"][0]), Decimal(each["usd"][1])),
                )
        yield (_TOTAL, "USD"), _range(aws)


def _aws(report: Mapping[str, Any]) -> Mapping[str, Any]:
    return (report.get("aws") or {}).get("estimate") or {}


def _range(estimate: Mapping[str, str]) -> tuple[Decimal, Decimal]:
    return Decimal(estimate["minimum"]), Decimal(estimate["maximum"])
