"""Arguments of autoscaling, and the range of pods that follows from them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict, cast

import pulumi

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import OBJECT_NAME, url, whole_number
from homelab.kubernetes.inputs import is_plain
from homelab.kubernetes.own_words import OWN_WORDS

_MAX_PODS = 100
_MAX_PERIOD, _MAX_WINDOW = 1800, 3600
_DIRECTIONS = ("scaleUp", "scaleDown")


@dataclass(frozen=True)
class AutoscalingDefaults:
    """What autoscaling of one component does without further arguments."""

    min_replicas: int
    max_replicas: int
    behavior: Mapping[str, Mapping[str, Any]]
    """Kubernetes' ``behavior``."""
    cpu: int = 70
    """Percentage of the CPU request."""


def _policy(kind: str, value: int, seconds: int) -> dict[str, Any]:
    return {"type": kind, "value": value, "periodSeconds": seconds}


ONE_BY_ONE: Mapping[str, Mapping[str, Any]] = {
    "scaleUp": {"stabilizationWindowSeconds": 30, "selectPolicy": "Max", "policies": [_policy("Pods", 1, 60)]},
    "scaleDown": {"stabilizationWindowSeconds": 300, "selectPolicy": "Max", "policies": [_policy("Pods", 1, 60)]},
}
"""One pod a minute in both directions, down after five quiet minutes."""
AT_ONCE_AND_SLOWLY_BACK: Mapping[str, Mapping[str, Any]] = {
    "scaleUp": {
        "stabilizationWindowSeconds": 0,
        "selectPolicy": "Max",
        "policies": [_policy("Percent", 100, 15), _policy("Pods", 2, 15)],
    },
    "scaleDown": {"stabilizationWindowSeconds": 600, "selectPolicy": "Max", "policies": [_policy("Pods", 1, 120)]},
}
"""Up at once, down one pod every two minutes after ten quiet ones, as each removal may end answers."""


def behavior_violations(behavior: Mapping[str, Any]) -> Iterator[str]:
    """Reasons why the API server refuses a ``behavior``, with paths in it."""
    from homelab.offline.schemas import Schemas  # Loading schemas takes time that most programs do not need.

    if not is_plain(behavior):
        yield "expected plain text and numbers, not Outputs"
        return
    spec = {"scaleTargetRef": {"kind": "Deployment", "name": "own"}, "maxReplicas": 1, "behavior": behavior}
    autoscaler = {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {}, "spec": spec}
    errors = list(Schemas().errors(autoscaler))
    for (_, _, *path), message in errors:
        yield ": ".join([*([".".join(map(str, path))] if path else []), message])
    if not errors:
        yield from _unknown_values(behavior)


def _unknown_values(behavior: Mapping[str, Any]) -> Iterator[str]:
    for direction in _DIRECTIONS:
        rules_of_direction = cast(Mapping[str, Any], behavior.get(direction) or {})
        select = rules_of_direction.get("selectPolicy", "Max")
        if select not in ("Max", "Min", "Disabled"):
            yield f"{direction}.selectPolicy: expected Max, Min or Disabled, got {select!r}"
        window = rules_of_direction.get("stabilizationWindowSeconds", 0)
        if not 0 <= window <= _MAX_WINDOW:
            yield f"{direction}.stabilizationWindowSeconds: expected 0 to {_MAX_WINDOW}, got {window}"
        policies = cast(Sequence[Mapping[str, Any]] | None, rules_of_direction.get("policies"))
        if policies is not None and not policies:
            yield f"{direction}.policies: expected at least one; selectPolicy: Disabled prevents any change"
        for index, policy in enumerate(policies or []):
            path = f"{direction}.policies.{index}"
            if policy["type"] not in ("Pods", "Percent"):
                yield f"{path}.type: expected Pods or Percent, got {policy['type']!r}"
            if policy["value"] < 1:
                yield f"{path}.value: expected a whole number from 1, got {policy['value']}"
            if not 1 <= policy["periodSeconds"] <= _MAX_PERIOD:
                seconds = policy["periodSeconds"]
                yield f"{path}.periodSeconds: expected a whole number from 1 to {_MAX_PERIOD}, got {seconds}"


def _behavior_is_accepted(group: Mapping[str, Any]) -> Iterable[str]:
    if "behavior" in group:
        for message in behavior_violations(group["behavior"]):
            yield f"behavior{':' if message.startswith('expected') else '.'}{message}"


def _range_is_ordered(group: Mapping[str, Any]) -> Iterable[str]:
    if "min_replicas" in group and "max_replicas" in group and group["min_replicas"] > group["max_replicas"]:
        yield f"min_replicas {group['min_replicas']} exceeds max_replicas {group['max_replicas']}"


@rules(
    Rule(("behavior",), _behavior_is_accepted),
    Rule(("min_replicas", "max_replicas"), _range_is_ordered),
)
@constrain(
    min_replicas=whole_number(1, _MAX_PODS),
    max_replicas=whole_number(1, _MAX_PODS),
    cpu=whole_number(10, 400),
    behavior=OWN_WORDS,
)
class AutoscalingArgs(TypedDict):
    """Number of pods that follows their load, by a HorizontalPodAutoscaler. The cluster needs metrics-server."""

    enabled: NotRequired[bool]
    """Whether to enable it. Default: true if the group is set."""
    min_replicas: NotRequired[int]
    """Smallest number of pods. Default: 2 for LibreChat, 1 for others."""
    max_replicas: NotRequired[int]
    """Largest number of pods. Default: 10 for LibreChat, 3 for others."""
    cpu: NotRequired[int]
    """CPU that pods should use on average, as a percentage of the request. Default: 70."""
    behavior: NotRequired[dict[str, Any]]
    """Kubernetes' ``behavior`` of a HorizontalPodAutoscaler, merged over the default. Default: LibreChat's pods are
    added at once, and removed one every 120 seconds after 600 quiet ones; others change by one every 60 seconds, down
    after 300 quiet ones."""


@constrain(
    prometheus=url("http", "https", example="http://prometheus-operated.monitoring.svc.cluster.local:9090"),
    generations=whole_number(1, 1000),
    authentication=OBJECT_NAME,
)
class KedaArgs(TypedDict):
    """KEDA instead of a HorizontalPodAutoscaler of this library: it scales by unfinished answers, too.

    Its operator must run in the cluster; it creates a HorizontalPodAutoscaler of its own.
    """

    prometheus: pulumi.Input[str]
    """URL of the Prometheus that scrapes LibreChat, as KEDA's operator reaches it."""
    generations: NotRequired[int]
    """Unfinished answers for each pod. Default: 20."""
    query: NotRequired[pulumi.Input[str]]
    """PromQL for their number. Default: the sum of generation_jobs_in_flight over labels ``namespace`` and ``service``
    of this LibreChat, as a ServiceMonitor sets them."""
    authentication: NotRequired[pulumi.Input[str]]
    """Name of KEDA's TriggerAuthentication for Prometheus. Default: none."""


@constrain(memory=whole_number(10, 400))
class LibreChatAutoscalingArgs(AutoscalingArgs):
    """Number of LibreChat's pods that follows their load."""

    memory: NotRequired[int]
    """Memory that pods should use on average, as a percentage of the request, in addition to ``cpu``. Idle pods keep
    575 MiB each, so that a request below 1.2Gi would keep all pods for ever, and is refused. Default: none."""
    keda: NotRequired[KedaArgs]
    """KEDA instead of a HorizontalPodAutoscaler. Default: none."""


@dataclass(frozen=True)
class Scale:
    """Number of a workload's pods: a fixed one, or a range that an autoscaler chooses from."""

    smallest: pulumi.Input[int] = 1
    largest: pulumi.Input[int] = 1
    argument: str = "replicas"
    """Argument that sets the largest number."""
    autoscaling: AutoscalingArgs | None = None
    """What the autoscaler does; None for a fixed number."""
    is_default: bool = False
    """Whether no argument says a number, although one could."""
    is_chosen: bool = False
    """Whether ``replicas`` says it, where an autoscaler may have done so before."""

    @property
    def has_replicas(self) -> bool:
        """Whether there may be more than one pod."""
        return self.largest != 1


ONE_POD = Scale()
"""A single pod, whatever the arguments say."""


def is_autoscaled(group: Mapping[str, Any]) -> bool:
    """Whether the group ``autoscaling`` is set and not disabled."""
    return "autoscaling" in group and group["autoscaling"].get("enabled", True)


def scale_of(group: Mapping[str, Any], defaults: AutoscalingDefaults) -> Scale:
    """Number of pods that ``replicas`` or ``autoscaling`` of a group say."""
    if not is_autoscaled(group):
        replicas = group.get("replicas", 1)
        return Scale(replicas, replicas, is_default="replicas" not in group, is_chosen="replicas" in group)
    own = cast(AutoscalingArgs, group["autoscaling"])
    autoscaling = cast(
        AutoscalingArgs,
        {
            "min_replicas": defaults.min_replicas,
            "max_replicas": defaults.max_replicas,
            "cpu": defaults.cpu,
            **own,
            "behavior": _merged_behavior(defaults.behavior, own.get("behavior", {})),
        },
    )
    return Scale(
        autoscaling.get("min_replicas", 1),
        autoscaling.get("max_replicas", 1),
        "autoscaling.max_replicas",
        autoscaling,
    )


def _merged_behavior(defaults: Mapping[str, Mapping[str, Any]], own: Mapping[str, Any]) -> dict[str, Any]:
    return {direction: {**defaults[direction], **own.get(direction, {})} for direction in _DIRECTIONS}


def autoscaling_rule(defaults: AutoscalingDefaults) -> Rule:
    """Rule for a group with ``replicas`` and ``autoscaling``: one of them decides, and the range is not empty."""

    def violations(group: Mapping[str, Any]) -> Iterable[str]:
        if not is_autoscaled(group):
            return
        if "replicas" in group:
            yield (
                "replicas has no effect with autoscaling: remove it, or set autoscaling.enabled: false; "
                "autoscaling.min_replicas is the smallest number"
            )
        scale, autoscaling = scale_of(group, defaults), group["autoscaling"]
        has_both = "min_replicas" in autoscaling and "max_replicas" in autoscaling
        if not has_both and cast(int, scale.smallest) > cast(int, scale.largest):
            missing = "max_replicas" if "min_replicas" in autoscaling else "min_replicas"
            yield (
                f"autoscaling.min_replicas {scale.smallest} exceeds autoscaling.max_replicas {scale.largest}: "
                f"set autoscaling.{missing}, too"
            )

    return Rule(("replicas", "autoscaling"), violations)
