import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.arguments import ArgumentError, check
from homelab.kubernetes import Resources, ResourcesArgs
from homelab.kubernetes.quantity import parse_quantity

DEFAULTS = Resources(cpu="100m", memory="256Mi", memory_limit="1Gi")


def test_defaults_have_no_cpu_limit():
    assert DEFAULTS.requirements() == {"requests": {"cpu": "100m", "memory": "256Mi"}, "limits": {"memory": "1Gi"}}


def test_a_higher_request_raises_the_default_limit():
    assert DEFAULTS.changed_by({"requests": {"memory": "2Gi"}}).requirements() == {
        "requests": {"cpu": "100m", "memory": "2Gi"},
        "limits": {"memory": "2Gi"},
    }


def test_a_lower_limit_lowers_the_default_request():
    assert DEFAULTS.changed_by({"limits": {"memory": "128Mi", "cpu": "50m"}}).requirements() == {
        "requests": {"cpu": "50m", "memory": "128Mi"},
        "limits": {"cpu": "50m", "memory": "128Mi"},
    }


def test_a_share_of_the_limit_is_in_bytes():
    assert DEFAULTS.memory_limit_share("0.75") == 768 * 1024**2


def test_a_limit_that_is_known_later_gives_a_share_that_is_known_later():
    limit = pulumi.Output.from_input("1Gi")
    assert isinstance(DEFAULTS.changed_by({"limits": {"memory": limit}}).memory_limit_share("0.5"), pulumi.Output)


def test_a_request_over_its_limit_is_refused_with_both_values():
    args: ResourcesArgs = {"requests": {"memory": "2Gi"}, "limits": {"memory": "1Gi"}}
    with pytest.raises(ArgumentError, match=r"requests\.memory 2Gi exceeds limits\.memory 1Gi"):
        check(ResourcesArgs, args, "x")


amounts = st.builds("{}{}".format, st.integers(1, 4096), st.sampled_from(["Mi", "Gi"]))


@given(amounts, amounts)
def test_a_request_never_exceeds_its_limit(first: str, second: str):
    for given_resources in ({"requests": {"memory": first}}, {"limits": {"memory": second}}):
        result = DEFAULTS.changed_by(given_resources)  # type: ignore[arg-type]
        assert parse_quantity(str(result.memory)) <= parse_quantity(str(result.memory_limit))


def test_a_gpu_is_a_limit_beside_the_others():
    assert DEFAULTS.requirements({})["limits"] == {"memory": "1Gi", "nvidia.com/gpu": "1"}  # type: ignore[typeddict-item]
    assert DEFAULTS.requirements({"count": 2, "resource": "amd.com/gpu"}) == {
        "requests": {"cpu": "100m", "memory": "256Mi"},
        "limits": {"memory": "1Gi", "amd.com/gpu": "2"},
    }
