"""Quantities of what manifests say: as text, and where they are none."""

from collections.abc import Iterator
from decimal import Decimal

from pulumi.runtime.rpc import UNKNOWN

from homelab.kubernetes.quantity import SUFFIXES, parse_quantity
from homelab.offline.objects import Manifest
from homelab.offline.violations import walk
from homelab.offline.wire import Path


def format_cores(cores: Decimal) -> str:
    """``250m``, ``2`` or ``1.5``."""
    return f"{cores * 1000:.0f}m" if cores < 1 else f"{cores.normalize():f}"


def format_bytes(count: Decimal) -> str:
    """The number in the largest binary unit that it is at least one of: ``512Mi``, ``1.5Gi``."""
    for suffix in ("Ti", "Gi", "Mi", "Ki"):
        if count >= SUFFIXES[suffix]:
            number = f"{count / SUFFIXES[suffix]:.2f}".rstrip("0").rstrip(".")
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
