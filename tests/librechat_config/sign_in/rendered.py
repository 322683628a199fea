"""One group of arguments, checked and rendered."""

from collections.abc import Mapping
from typing import Any

import pytest

from homelab.arguments import ArgumentError, check
from homelab.kubernetes import SecretReference
from homelab.librechat_config.settings import Settings
from homelab.librechat_config.sign_in import AuthArgs, settings

ADDRESS = "https://chat.example.com"
SESSION: SecretReference = {"name": "keys", "key": "SESSION_SECRET"}
EXISTING: SecretReference = {"name": "own", "key": "value"}
CLIENT = {"client_id": "librechat", "client_secret": "not-a-secret-0000"}
PEM = "-----BEGIN CERTIFICATE-----\nTUlJQg==\n-----END CERTIFICATE-----\n"
PRIVATE_KEY = "-----BEGIN PRIVATE KEY-----\nTUlJQg==\n-----END PRIVATE KEY-----\n"
# What stands in every workspace.
DEFAULTS = {"ALLOW_EMAIL_LOGIN": "true", "ALLOW_SOCIAL_LOGIN": "false"}


def auth(args: Mapping[str, Any]) -> Settings:
    return settings(check(AuthArgs, args, owner="auth"), address=ADDRESS, session_secret=SESSION)  # type: ignore[type-var]


def provider(name: str, args: Mapping[str, Any]) -> Settings:
    """What one provider adds to what stands there anyway."""
    rendered = auth({name: args})
    own = {key: value for key, value in rendered.environment.items() if key not in DEFAULTS}
    return Settings(rendered.config, own, rendered.secrets, rendered.secret_files, rendered.servers)


def problem(args: Mapping[str, Any]) -> str:
    with pytest.raises(ArgumentError) as error:
        auth(args)
    return str(error.value)
