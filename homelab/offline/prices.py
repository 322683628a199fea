"""Prices of CPU, memory and storage, by which a footprint becomes an estimate a month.

There are none of clusters in this package: a price without its date, source and currency says nothing. Those of AWS's
own services are in `homelab.offline.aws`.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from homelab.offline.footprint import Amounts, Footprint
from homelab.offline.project import ProjectError, load_yaml

HOURS = 730
"""In a month: a twelfth of a year."""
_GIB = 1024**3
_AMOUNTS = ("cpu_hour", "memory_gib_hour", "storage_gib_month")
_TEXTS = ("currency", "date", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What CPU, memory and storage cost, where and when."""

    currency: str
    """``EUR``."""
    date: datetime.date
    source: str
    """Where the prices are from: an address, or a contract."""
    cpu_hour: Decimal
    """Of a core for an hour."""
    memory_gib_hour: Decimal
    """Of a GiB of memory for an hour."""
    storage_gib_month: Decimal
    """Of a GiB in a volume for a month."""

    def of(self, amounts: Amounts, storage: Decimal) -> Decimal:
        """Price of requests and ``storage`` in bytes, for a month."""
        cpu, memory = (amounts.requests.get(name, Decimal(0)) for name in ("cpu", "memory"))
        hour = cpu * self.cpu_hour + memory / _GIB * self.memory_gib_hour
        return (hour * HOURS + storage / _GIB * self.storage_gib_month).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a footprint costs a month by its requests and volumes."""

    prices: Prices
    minimum: Decimal
    maximum: Decimal

    def __str__(self) -> str:
        amount = f"{self.minimum}" if self.minimum == self.maximum else f"{self.minimum} to {self.maximum}"
        return f"{self.prices.currency} {amount} a month, by prices of {self.prices.date} from {self.prices.source}"


def estimate(footprint: Footprint, prices: Prices) -> Estimate:
    """Estimate for as few and as many pods as autoscalers permit."""
    minimum, maximum = (prices.of(each, footprint.storage) for each in (footprint.minimum, footprint.maximum))
    return Estimate(prices=prices, minimum=minimum, maximum=maximum)


def load_prices(file: Path) -> Prices:
    """Read prices from a YAML file.

    :raises ProjectError: It cannot be read, or a value is missing, unknown or wrong.
    """
    content = load_yaml(file)
    known = (*_TEXTS, *_AMOUNTS)
    if missing := [name for name in known if name not in content]:
        raise ProjectError(f"{file} is missing {', '.join(missing)}: prices have {', '.join(known)}")
    if unknown := sorted(content.keys() - {*known}):
        raise ProjectError(f"{file} has the unknown key {unknown[0]}: prices have {', '.join(known)}")
    return Prices(
        currency=_text(file, content, "currency"),
        date=_date(file, content),
        source=_text(file, content, "source"),
        **{name: _price(file, content, name) for name in _AMOUNTS},
    )


def _text(file: Path, content: Mapping[str, Any], name: str) -> str:
    value = content[name]
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ProjectError(f"{file}: {name}: expected text on one line, got {value!r}")
    return value.strip()


def _date(file: Path, content: Mapping[str, Any]) -> datetime.date:
    try:
        return datetime.date.fromisoformat(str(content["date"]))
    except ValueError:
        raise ProjectError(f"{file}: date: expected a day such as 2026-11-01, got {content['date']!r}") from None


def _price(file: Path, content: Mapping[str, Any], name: str) -> Decimal:
    value = cast(object, content[name])
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise ProjectError(f"{file}: {name}: expected a number such as 0.03, got {value!r}")
    # The text of a float is the decimal number that was written.
    return Decimal(str(value))
