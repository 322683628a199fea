from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.quantity import is_quantity, quantity


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("500m", "0.5"),
        ("2", "2"),
        ("1.5", "1.5"),
        ("64Ki", "65536"),
        ("1Gi", str(1024**3)),
        ("2k", "2000"),
        ("1E", "1e18"),
    ],
)
def test_reads_kubernetes_quantities(text: str, number: str):
    assert quantity(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "10GB", "1 Gi", "Gi", "-1", "1e", "0x10", "10gi", "0", "0Gi", ".5", "1."])
def test_refuses_what_is_none_or_nothing(text: str):
    assert not is_quantity(text)


@given(st.integers(1, 10**6), st.sampled_from(["Ki", "Mi", "Gi", "Ti", "k", "M", "G", "m", ""]))
def test_grows_with_its_number(number: int, unit: str):
    assert 0 < quantity(f"{number}{unit}") < quantity(f"{number + 1}{unit}")


def test_names_what_it_cannot_read():
    with pytest.raises(ValueError, match="'10GB' is no Kubernetes quantity"):
        quantity("10GB")
