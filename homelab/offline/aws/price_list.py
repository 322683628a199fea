"""Prices of AWS in ``prices.json``: on demand, without tax, free tier and discounts."""

import datetime
import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

GLOBAL = "global"
"""Region of the prices of services without regions."""
UNVERIFIED = "unverified"
"""Note of a price that was not found in any list."""
_FILE = Path(__file__).with_name("prices.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a unit of something costs in a region."""

    item: str
    unit: str
    """``hour``, ``month``, ``GB-month`` and so on."""
    usd: Decimal
    region: str
    date: datetime.date
    """When the source said so."""
    source: str
    note: str = ""

    @property
    def is_verified(self) -> bool:
        """Whether the source is a list of prices."""
        return self.note != UNVERIFIED


@functools.cache
def price_list() -> Mapping[tuple[str, str], Price]:
    """All prices, by item and region."""
    entries = cast(list[dict[str, Any]], json.loads(_FILE.read_text(encoding="utf-8"), parse_float=Decimal))
    return {(each["item"], each["region"]): _price(**each) for each in entries}


def _price(*, usd: Decimal | int, date: str, **texts: str) -> Price:
    return Price(usd=Decimal(usd), date=datetime.date.fromisoformat(date), **texts)
