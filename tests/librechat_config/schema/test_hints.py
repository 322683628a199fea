from typing import Any

import pytest

from homelab.librechat_config.schema import schema_problems
from homelab.librechat_config.schema.hints import HINTS, hint
from tests.librechat_config.schema.checked import config


def nested(path: str) -> dict[str, Any]:
    value: dict[str, Any] = {"unheardOf": []}
    for key in reversed(path.split(".")):
        value = {key: value}
    return value


@pytest.mark.parametrize("path", HINTS)
def test_each_hint_is_given_for_what_librechat_does_not_know(path: str):
    messages = [str(problem) for problem in schema_problems({**config(""), **nested(path)})]
    assert any(message.startswith(f"{path}: ") and HINTS[path] in message for message in messages), messages


def test_other_keys_have_no_hint():
    assert hint(("endpoints", "custom")) is None
