from typing import Any

import pytest

from homelab.arguments import ArgumentError, check
from homelab.librechat_config.code_interpreter import CodeInterpreterArgs, settings
from homelab.librechat_config.settings import Settings
from tests.librechat_config.accepted import complaints, shown
from tests.librechat_config.leaves import given, leaves, nested, without

REFERENCE = {"name": "existing", "key": "token"}
EVERYTHING: dict[str, Any] = {
    "enabled": True,
    "base_url": "http://code.tools.svc:3112/v1",
    "stateful_base_url": "https://code.example.com/v1",
    "jwt": {
        "private_key": "hunter2",
        "algorithm": "RS256",
        "key_id": "key-1",
        "issuer": "chat",
        "audience": "code",
        "ttl_seconds": 60,
    },
    "prewarm": False,
}


def _settings(args: dict[str, Any]) -> Settings:
    return settings(check(CodeInterpreterArgs, args, "code_interpreter"))


def test_everything_is_a_variable():
    told = _settings(EVERYTHING)
    assert complaints(told) == []
    assert "hunter2" not in shown(told)
    assert told == Settings(
        environment={
            "LIBRECHAT_CODE_BASEURL": "http://code.tools.svc:3112/v1",
            "LIBRECHAT_CODE_BASEURL_STATEFUL": "https://code.example.com/v1",
            "CODE_SANDBOX_PREWARM": "false",
            "CODEAPI_JWT_ENABLED": "true",
            "CODEAPI_JWT_ALGORITHM": "RS256",
            "CODEAPI_JWT_KID": "key-1",
            "CODEAPI_JWT_ISSUER": "chat",
            "CODEAPI_JWT_AUDIENCE": "code",
            "CODEAPI_JWT_TTL_SECONDS": "60",
        },
        secrets={"CODEAPI_JWT_PRIVATE_KEY": "hunter2"},
        servers=["http://code.tools.svc:3112"],
    )


def test_a_server_without_tokens_needs_its_address_only():
    told = _settings({"base_url": "https://code.example.com"})
    assert told == Settings(environment={"LIBRECHAT_CODE_BASEURL": "https://code.example.com"}, servers=[])


def test_the_key_can_be_in_a_secret_that_exists():
    told = _settings({"base_url": "https://code.example.com", "jwt": {"private_key_secret": REFERENCE}})
    assert told.secrets == {"CODEAPI_JWT_PRIVATE_KEY": REFERENCE}
    assert told.environment["CODEAPI_JWT_ENABLED"] == "true"


def test_what_is_switched_off_says_nothing():
    assert _settings({**EVERYTHING, "enabled": False}) == Settings()


def test_every_argument_is_tried():
    elsewhere = {("jwt", "private_key_secret", "name"), ("jwt", "private_key_secret", "key")}
    assert set(given(EVERYTHING)) | elsewhere == set(leaves(CodeInterpreterArgs))


@pytest.mark.parametrize("path", [path for path in given(EVERYTHING) if path[-1] not in ("enabled", "base_url")])
def test_every_argument_makes_a_difference(path: tuple[str, ...]):
    fewer: Any = without(EVERYTHING, path)
    assert settings(fewer) != _settings(EVERYTHING)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument base_url"),
        ({"base_url": "code.example.com"}, "base_url: expected a URL"),
        ({"base_url": "https://a.b", "api_key": "hunter2"}, "unknown argument api_key"),
        ({"base_url": "https://a.b", "jwt": {}}, "jwt: missing argument: one of private_key, private_key_secret"),
        (
            {"base_url": "https://a.b", "jwt": {"private_key": "hunter2", "private_key_secret": REFERENCE}},
            "jwt: private_key and private_key_secret are mutually exclusive",
        ),
        ({"base_url": "https://a.b", "jwt": {"private_key": ""}}, "private_key: expected a secret that is not empty"),
        (
            {"base_url": "https://a.b", "jwt": {"private_key": "hunter2", "algorithm": "HS256"}},
            "jwt.algorithm: expected one of EdDSA, RS256, got 'HS256'",
        ),
        (
            {"base_url": "https://a.b", "jwt": {"private_key": "hunter2", "ttl_seconds": 301}},
            "jwt.ttl_seconds: expected a whole number from 1 to 300, got 301",
        ),
    ],
)
def test_what_cannot_work_is_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message) as refusal:
        _settings(args)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("jwt.key_id", ""),
        ("jwt.issuer", ""),
        ("jwt.audience", ""),
        ("jwt.ttl_seconds", 0),
        ("jwt.ttl_seconds", 301),
        ("stateful_base_url", ""),
    ],
)
def test_every_value_has_bounds(path: str, value: object):
    with pytest.raises(ArgumentError, match=f"{path}: expected"):
        _settings({"base_url": "https://a.b", **nested(path, value)})
