"""Kubernetes quantities: ``500m`` of CPU, ``2Gi`` of memory.

The grammar is that of https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/.
"""

import re
from decimal import Decimal

from homelab.arguments import Constraint

SUFFIXES = {
    "": Decimal(1),
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("1e-3"),
    **{suffix: Decimal(1000) ** power for power, suffix in enumerate("kMGTPE", start=1)},
    **{f"{suffix}i": Decimal(1024) ** power for power, suffix in enumerate("KMGTPE", start=1)},
}
_QUANTITY = re.compile(
    r"(?P<number>[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(?P<suffix>[A-Za-z]*)", re.ASCII
)


def parse_quantity(value: str | float) -> Decimal:
    """The number of cores, bytes or pieces that ``value`` stands for.

    :raises ValueError: ``value`` is no quantity.
    """
    match = _QUANTITY.fullmatch(str(value))
    if match is None or match["suffix"] not in SUFFIXES:
        raise ValueError(f"{value!r} is no quantity: it must be a number, with a unit such as m or Gi or without one")
    return Decimal(match["number"]) * SUFFIXES[match["suffix"]]


def is_positive_quantity(text: str) -> bool:
    """Whether ``text`` is a quantity of something."""
    try:
        return parse_quantity(text) > 0
    except ValueError:
        return False


QUANTITY = Constraint(
    "a Kubernetes quantity such as '10Gi' or '500m' (bytes take Ki, Mi, Gi, Ti; not KB, MB, GB, TB)",
    is_positive_quantity,
)
