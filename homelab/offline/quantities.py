"""Check of requests, limits and sizes, for which the schemas allow any text."""

from collections.abc import Iterator

from pulumi.runtime.rpc import UNKNOWN

from homelab.kubernetes.quantity import parse_quantity
from homelab.offline.objects import Manifest
from homelab.offline.violations import walk
from homelab.offline.wire import Path


def quantity_errors(manifest: Manifest) -> Iterator[tuple[Path, str]]:
    """Errors in requests, limits and sizes that are not quantities, by path."""
    for path, value in walk(manifest):
        is_resource = path[-3:-1] in (("resources", "requests"), ("resources", "limits"))
        if (is_resource or path[-1:] == ("sizeLimit",)) and isinstance(value, str | int | float) and value != UNKNOWN:
            try:
                parse_quantity(value)
            except ValueError as error:
                yield path, str(error)
