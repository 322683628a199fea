from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.arguments import ArgumentError, check
from homelab.kubernetes.autoscaling import (
    AT_ONCE_AND_SLOWLY_BACK,
    ONE_BY_ONE,
    AutoscalingArgs,
    AutoscalingDefaults,
    LibreChatAutoscalingArgs,
    Scale,
    autoscaling_rule,
    behavior_violations,
    scale_of,
)

DEFAULTS = AutoscalingDefaults(min_replicas=2, max_replicas=10, behavior=AT_ONCE_AND_SLOWLY_BACK)


def refusal(**autoscaling: Any) -> str:
    with pytest.raises(ArgumentError) as error:
        check(LibreChatAutoscalingArgs, autoscaling, "x")
    return str(error.value)


def test_without_autoscaling_replicas_are_the_number_of_pods():
    assert scale_of({}, DEFAULTS) == Scale(1, 1, is_default=True)
    assert scale_of({"replicas": 3}, DEFAULTS) == Scale(3, 3, is_chosen=True)
    disabled = {"enabled": False, "max_replicas": 9}
    assert scale_of({"replicas": 3, "autoscaling": disabled}, DEFAULTS) == Scale(3, 3, is_chosen=True)


def test_what_has_to_hold_has_to_hold_for_the_largest_number():
    scale = scale_of({"autoscaling": {}}, DEFAULTS)
    assert (scale.smallest, scale.largest, scale.argument) == (2, 10, "autoscaling.max_replicas")
    assert scale.has_replicas
    assert not scale_of({"autoscaling": {"min_replicas": 1, "max_replicas": 1}}, DEFAULTS).has_replicas


def test_a_behavior_is_merged_over_the_default():
    own = {"scaleDown": {"stabilizationWindowSeconds": 60}}
    autoscaling = scale_of({"autoscaling": {"behavior": own}}, DEFAULTS).autoscaling
    assert autoscaling is not None
    behavior = autoscaling.get("behavior", {})
    assert behavior["scaleDown"]["stabilizationWindowSeconds"] == 60
    assert behavior["scaleDown"]["policies"] == [{"type": "Pods", "value": 1, "periodSeconds": 120}]
    assert behavior["scaleUp"] == AT_ONCE_AND_SLOWLY_BACK["scaleUp"]


@pytest.mark.parametrize("behavior", [ONE_BY_ONE, AT_ONCE_AND_SLOWLY_BACK, {"scaleDown": {"selectPolicy": "Disabled"}}])
def test_behaviors_that_the_api_server_accepts_are_accepted(behavior: dict[str, Any]):
    assert list(behavior_violations(behavior)) == []


@pytest.mark.parametrize(
    ("behavior", "message"),
    [
        ({"scaledown": {}}, "'scaledown'"),
        ({"scaleDown": {"selectPolicy": "max"}}, "scaleDown.selectPolicy: expected Max, Min or Disabled, got 'max'"),
        (
            {"scaleDown": {"stabilizationWindowSeconds": 3601}},
            "stabilizationWindowSeconds: expected 0 to 3600, got 3601",
        ),
        ({"scaleUp": {"policies": []}}, "scaleUp.policies: expected at least one"),
        ({"scaleUp": {"policies": [{"type": "Pods", "value": 1}]}}, "periodSeconds"),
        (
            {"scaleUp": {"policies": [{"type": "Pod", "value": 0, "periodSeconds": 0}]}},
            "scaleUp.policies.0.type: expected Pods or Percent, got 'Pod'; "
            "behavior.scaleUp.policies.0.value: expected a whole number from 1, got 0; "
            "behavior.scaleUp.policies.0.periodSeconds: expected a whole number from 1 to 1800, got 0",
        ),
    ],
)
def test_behaviors_that_the_api_server_refuses_are_refused(behavior: dict[str, Any], message: str):
    assert message in refusal(behavior=behavior)


@pytest.mark.parametrize(
    ("autoscaling", "message"),
    [
        ({"min_replicas": 4, "max_replicas": 3}, "min_replicas 4 exceeds max_replicas 3"),
        ({"min_replicas": 0}, "min_replicas: expected a whole number from 1 to 100, got 0"),
        ({"cpu": 5}, "cpu: expected a whole number from 10 to 400, got 5"),
        ({"keda": {}}, "missing argument keda.prometheus"),
        ({"keda": {"prometheus": "prometheus:9090"}}, "keda.prometheus: expected"),
    ],
)
def test_what_no_autoscaler_could_do_is_refused(autoscaling: dict[str, Any], message: str):
    assert message in refusal(**autoscaling)


def violations(**group: Any) -> list[str]:
    return list(autoscaling_rule(DEFAULTS).violations(group))


def test_either_replicas_or_an_autoscaler_decide():
    assert violations(replicas=3) == violations(replicas=3, autoscaling={"enabled": False}) == []
    (message,) = violations(replicas=3, autoscaling={})
    assert message.startswith("replicas has no effect with autoscaling: remove it, or set autoscaling.enabled: false")


def test_a_bound_is_compared_with_the_default_of_the_other():
    (message,) = violations(autoscaling={"max_replicas": 1})
    assert message == (
        "autoscaling.min_replicas 2 exceeds autoscaling.max_replicas 1: set autoscaling.min_replicas, too"
    )
    (message,) = violations(autoscaling={"min_replicas": 11})
    assert message.endswith("set autoscaling.max_replicas, too")


@given(st.integers(1, 100), st.integers(1, 100))
def test_a_range_is_refused_exactly_if_it_is_empty(smallest: int, largest: int):
    autoscaling = {"min_replicas": smallest, "max_replicas": largest}
    if smallest > largest:
        assert f"min_replicas {smallest} exceeds max_replicas {largest}" in refusal(**autoscaling)
    else:
        check(AutoscalingArgs, autoscaling, "x")
        scale = scale_of({"autoscaling": autoscaling}, DEFAULTS)
        assert (scale.smallest, scale.largest) == (smallest, largest)
