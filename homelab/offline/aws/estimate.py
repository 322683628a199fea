"""What the resources of AWS that a program declares cost a month, as far as it can be said before they are used."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from homelab.offline.aws.charges import Charge, charges
from homelab.offline.aws.price_list import GLOBAL, Price, price_list
from homelab.offline.resources import RecordedResource

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An item that AWS charges for, in a region, for all resources together."""

    item: str
    region: str
    minimum: Decimal | None
    """Units a month; none if it depends on use."""
    maximum: Decimal | None
    price: Price | None
    """None if there is none for the item in the region."""

    @property
    def usd(self) -> tuple[Decimal, Decimal] | None:
        """The least and the most that it costs a month."""
        if self.price is None or self.minimum is None or self.maximum is None:
            return None
        low, high = ((each * self.price.usd).quantize(_CENT, ROUND_HALF_UP) for each in (self.minimum, self.maximum))
        return low, high


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsEstimate:
    """What is charged, with and without prices."""

    lines: Sequence[Line]
    unknown: Sequence[str]
    """Types of resources of which is not known what AWS charges."""

    @property
    def priced(self) -> list[Line]:
        """What the sum consists of."""
        return [each for each in self.lines if each.usd is not None]

    @property
    def by_use(self) -> list[Line]:
        """What depends on use, with or without a price of a unit."""
        return [each for each in self.lines if each.minimum is None]

    @property
    def unpriced(self) -> list[Line]:
        """What has a quantity and no price."""
        return [each for each in self.lines if each.minimum is not None and each.price is None]

    @property
    def minimum(self) -> Decimal:
        """USD a month of what has a price."""
        return sum((each.usd[0] for each in self.lines if each.usd), Decimal(0))

    @property
    def maximum(self) -> Decimal:
        """USD a month of what has a price, with as much as may be scaled up."""
        return sum((each.usd[1] for each in self.lines if each.usd), Decimal(0))

    @property
    def regions(self) -> list[str]:
        """Regions of the resources, without what has no region."""
        return sorted({each.region for each in self.lines} - {GLOBAL})

    @property
    def dates(self) -> tuple[datetime.date, datetime.date] | None:
        """Days of the oldest and the newest price in the sum."""
        found = [each.price.date for each in self.lines if each.usd and each.price]
        return (min(found), max(found)) if found else None

    @property
    def unverified(self) -> list[str]:
        """Items in the sum whose price is in no list."""
        return sorted({each.item for each in self.lines if each.usd and each.price and not each.price.is_verified})

    def __str__(self) -> str:
        where = f" in {', '.join(self.regions)}" if self.regions else ""
        if self.dates is None:
            return f"none{where}: there are no prices for what is declared there"
        first, last = self.dates
        dates = f"{first}" if first == last else f"{first} to {last}"
        return f"USD {amount(self.minimum, self.maximum)} a month{where}, by prices of {dates}"


def amount(low: Decimal, high: Decimal) -> str:
    """A number, or a range where they differ."""
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def estimate(resources: Sequence[RecordedResource]) -> AwsEstimate | None:
    """Estimate for all resources of AWS; none if there are none. Lookups of existing ones are left out."""
    declared = [each for each in resources if is_declared(each)]
    if not declared:
        return None
    by_urn = {each.urn: each for each in resources}
    found: defaultdict[tuple[str, str, bool], list[Charge]] = defaultdict(list)
    unknown: set[str] = set()
    for each in declared:
        charged = charges(each, by_urn)
        if charged is None:
            unknown.add(each.type)
        for charge in charged or ():
            found[charge.item, each.region or GLOBAL, charge.minimum is None].append(charge)
    lines = [_line(item, region, each) for (item, region, _), each in found.items()]
    return AwsEstimate(lines=lines, unknown=sorted(unknown))


def is_declared(resource: RecordedResource) -> bool:
    """Whether a resource is one of AWS that the program creates."""
    return resource.type.startswith("aws:") and resource.custom and not resource.read


def _line(item: str, region: str, found: Sequence[Charge]) -> Line:
    price = price_list().get((item, region))
    if found[0].minimum is None:
        return Line(item=item, region=region, minimum=None, maximum=None, price=price)
    low, high = (sum((getattr(each, name) for each in found), Decimal(0)) for name in ("minimum", "maximum"))
    return Line(item=item, region=region, minimum=low, maximum=high, price=price)
