"""Generations of ConfigMaps, whose names change with their content.

Pods of before, which restart during a rollout or after a rollback, still need the ConfigMap of before. So it stays in
the output until the next one takes its place.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Version:
    """A ConfigMap in a render."""

    name: str
    """Namespace and name."""
    file: str


def previous_versions(
    earlier: Mapping[str, Version], kept: Mapping[str, Version], present: Mapping[str, str]
) -> dict[str, Version]:
    """What stays of an earlier render beside the present one, by URN.

    :param earlier: ConfigMaps of the earlier render by URN.
    :param kept: What that render has kept itself.
    :param present: Names of the present ConfigMaps by URN.
    """
    names = {*present.values()}
    replaced = {urn: version for urn, version in earlier.items() if version.name not in names}
    is_unchanged = {urn: version.name for urn, version in earlier.items()} == present
    # One that changes takes the place of the one before; one that is gone, or has not changed, leaves it there.
    still = {
        urn: version
        for urn, version in kept.items()
        if version.name not in names and (is_unchanged or (urn in present and urn not in replaced))
    }
    return dict(sorted({**still, **replaced}.items()))
