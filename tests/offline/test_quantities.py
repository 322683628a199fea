from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi.runtime.rpc import UNKNOWN

from homelab.kubernetes.quantity import parse_quantity
from homelab.offline.quantities import format_bytes, format_cores, quantity_errors


@given(st.integers(1, 10**6), st.sampled_from(["Ki", "Mi", "Gi"]))
def test_formatted_bytes_are_the_bytes_to_a_hundredth(number: int, unit: str):
    exact = parse_quantity(f"{number}{unit}")
    assert abs(parse_quantity(format_bytes(exact)) - exact) <= exact / 100


@given(st.integers(0, 10**6))
def test_formatted_cores_are_the_cores(millicores: int):
    assert parse_quantity(format_cores(Decimal(millicores) / 1000)) == Decimal(millicores) / 1000


@pytest.mark.parametrize(("count", "text"), [(0, "0"), (1000, "1000"), (1024**2, "1Mi"), (3 * 1024**4, "3Ti")])
def test_bytes_take_the_largest_unit(count: int, text: str):
    assert format_bytes(Decimal(count)) == text


@pytest.mark.parametrize(("cores", "text"), [("0.25", "250m"), ("2", "2"), ("10", "10"), ("1.1", "1.1")])
def test_cores_are_written_as_people_write_them(cores: str, text: str):
    assert format_cores(Decimal(cores)) == text


def test_wrong_quantities_are_told_by_their_place():
    resources = {"requests": {"cpu": "1", "memory": "1GB"}, "limits": {"memory": UNKNOWN, "cpu": "two"}}
    manifest = {"spec": {"containers": [{"resources": resources}], "volumes": [{"emptyDir": {"sizeLimit": "1 Gi"}}]}}
    assert [path for path, _ in quantity_errors(manifest)] == [
        ("spec", "containers", 0, "resources", "requests", "memory"),
        ("spec", "containers", 0, "resources", "limits", "cpu"),
        ("spec", "volumes", 0, "emptyDir", "sizeLimit"),
    ]
