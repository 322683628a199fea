from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.kubernetes.quantity import format_bytes, format_cores, is_positive_quantity, parse_quantity


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
    with pytest.raises(ValueError, match="is not a quantity"):
        parse_quantity(value)


@pytest.mark.parametrize("text", ["", "10GB", "-1", "0", "0Gi"])
def test_nothing_and_less_are_not_positive(text: str):
    assert not is_positive_quantity(text)


@given(st.integers(1, 10**6), st.sampled_from(["Ki", "Mi", "Gi", "Ti", "k", "M", "G", "m", ""]))
def test_grows_with_its_number(number: int, unit: str):
    assert is_positive_quantity(f"{number}{unit}")
    assert parse_quantity(f"{number}{unit}") < parse_quantity(f"{number + 1}{unit}")


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
