import pytest

from homelab.arguments import ArgumentError, check
from homelab.kubernetes.scheduling import GpuArgs


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"count": 0}, "count: expected a whole number from 1 to 64, got 0"),
        ({"count": "two"}, "count: expected a whole number, got 'two'"),
        (
            {"resource": "gpu"},
            "resource: expected the name of an extended resource such as 'nvidia.com/gpu', got 'gpu'",
        ),
    ],
)
def test_what_cannot_work_is_refused(given: GpuArgs, message: str):
    with pytest.raises(ArgumentError, match=message):
        check(GpuArgs, given, "x")


def test_whole_floats_are_numbers_of_gpus():
    assert check(GpuArgs, {"count": 2.0}, "x") == {"count": 2}
