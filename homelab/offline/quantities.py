"""Quantities in every form that the Kubernetes server takes, as numbers, and sums of them as text.

The grammar is that of https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/. Arguments of
components take fewer forms: see `homelab.quantity`.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from pulumi.runtime.rpc import UNKNOWN

from homelab.offline.objects import Manifest
from homelab.offline.violations import walk
from homelab.offline.wire import Path

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
    """The number of cores, bytes or pieces that ``value`` stands for.

    :raises ValueError: ``value`` is no quantity.
    """
    match = _QUANTITY.fullmatch(str(value))
    if match is None or match["suffix"] not in _SUFFIXES:
        raise ValueError(f"{value!r} is no quantity: it must be a number, with a unit such as m or Gi or without one")
    return Decimal(match["number"]) * _SUFFIXES[match["suffix"]]


def format_cores(cores: Decimal) -> str:
    """``250m``, ``2`` or ``1.5``."""
    return f"{cores * 1000:.0f}m" if cores < 1 else f"{cores.normalize():f}"


def format_bytes(count: Decimal) -> str:
    """The number in the largest binary unit that it is at least one of: ``512Mi``, ``1.5Gi``."""
    for suffix in ("Ti", "Gi", "Mi", "Ki"):
        if count >= _SUFFIXES[suffix]:
            number = f"{count / _SUFFIXES[suffix]:.2f}".rstrip("0").rstrip(".")
            return f"{number}{suffix}"
    return f"{count:.0f}"


def quantity_errors(manifest: Manifest) -> Iterator[tuple[Path, str]]:
    """Requests, limits and sizes that are no quantities, by their paths. The schemas take any text for one."""
    for path, value in walk(manifest):
        is_resource = path[-3:-1] in (("resources", "requests"), ("resources", "limits"))
        if (is_resource or path[-1:] == ("sizeLimit",)) and isinstance(value, str | int | float) and value != UNKNOWN:
            try:
                parse_quantity(value)
            except ValueError as error:
                yield path, str(error)
