from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.kubernetes.quantity import is_positive_quantity, parse_quantity


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("500m", "0.5"),
        ("1.5Gi", "1610612736"),
        ("2k", "2000"),
        ("1E", "1e18"),
        ("1Ei", "1152921504606846976"),
        ("12e3", "12000"),
        (".5", "0.5"),
        ("1.", "1"),
        ("-1", "-1"),
        ("100n", "1e-7"),
        (2, "2"),
        (0.5, "0.5"),
    ],
)
def test_every_form_is_read(value: str | float, number: str):
    assert parse_quantity(value) == Decimal(number)


@pytest.mark.parametrize("value", ["", "10GB", "1 Gi", "Gi", "0x10", "10gi", "1e", "٣"])
def test_other_text_is_refused(value: str):
    with pytest.raises(ValueError, match="is no quantity"):
        parse_quantity(value)


@pytest.mark.parametrize("text", ["", "10GB", "-1", "0", "0Gi"])
def test_nothing_and_less_are_not_positive(text: str):
    assert not is_positive_quantity(text)


@given(st.integers(1, 10**6), st.sampled_from(["Ki", "Mi", "Gi", "Ti", "k", "M", "G", "m", ""]))
def test_grows_with_its_number(number: int, unit: str):
    assert is_positive_quantity(f"{number}{unit}")
    assert parse_quantity(f"{number}{unit}") < parse_quantity(f"{number + 1}{unit}")
