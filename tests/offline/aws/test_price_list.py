import datetime
import json
from pathlib import Path

import pytest

from homelab.offline.aws import price_list as price_list_module
from homelab.offline.aws.price_list import GLOBAL, Price, price_list

PRICES = list(price_list().values())


def test_prices_are_not_older_than_a_year():
    # By the clock, as this is about the world and not about the code: it fails when somebody has to look prices up.
    newest = max(each.date for each in PRICES if each.is_verified)
    assert datetime.date.today() - newest <= datetime.timedelta(days=366), "look the prices in prices.json up anew"
    assert newest <= datetime.date.today() + datetime.timedelta(days=1)


@pytest.mark.parametrize("price", PRICES, ids=lambda price: f"{price.item}, {price.region}")
def test_a_price_says_where_it_is_from(price: Price):
    assert price.source.strip()
    assert price.usd > 0
    assert price.unit.strip()
    assert price.note in ("", "unverified")
    assert ("general knowledge" in price.source) == (not price.is_verified)
    assert price.region in ("us-east-1", GLOBAL)


def test_no_item_has_two_prices_in_a_region():
    assert len(json.loads(Path(price_list_module.__file__).with_name("prices.json").read_text())) == len(PRICES)
