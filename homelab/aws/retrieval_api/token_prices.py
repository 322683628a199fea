"""What tokens of a model cost, for the dashboard and the estimate. Prices of other models are not known here."""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal

from homelab.aws.bedrock.models import Geography, geography_of, without_geography
from homelab.offline.aws.price_list import GLOBAL, price_list


@dataclass(frozen=True)
class TokenPrices:
    """USD for a million tokens."""

    input: Decimal
    output: Decimal
    date: datetime.date
    """When the source said so."""


def token_prices(model: str) -> TokenPrices | None:
    """Prices of a model by the id of its inference profile; none if they are not known."""
    name = re.sub(r"(-[0-9]{8})?-v[0-9]+:[0-9]+$", "", without_geography(model))
    kind = "global" if geography_of(model) is Geography.GLOBAL else "geographic"
    read, written = (
        price_list().get((f"Bedrock {name} {direction} tokens, {kind} profile", GLOBAL))
        for direction in ("input", "output")
    )
    if read is None or written is None:
        return None
    return TokenPrices(read.usd, written.usd, min(read.date, written.date))
