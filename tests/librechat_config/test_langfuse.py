from typing import Any

import pytest

from homelab.arguments import ArgumentError, check
from homelab.librechat_config.langfuse import LangfuseArgs, settings
from homelab.librechat_config.settings import Settings
from tests.librechat_config.accepted import complaints, shown
from tests.librechat_config.leaves import given, leaves, without

REFERENCE = {"name": "existing", "key": "token"}
NEEDED: dict[str, Any] = {"public_key": "pk", "secret_key": "hunter2", "base_url": "https://cloud.langfuse.com"}
EVERYTHING: dict[str, Any] = {
    **NEEDED,
    "enabled": True,
    "base_url": "http://langfuse.tools.svc:3000",
    "project_id": "project",
    "sample_rate": 0.5,
    "environment": "production",
    "user_id_field": "email",
    "user_metadata_fields": ["role"],
    "conversation_metadata_fields": ["model", "spec"],
}


def _settings(args: dict[str, Any]) -> Settings:
    return settings(check(LangfuseArgs, args, "langfuse"))


def test_everything_is_rendered_as_librechat_knows_it():
    told = _settings(EVERYTHING)
    assert complaints(told) == []
    assert "hunter2" not in shown(told)
    assert told == Settings(
        config={
            "langfuse": {
                "trace": {
                    "userIdField": "email",
                    "userMetadataFields": ["role"],
                    "conversationMetadataFields": ["model", "spec"],
                }
            }
        },
        environment={
            "LANGFUSE_PUBLIC_KEY": "pk",
            "LANGFUSE_BASE_URL": "http://langfuse.tools.svc:3000",
            "LANGFUSE_PROJECT_ID": "project",
            "LANGFUSE_SAMPLE_RATE": "0.5",
            "LANGFUSE_TRACING_ENVIRONMENT": "production",
        },
        secrets={"LANGFUSE_SECRET_KEY": "hunter2"},
        servers=["http://langfuse.tools.svc:3000"],
    )


def test_what_is_needed_is_enough():
    told = _settings(NEEDED)
    assert told.config == {}
    assert told.servers == []
    assert complaints(told) == []


def test_the_key_can_be_in_a_secret_that_exists():
    told = _settings({**without(NEEDED, ("secret_key",)), "secret_key_secret": REFERENCE})
    assert told.secrets == {"LANGFUSE_SECRET_KEY": REFERENCE}


def test_what_is_switched_off_says_nothing():
    assert _settings({**EVERYTHING, "enabled": False}) == Settings()


def test_every_argument_is_tried():
    elsewhere = {("secret_key_secret", "name"), ("secret_key_secret", "key")}
    assert set(given(EVERYTHING)) | elsewhere == set(leaves(LangfuseArgs))


@pytest.mark.parametrize("path", [(name,) for name in EVERYTHING if name not in NEEDED and name != "enabled"])
def test_every_argument_makes_a_difference(path: tuple[str, ...]):
    assert _settings(without(EVERYTHING, path)) != _settings(EVERYTHING)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument public_key"),
        (without(NEEDED, ("secret_key",)), "missing argument: one of secret_key, secret_key_secret"),
        ({**NEEDED, "secret_key_secret": REFERENCE}, "secret_key and secret_key_secret are mutually exclusive"),
        ({**NEEDED, "base_url": "cloud.langfuse.com"}, "base_url: expected a URL"),
        ({**NEEDED, "sample_rate": 2}, "sample_rate: expected a number from 0 to 1, got 2"),
        ({**NEEDED, "user_id_field": "role"}, "user_id_field: expected a field that users differ in, such as 'email'"),
        ({**NEEDED, "user_id_field": "mail"}, "user_id_field: expected one of id, email"),
        ({**NEEDED, "user_metadata_fields": []}, "user_metadata_fields: expected a list that is not empty"),
        ({**NEEDED, "conversation_metadata_fields": ["id"]}, "expected one of conversationId, endpoint"),
    ],
)
def test_what_cannot_work_is_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message) as refusal:
        _settings(args)
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("public_key", ""),
        ("project_id", ""),
        ("environment", ""),
        ("secret_key", ""),
        ("sample_rate", -0.1),
        ("sample_rate", 1.1),
        ("user_metadata_fields", []),
        ("conversation_metadata_fields", []),
        ("user_id_field", "provider"),
    ],
)
def test_every_value_has_bounds(path: str, value: object):
    with pytest.raises(ArgumentError, match=f"{path}: expected"):
        _settings({**NEEDED, path: value})
