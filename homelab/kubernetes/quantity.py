"""Kubernetes quantities, such as ``500m`` of CPU and ``2Gi`` of memory.

The grammar is that of https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/.
"""

import math
import re
from decimal import Decimal

from homelab.arguments import Constraint

_SUFFIXES = {
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
    """Parse a quantity into a number of cores, bytes or units.

    :raises ValueError: ``value`` is not a quantity.
    """
    match = _QUANTITY.fullmatch(str(value))
    if match is None or match["suffix"] not in _SUFFIXES:
        raise ValueError(f"{value!r} is not a quantity: expected a number, optionally with a suffix such as m or Gi")
    return Decimal(match["number"]) * _SUFFIXES[match["suffix"]]


def format_cores(cores: Decimal) -> str:
    """Format a number of cores: ``250m``, ``2`` or ``1.5``."""
    return f"{cores * 1000:.0f}m" if cores < 1 else f"{cores.normalize():f}"


def format_bytes(count: Decimal) -> str:
    """Format a number of bytes in the largest binary unit that fits: ``512Mi``, ``1.5Gi``."""
    for suffix in ("Ti", "Gi", "Mi", "Ki"):
        if count >= _SUFFIXES[suffix]:
            number = f"{count / _SUFFIXES[suffix]:.2f}".rstrip("0").rstrip(".")
            return f"{number}{suffix}"
    return f"{count:.0f}"


def exact_bytes(count: Decimal) -> str:
    """Format a number of bytes without rounding, in the largest binary unit that divides it: ``1536Mi``."""
    whole = math.ceil(count)
    for suffix in ("Ti", "Gi", "Mi", "Ki"):
        if whole and whole % _SUFFIXES[suffix] == 0:
            return f"{whole // int(_SUFFIXES[suffix])}{suffix}"
    return str(whole)


def is_positive_quantity(text: str) -> bool:
    """Whether ``text`` is a quantity above zero."""
    try:
        return parse_quantity(text) > 0
    except ValueError:
        return False


QUANTITY = Constraint(
    "a Kubernetes quantity such as '10Gi' or '500m' (bytes take Ki, Mi, Gi, Ti; not KB, MB, GB, TB)",
    is_positive_quantity,
)
