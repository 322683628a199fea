from typing import Any

import pytest

from homelab.arguments import ArgumentError, check
from homelab.librechat_config.actions import ActionsArgs, settings
from homelab.librechat_config.settings import Settings
from tests.librechat_config.accepted import complaints


def _settings(args: dict[str, Any]) -> Settings:
    return settings(check(ActionsArgs, args, "actions"))


def test_nothing_given_says_nothing():
    assert _settings({}) == Settings(servers=[])


def test_domains_are_the_only_ones_and_can_be_reached():
    told = _settings({"allowed_domains": ["*.example.com", "http://api.tools.svc:8080"]})
    assert told.config == {"actions": {"allowedDomains": ["*.example.com", "http://api.tools.svc:8080"]}}
    assert told.servers == ["http://api.tools.svc:8080"]
    assert complaints(told) == []


def test_private_addresses_are_allowed_and_can_be_reached():
    told = _settings({"allowed_addresses": ["api.tools.svc:8080"]})
    assert told.config == {"actions": {"allowedAddresses": ["api.tools.svc:8080"]}}
    assert told.servers == ["https://api.tools.svc:8080"]
    assert complaints(told) == []


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"allowed_domains": ["a.b"], "allowed_addresses": ["a.svc:1"]}, "are mutually exclusive"),
        ({"allowed_domains": []}, "allowed_domains: expected a list of domains"),
        ({"allowed_domains": ["wss://a.b"]}, "allowed_domains: expected a list of domains"),
        ({"allowed_domains": "a.b"}, "allowed_domains: expected a list, got 'a.b'"),
        ({"allowed_addresses": ["http://a.svc:80"]}, "allowed_addresses: expected a list of private hosts"),
        ({"allowed_adresses": ["a.svc:80"]}, r"did you mean allowed_addresses\?"),
    ],
)
def test_what_cannot_work_is_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        _settings(args)
