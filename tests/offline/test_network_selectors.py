from typing import Any

import pytest

from homelab.offline.network.selectors import selects

LABELS = {"app": "web", "tier": "front"}


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ({}, True),
        ({"matchLabels": {"app": "web"}}, True),
        ({"matchLabels": {"app": "web", "tier": "back"}}, False),
        ({"matchLabels": {"team": "a"}}, False),
        ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["db", "web"]}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["db"]}]}, False),
        ({"matchExpressions": [{"key": "team", "operator": "In", "values": ["a"]}]}, False),
        ({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["db"]}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["web"]}]}, False),
        ({"matchExpressions": [{"key": "team", "operator": "NotIn", "values": ["a"]}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "Exists"}]}, True),
        ({"matchExpressions": [{"key": "team", "operator": "Exists"}]}, False),
        ({"matchExpressions": [{"key": "team", "operator": "DoesNotExist"}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}, False),
    ],
)
def test_selectors_select_as_in_kubernetes(selector: dict[str, Any], expected: bool):
    assert selects(selector, LABELS) is expected


def test_all_requirements_have_to_be_met():
    exists = {"key": "tier", "operator": "Exists"}
    assert selects({"matchLabels": {"app": "web"}, "matchExpressions": [exists]}, LABELS)
    assert not selects({"matchLabels": {"app": "db"}, "matchExpressions": [exists]}, LABELS)
    assert not selects({"matchExpressions": [exists, {"key": "x", "operator": "Exists"}]}, LABELS)


def test_an_unknown_operator_is_refused():
    with pytest.raises(ValueError, match="'Gt'"):
        selects({"matchExpressions": [{"key": "app", "operator": "Gt", "values": ["1"]}]}, LABELS)
