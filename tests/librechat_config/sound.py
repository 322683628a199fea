"""Assertions for configurations that are derived from arguments."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from homelab.arguments import ArgumentError, check
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.schema import problems
from homelab.librechat_config.schema.published import config_version
from homelab.librechat_config.variables import Reader, unknown_variables
from homelab.librechat_config.yaml import variable_references

HIDDEN = "hidden"
"""Part of every secret in these tests."""
REFERENCE: Any = {"name": "existing", "key": "key"}
PEM = "-----BEGIN CERTIFICATE-----\nTUlJQg==\n-----END CERTIFICATE-----\n"
PRIVATE_KEY = f"-----BEGIN PRIVATE KEY-----\n{HIDDEN}\n-----END PRIVATE KEY-----\n"
SERVICE_ACCOUNT = json.dumps({"project_id": "p", "client_email": "a@b", "private_key": HIDDEN})


def checked(args_type: Any, args: Mapping[str, Any]) -> Any:
    """Checked arguments, as a component receives them."""
    return check(args_type, args, "it")


def refusal(args_type: Any, args: Mapping[str, Any]) -> str:
    """Message for invalid arguments, which has one line and no secrets."""
    with pytest.raises(ArgumentError) as error:
        check(args_type, args, "it")
    message = str(error.value)
    assert message.startswith("it: ")
    assert HIDDEN not in message
    assert "\n" not in message
    return message


def assert_sound(configuration: Configuration) -> None:
    """Assert that LibreChat accepts the document and reads all variables, and that secrets are secret."""
    config, variables = configuration.config, configuration.variables
    text = yaml.safe_dump(dict(config))
    assert HIDDEN not in text + json.dumps(dict(variables.plain))
    assert all(isinstance(value, str) and value for value in variables.plain.values())
    document = {"version": config_version(), **config}
    assert list(map(str, problems(document, variables=variables.names, environment=variables.plain))) == []
    referenced = variable_references(config)
    assert unknown_variables(variables.names, reader=Reader.LIBRECHAT, referenced=referenced) == []
