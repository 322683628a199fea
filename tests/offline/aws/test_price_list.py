import datetime

import pytest

from homelab.offline.aws.price_list import GLOBAL, Price, price_list

PRICES = list(price_list().values())


def test_prices_are_not_older_than_a_year():
    # By the clock, as this is about the world and not about the code: it fails when somebody has to look prices up.
    newest = max(each.date for each in PRICES)
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
    import json

    from homelab.offline.aws import price_list as module

    entries = json.loads(module._FILE.read_text())
    assert len(entries) == len(PRICES)
