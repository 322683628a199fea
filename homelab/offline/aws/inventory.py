"""Resources of AWS that a program declares: which kinds, and how many of each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from homelab.offline.aws.estimate import is_declared
from homelab.offline.resources import RecordedResource, component_names


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a component declares on AWS."""

    component: str
    """Name; that of the resource itself, where it belongs to none."""
    kinds: Mapping[str, int]
    """Number of resources by their kind, such as ``rds.Instance``."""


def inventory(resources: Sequence[RecordedResource]) -> list[Inventory]:
    """One for each component with resources of AWS, in the order of ``resources``."""
    names = component_names(resources)
    found: dict[str, Counter[str]] = {}
    for each in resources:
        if is_declared(each):
            found.setdefault(names[each.urn], Counter())[kind(each.type)] += 1
    return [Inventory(name, dict(sorted(kinds.items()))) for name, kinds in found.items()]


def kind(type_: str) -> str:
    """Module and class of a type: ``rds.Instance`` for ``aws:rds/instance:Instance``."""
    return f"{type_.split(':')[1].partition('/')[0]}.{type_.rpartition(':')[2]}"
