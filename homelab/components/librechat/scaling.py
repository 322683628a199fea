"""Number of LibreChat's pods, and what more than one of them need."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, cast

from homelab.arguments import Rule
from homelab.components.librechat.environment import RESOURCES
from homelab.kubernetes.autoscaling import (
    AT_ONCE_AND_SLOWLY_BACK,
    AutoscalingDefaults,
    Scale,
    autoscaling_rule,
    is_autoscaled,
    scale_of,
)
from homelab.kubernetes.quantity import format_bytes, parse_quantity

AUTOSCALING = AutoscalingDefaults(min_replicas=2, max_replicas=10, behavior=AT_ONCE_AND_SLOWLY_BACK)
ONE_DECIDES = autoscaling_rule(AUTOSCALING)
IDLE_MEMORY = parse_quantity("575Mi")
"""Resident memory of an idle server, which load does not change for long, as measured on 2026-08-21."""
MINIMUM_REQUEST = parse_quantity("1.2Gi")
"""Memory request below which the number of pods was measured never to go down again."""


def scale(args: Mapping[str, Any]) -> Scale:
    """Number of pods."""
    return scale_of(args, AUTOSCALING)


def most_pods(args: Mapping[str, Any]) -> int:
    """Largest number of pods that there may be; LibreChat's is no Output."""
    return cast(int, scale(args).largest)


def memory_violations(args: Mapping[str, Any], resources: Mapping[str, Any], path: str) -> Iterator[str]:
    """Refuse a memory target at which idle pods alone would keep the number of pods up.

    :param args: Group with ``autoscaling``.
    :param path: Path of ``resources`` in the message.
    """
    chosen = scale(args)
    percentage = (args.get("autoscaling") or {}).get("memory") if is_autoscaled(args) else None
    request = RESOURCES.with_overrides(
        {"requests": resources.get("requests", {}), "limits": resources.get("limits", {})}
    ).memory
    if percentage is None:
        return
    if not isinstance(request, str):
        yield f"autoscaling.memory needs {path}.requests.memory as plain text, not as an Output"
    elif isinstance(chosen.smallest, int) and parse_quantity(request) < (
        needed := _needed(percentage, chosen.smallest)
    ):
        yield (
            f"autoscaling.memory {percentage} needs {path}.requests.memory of at least {format_bytes(needed)}, got "
            f"{request}: an idle pod uses {format_bytes(IDLE_MEMORY)}, so that pods would never be removed"
        )


def _needed(percentage: int, smallest: int) -> Decimal:
    """Request with which one idle pod more than ``smallest`` is removed: their load is that of ``smallest`` pods."""
    return max(MINIMUM_REQUEST, IDLE_MEMORY * (smallest + 1) / smallest * 100 / percentage)


def memory_rule() -> Rule:
    """Rule of the component's arguments."""

    def violations(group: Mapping[str, Any]) -> Iterable[str]:
        return memory_violations(group, group.get("resources", {}), "resources")

    return Rule(("autoscaling", "resources"), violations)
