from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from homelab.offline.footprint import Amounts, Footprint
from homelab.offline.prices import estimate, load_prices
from homelab.offline.project import ProjectError

GI = 1024**3
GOOD: dict[str, Any] = {
    "currency": "EUR",
    "date": "2026-11-01",
    "source": "https://cloud.example.com/prices",
    "cpu_hour": 0.1,
    "memory_gib_hour": 0.01,
    "storage_gib_month": 0.5,
}


def file(folder: Path, content: Any) -> Path:
    path = folder / "prices.yaml"
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    return path


def test_requests_cost_by_the_hour_and_volumes_by_the_month(tmp_path: Path):
    prices = load_prices(file(tmp_path, GOOD))
    one, three = (Amounts(n, {"cpu": Decimal(n), "memory": Decimal(2 * n * GI)}) for n in (1, 3))
    found = estimate(Footprint(name="x", minimum=one, maximum=three, storage=Decimal(10 * GI)), prices)
    # 730 hours: 73.00 and 14.60 for one pod, 5.00 for volumes.
    assert (found.minimum, found.maximum) == (Decimal("92.60"), Decimal("267.80"))
    assert str(found) == ("EUR 92.60 to 267.80 a month, by prices of 2026-11-01 from https://cloud.example.com/prices")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"cpu_hour": -1}, "cpu_hour: expected a number such as 0.03, got -1"),
        ({"cpu_hour": True}, "cpu_hour: expected a number such as 0.03, got True"),
        ({"cpu_hour": "0.03 EUR"}, "cpu_hour: expected a number such as 0.03, got '0.03 EUR'"),
        ({"cpu_hour": float("nan")}, "cpu_hour: expected a number"),
        ({"date": "last week"}, "date: expected a day such as 2026-11-01, got 'last week'"),
        ({"date": None}, "date: expected a day such as 2026-11-01, got None"),
        ({"source": " "}, "source: expected text on one line, got ' '"),
        ({"currency": 1}, "currency: expected text on one line, got 1"),
        ({"gpu_hour": 1}, "has the unknown key gpu_hour: prices have currency, date, source, cpu_hour"),
        ({"source": ..., "date": ...}, "is missing date, source: prices have currency, date"),
    ],
)
def test_prices_are_complete_and_say_where_they_are_from(tmp_path: Path, changes: dict[str, Any], message: str):
    content = {name: value for name, value in {**GOOD, **changes}.items() if value is not ...}
    with pytest.raises(ProjectError) as caught:
        load_prices(file(tmp_path, content))
    assert message in str(caught.value)


def test_a_list_has_no_prices(tmp_path: Path):
    with pytest.raises(ProjectError, match="must be a mapping"):
        load_prices(file(tmp_path, "[1]"))
