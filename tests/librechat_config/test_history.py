import json
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

import pytest

from homelab.librechat_config import variables
from homelab.librechat_config.history import KEYS, RAG_API_VARIABLES, VARIABLES
from homelab.librechat_config.schema import published, schema_problems
from tests.librechat_config.schema.checked import config

DEPRECATED = re.compile(r"it is deprecated|overrides it|overwrites it|it would replace the placeholder")
"""Pattern of hints for variables that LibreChat still reads."""


def nested(path: str) -> dict[str, Any]:
    """Configuration with a value of a wrong type at a path."""
    value: Any = {"unheardOf": []}
    for key in reversed(path.split(".")):
        value = [value] if key == "*" else {key: value}
    return value


@pytest.mark.parametrize("path", KEYS)
def test_only_unknown_keys_have_hints(path: str):
    messages = [str(problem) for problem in schema_problems({**config(""), **nested(path)})]
    start = path.replace("*", "0")
    assert any(message.startswith(f"{start}: ") and KEYS[path] in message for message in messages), messages


def read(file: str) -> set[str]:
    return set(json.loads(resources.files(variables).joinpath(file).read_text())["read"])


def test_a_variable_that_is_read_is_called_deprecated_or_removed_since():
    still_read = set(VARIABLES) & read("librechat.json")
    unexplained = {name for name in still_read if not DEPRECATED.search(VARIABLES[name])}
    assert {VARIABLES[name] for name in unexplained} <= {"LibreChat dropped it before v0.8.8"}
    assert not set(RAG_API_VARIABLES) & read("rag_api.json")


def names(schema: Any) -> Iterator[str]:
    if isinstance(schema, Mapping):
        yield from schema.get("properties", ())
    for inner in schema.values() if isinstance(schema, Mapping) else schema if isinstance(schema, list) else ():
        yield from names(inner)


@pytest.mark.parametrize("table", [KEYS, VARIABLES, RAG_API_VARIABLES], ids=["keys", "variables", "rag_api"])
def test_hints_complete_the_message_and_name_existing_keys(table: Mapping[str, str]):
    known = {*names(published.json_schema()), *read("librechat.json"), *read("rag_api.json"), *KEYS, *VARIABLES}
    # Read by Node.js, a custom endpoint and Meilisearch.
    known |= {"NODE_OPTIONS", "OPENROUTER_KEY", "SHUTTLEAI_API_KEY", "HF_TOKEN"}
    for advice in table.values():
        assert advice
        assert not advice.endswith(".")
        for name in re.findall(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9]\b|\b[a-z]+[A-Z]\w+\b", advice):
            assert name in known, advice
