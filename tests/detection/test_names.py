import pytest

from homelab.detection.names import (
    NOT_SECRET,
    SECRET,
    holds_secret,
    is_secret,
    unclassified_secrets,
)
from homelab.librechat_config.variables import Reader
from homelab.librechat_config.variables.check import all_names


@pytest.mark.parametrize(
    "name",
    [
        *("OPENAI_API_KEY", "CREDS_IV", "MONGO_URI", "LDAP_BIND_CREDENTIALS", "OTEL_EXPORTER_OTLP_HEADERS"),
        *("WOLFRAM_APP_ID", "GROQ_API_KEY", "MY_OWN_TOKEN", "OPENROUTER_KEY", "NEW_APIKEY"),
    ],
)
def test_secrets(name: str):
    assert is_secret(name)


@pytest.mark.parametrize(
    "name",
    [
        *("APPLE_KEY_ID", "MIN_PASSWORD_LENGTH", "RESET_PASSWORD_VIOLATION_SCORE", "SAML_CERT", "REDIS_KEY_PREFIX"),
        *("GOOGLE_SERVICE_KEY_FILE", "LANGFUSE_PUBLIC_KEY", "APP_TITLE", "MAX_TOKENS", "MONKEY_BUSINESS"),
    ],
)
def test_no_secrets(name: str):
    assert not is_secret(name)


def test_user_provided_is_not_a_secret():
    assert not holds_secret("OPENAI_API_KEY", "user_provided")
    assert holds_secret("OPENAI_API_KEY", "sk-1")
    assert holds_secret("OPENAI_API_KEY", object())


@pytest.mark.parametrize(
    ("value", "is_content"),
    [
        ('{"private_key": "x"}', True),
        ("ey" * 80 + "==", True),
        ("/etc/keys/key.json", False),
        ("https://keys.corp/key.json", False),
    ],
)
def test_a_key_file_variable_may_hold_the_key_itself(value: str, is_content: bool):
    assert holds_secret("GOOGLE_SERVICE_KEY_FILE", value) == is_content


@pytest.mark.parametrize("reader", Reader)
def test_every_variable_that_looks_like_a_secret_is_decided_on(reader: Reader):
    assert unclassified_secrets(all_names(reader)) == []


def test_no_name_is_in_both_tables():
    assert not SECRET & set(NOT_SECRET)


def test_unclassified_names_are_found():
    assert unclassified_secrets(["NEW_KEY_FILE", "NEW_SECRET", "NEW_TITLE"]) == ["NEW_KEY_FILE", "NEW_SECRET"]
