from typing import Any

import pytest

from homelab.arguments import ArgumentError, check
from homelab.librechat_config.registration import RegistrationArgs, settings
from homelab.librechat_config.settings import Settings


def rendered(args: dict[str, Any]) -> Settings:
    return settings(check(RegistrationArgs, args, owner="registration"))


def test_nobody_can_register_unless_it_is_said():
    assert rendered({}) == Settings(config={}, environment={"ALLOW_REGISTRATION": "false"})
    assert rendered({"enabled": True}) == Settings(config={}, environment={"ALLOW_REGISTRATION": "true"})


def test_domains_stand_in_librechat_yaml():
    assert rendered({"allowed_domains": ["example.com", "example.org"]}).config == {
        "registration": {"allowedDomains": ["example.com", "example.org"]}
    }


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"enabled": "yes"}, "enabled: expected true or false, got 'yes'"),
        ({"allowed_domains": []}, "allowed_domains: expected a list of domain names such as 'example.com'"),
        ({"allowed_domains": ["@example.com"]}, "allowed_domains: expected a list of domain names"),
        ({"allowed_domains": ["https://example.com"]}, "allowed_domains: expected a list of domain names"),
        ({"allowed_domains": "example.com"}, "allowed_domains: expected a list, got 'example.com'"),
        ({"domains": ["example.com"]}, "unknown argument domains (did you mean allowed_domains?)"),
    ],
)
def test_what_would_not_work_is_an_error(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError) as error:
        rendered(args)
    assert message in str(error.value)
