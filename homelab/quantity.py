"""Kubernetes quantities: ``500m`` of CPU, ``2Gi`` of memory."""

import re
from decimal import Decimal

_UNITS = {
    "": Decimal(1),
    "m": Decimal("0.001"),
    **{unit: Decimal(1000) ** power for power, unit in enumerate("kMGTPE", start=1)},
    **{f"{unit}i": Decimal(1024) ** power for power, unit in enumerate("KMGTPE", start=1)},
}
_QUANTITY = re.compile(rf"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>{'|'.join(filter(None, _UNITS))}|)")


def is_quantity(text: str) -> bool:
    """Whether ``text`` is a positive quantity."""
    return _QUANTITY.fullmatch(text) is not None and quantity(text) > 0


def quantity(text: str) -> Decimal:
    """The number that ``text`` stands for: cores, bytes or pieces.

    :raises ValueError: When ``text`` is no quantity.
    """
    match = _QUANTITY.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no Kubernetes quantity")
    return Decimal(match["number"]) * _UNITS[match["unit"]]
