"""How a Deployment replaces its pods, and where several of them run."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict, cast

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import whole_number
from homelab.kubernetes.container import Container

PULL_SECONDS = 600
"""Seconds in which an image is pulled and its pod scheduled, onto a new node if there is none."""
MIN_PROGRESS_DEADLINE = 900
MIN_READY_SECONDS = 10
REVISION_HISTORY = 3
STOP_DELAY = 10
"""Seconds that a server behind a Service goes on serving while it is removed from the Service's endpoints."""
_DOMAINS = ("kubernetes.io/hostname", "topology.kubernetes.io/zone")


def _deadline_is_later(group: Mapping[str, Any]) -> Iterable[str]:
    ready, deadline = group.get("min_ready_seconds", MIN_READY_SECONDS), group.get("progress_deadline_seconds")
    if deadline is not None and deadline <= ready:
        yield f"progress_deadline_seconds {deadline} is not above min_ready_seconds {ready}: raise it"


@rules(Rule(("min_ready_seconds", "progress_deadline_seconds"), _deadline_is_later))
@constrain(
    min_ready_seconds=whole_number(0, 600),
    progress_deadline_seconds=whole_number(10, 7200),
    revision_history_limit=whole_number(0, 100),
)
class RolloutArgs(TypedDict):
    """How Deployments replace their pods."""

    min_ready_seconds: NotRequired[int]
    """Seconds for which a new pod must be ready before the next one is replaced. Default: 10 where there may be several
    pods, else 0."""
    progress_deadline_seconds: NotRequired[int]
    """Seconds without progress after which a rollout has failed. Default: 600 more than a pod may take to start, at
    least 900."""
    revision_history_limit: NotRequired[int]
    """Number of old revisions that are kept. Default: 3."""


def progress_deadline(container: Container, args: RolloutArgs) -> int:
    """Seconds without progress after which a rollout has failed."""
    probe = cast(Mapping[str, int], container.definition.get("startup_probe") or {})
    startup = probe.get("period_seconds", 0) * probe.get("failure_threshold", 0)
    return args.get("progress_deadline_seconds", max(MIN_PROGRESS_DEADLINE, startup + PULL_SECONDS))


def min_ready_seconds(args: RolloutArgs, *, has_replicas: bool) -> int | None:
    """Seconds for which a new pod must be ready; a single pod is waited for by nobody.

    None for 0, which an API server does not keep: each ``kubectl apply`` would set it again.
    """
    return args.get("min_ready_seconds", MIN_READY_SECONDS if has_replicas else 0) or None


def default_spread() -> list[dict[str, Any]]:
    """Spread of several pods over nodes and zones, where there are some: one domain alone is no reason not to run.

    The pods of another revision do not count, so that a rollout does not crowd the new ones.
    """
    return [
        {
            "maxSkew": 1,
            "topologyKey": domain,
            "whenUnsatisfiable": "ScheduleAnyway",
            "matchLabelKeys": ["pod-template-hash"],
        }
        for domain in _DOMAINS
    ]
