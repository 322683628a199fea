from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from homelab.offline.footprint import Amounts, Footprint
from homelab.offline.report_data import footprint_data
from homelab.review.amounts import footprint_rows, price_changes, unpriced


def report(*parts: Footprint) -> dict[str, Any]:
    whole = sum(parts, Footprint(name="total"))
    return {"footprint": {"components": [*map(footprint_data, parts)], "total": footprint_data(whole)}}


def part(name: str, pods: int, memory: str = "1Gi") -> Footprint:
    amounts = Amounts(pods, {"cpu": Decimal("0.25"), "memory": Decimal(2**30)}, {"memory": Decimal(2**31)})
    return Footprint(name=name, minimum=amounts, maximum=amounts, peak=amounts, claims=1, storage=Decimal(2**30))


def test_components_that_take_something_else_are_shown_and_the_sum():
    before, after = report(part("same", 1), part("gone", 1)), report(part("same", 1), part("new", 2))
    assert [row[:2] for row in footprint_rows(before, after)] == [
        ["gone", "1 → -"],
        ["new", "- → 2"],
        ["total", "2 → 3"],
    ]
    assert footprint_rows(before, before) == []
    assert [row[0] for row in footprint_rows({}, before)] == ["same", "gone", "total"]


@given(st.decimals(0, 1000, places=3), st.integers(0, 10**15))
def test_a_footprint_is_read_as_it_was_written(cpu: Decimal, memory: int):
    amounts = Amounts(1, {"cpu": cpu, "memory": Decimal(memory)})
    assert (
        footprint_rows(report(Footprint(name="a", minimum=amounts)), report(Footprint(name="a", minimum=amounts))) == []
    )


def prices(minimum: str, maximum: str, **usd: list[str] | None) -> dict[str, Any]:
    charges = [{"item": item, "region": "eu-central-1", "usd": each} for item, each in usd.items()]
    estimate = {"minimum": minimum, "maximum": maximum, "charges": charges, "unknownTypes": ["aws:x/y:Z"]}
    return {"estimate": {"minimum": "5", "maximum": "5", "currency": "EUR"}, "aws": {"estimate": estimate}}


def test_prices_that_differ_are_shown_with_their_difference():
    before = prices("10", "20", same=["1", "1"], more=["2", "3"], gone=["7", "7"], use=None)
    after = prices("12.50", "30", more=["4", "9"], same=["1", "1"], use=None)
    found = {each.item: each for each in price_changes(before, after)}
    assert [*found] == ["AWS: more, eu-central-1", "AWS: gone, eu-central-1", "AWS, total"]
    assert found["AWS, total"].difference == (Decimal("2.5"), 10)
    assert (found["AWS: gone, eu-central-1"].after, found["AWS: gone, eu-central-1"].difference) == (None, (-7, -7))
    assert unpriced(after) == ["aws:x/y:Z", "use"]
    assert price_changes({}, {}) == []
    assert [each.currency for each in price_changes({}, {"estimate": before["estimate"], "aws": None})] == ["EUR"]
