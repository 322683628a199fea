from typing import Any

import pulumi
import pytest
import yaml

from homelab.arguments import ArgumentError, check
from homelab.librechat_config.settings import Settings
from homelab.librechat_config.turnstile import TurnstileArgs, settings


def turnstile(args: dict[str, Any]) -> dict[str, Any]:
    rendered = settings(check(TurnstileArgs, args, owner="turnstile"))
    assert rendered == Settings(config=rendered.config)
    return rendered.config["turnstile"]


@pytest.mark.parametrize(
    ("args", "options"),
    [
        ({}, {"language": "auto", "size": "normal"}),
        ({"language": "de"}, {"language": "de", "size": "normal"}),
        ({"language": "pt-br", "size": "invisible"}, {"language": "pt-br", "size": "invisible"}),
    ],
)
def test_arguments_become_the_section(args: dict[str, Any], options: dict[str, str]):
    section = turnstile({"site_key": "0x4AAAAAAAA", **args})
    assert section == {"siteKey": "0x4AAAAAAAA", "options": options}
    assert yaml.safe_load(yaml.safe_dump(section)) == section


def test_the_site_key_may_be_an_output():
    key = pulumi.Output.from_input("0x4AAAAAAAA")
    assert turnstile({"site_key": key})["siteKey"] is key


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument site_key"),
        ({"site_key": ""}, "site_key: expected a name that is not empty, got ''"),
        ({"site_key": "x", "secret_key": "y"}, "unknown argument secret_key"),
        ({"site_key": "x", "size": "small"}, "size: expected one of normal, compact, flexible, invisible, got 'small'"),
        (
            {"site_key": "x", "language": "German!"},
            "language: expected 'auto' or a language such as 'de' or 'pt-br', got 'German!'",
        ),
        ({"site_key": 5}, "site_key: expected a string, got 5"),
    ],
)
def test_what_would_not_work_is_an_error(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError) as error:
        check(TurnstileArgs, args, owner="turnstile")
    assert message in str(error.value)
