from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.arguments import ArgumentError, check
from homelab.kubernetes import Resources, ResourcesArgs
from homelab.kubernetes.quantity import parse_quantity

DEFAULTS = Resources(cpu="100m", memory="256Mi", memory_limit="1Gi")
LOGS = {"ephemeral-storage": "100Mi"}


def test_defaults_have_no_cpu_limit():
    assert DEFAULTS.requirements() == {
        "requests": {"cpu": "100m", "memory": "256Mi", **LOGS},
        "limits": {"memory": "1Gi", **LOGS},
    }


def test_a_higher_request_raises_the_default_limit():
    assert DEFAULTS.with_overrides({"requests": {"memory": "2Gi"}}).requirements() == {
        "requests": {"cpu": "100m", "memory": "2Gi", **LOGS},
        "limits": {"memory": "2Gi", **LOGS},
    }


def test_a_lower_limit_lowers_the_default_request():
    assert DEFAULTS.with_overrides({"limits": {"memory": "128Mi", "cpu": "50m"}}).requirements() == {
        "requests": {"cpu": "50m", "memory": "128Mi", **LOGS},
        "limits": {"cpu": "50m", "memory": "128Mi", **LOGS},
    }


def test_a_share_of_the_limit_is_in_bytes():
    assert DEFAULTS.memory_limit_share("0.75") == 768 * 1024**2


def test_a_limit_that_is_known_later_gives_a_share_that_is_known_later():
    limit = pulumi.Output.from_input("1Gi")
    assert isinstance(DEFAULTS.with_overrides({"limits": {"memory": limit}}).memory_limit_share("0.5"), pulumi.Output)


def test_a_request_over_its_limit_is_refused_with_both_values():
    args: ResourcesArgs = {"requests": {"memory": "2Gi"}, "limits": {"memory": "1Gi"}}
    with pytest.raises(ArgumentError, match=r"requests\.memory 2Gi exceeds limits\.memory 1Gi"):
        check(ResourcesArgs, args, "x")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"requests": {"memroy": "1Gi"}}, r"requests.memroy: expected cpu, memory, .* \(did you mean memory\?\)"),
        ({"limits": {"gpu": "1"}}, "limits.gpu: expected cpu, memory, ephemeral-storage or an extended resource"),
        ({"limits": {"memory": "10GB"}}, "limits.memory: expected a Kubernetes quantity such as '10Gi'.*, got '10GB'"),
        ({"limits": {"cpu": 0}}, "limits.cpu: expected a Kubernetes quantity .*, got '0'"),
        ({"limits": "1Gi"}, "limits: expected a map, got '1Gi'"),
        ({"limit": {}}, r"unknown argument limit \(did you mean limits\?\)"),
    ],
)
def test_other_names_and_amounts_are_refused(args: Any, message: str):
    with pytest.raises(ArgumentError, match=message):
        check(ResourcesArgs, args, "x")


def test_numbers_are_quantities():
    assert check(ResourcesArgs, {"limits": {"cpu": 2, "memory": 1.0}}, "x") == {"limits": {"cpu": "2", "memory": "1"}}


def test_other_resources_stand_beside_cpu_and_memory():
    resources = DEFAULTS.with_overrides(
        {"requests": {"ephemeral-storage": "1Gi"}, "limits": {"ephemeral-storage": "2Gi", "example.com/device": "1"}}
    )
    assert resources.requirements() == {
        "requests": {"cpu": "100m", "memory": "256Mi", "ephemeral-storage": "1Gi"},
        "limits": {"memory": "1Gi", "ephemeral-storage": "2Gi", "example.com/device": "1"},
    }


def local(local_storage: str, **args: Any) -> tuple[str, str]:
    """Request and limit of the node's disk."""
    found = DEFAULTS.with_overrides({**args}).requirements(local_storage=local_storage)  # type: ignore[typeddict-item]
    return tuple(found[kind]["ephemeral-storage"] for kind in ("requests", "limits"))  # type: ignore[literal-required,return-value]


def test_the_node_s_disk_is_limited_to_logs_and_empty_directories():
    assert local("1124Mi") == ("100Mi", "1124Mi")
    assert local("1124Mi", limits={"ephemeral-storage": "50Mi"}) == ("50Mi", "50Mi")
    assert local("1124Mi", requests={"ephemeral-storage": "2Gi"}) == ("2Gi", "2Gi")


amounts = st.builds("{}{}".format, st.integers(1, 4096), st.sampled_from(["Mi", "Gi"]))


@given(amounts, amounts)
def test_a_request_never_exceeds_its_limit(first: str, second: str):
    for given_resources in ({"requests": {"memory": first}}, {"limits": {"memory": second}}):
        result = DEFAULTS.with_overrides(given_resources)  # type: ignore[arg-type]
        assert parse_quantity(str(result.memory)) <= parse_quantity(str(result.memory_limit))


def test_a_gpu_is_a_limit_beside_the_others():
    assert DEFAULTS.requirements({})["limits"] == {"memory": "1Gi", **LOGS, "nvidia.com/gpu": "1"}  # type: ignore[typeddict-item]
    assert DEFAULTS.requirements({"count": 2, "resource": "amd.com/gpu"}) == {
        "requests": {"cpu": "100m", "memory": "256Mi", **LOGS},
        "limits": {"memory": "1Gi", **LOGS, "amd.com/gpu": "2"},
    }
