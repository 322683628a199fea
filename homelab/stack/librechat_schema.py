"""The JSON Schema of what users merge over the derived librechat.yaml, for editors."""

from collections.abc import Mapping
from typing import Any, cast

from homelab.librechat_config.documentation import documentation_url
from homelab.librechat_config.merge import KEYED_LISTS
from homelab.librechat_config.schema.published import json_schema
from homelab.merging import Path

_NOT_FOR_EDITORS = ("$schema", "x-librechat", "required")


def config_schema() -> dict[str, Any]:
    """LibreChat's own schema where another argument may complete a map, and null removes what another one derives."""
    whole = {key: value for key, value in json_schema().items() if key not in _NOT_FOR_EDITORS}
    schema = cast(dict[str, Any], _partial(whole, ()))
    _link(schema["properties"], "")
    _link(schema["properties"]["endpoints"]["anyOf"][0]["properties"], "endpoints.")
    return schema


def _partial(schema: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """Without required keys, as far down as the merge goes; an item of a keyed list still needs its name."""
    if "properties" in schema:
        properties = {
            key: {"anyOf": [_partial(value, (*path, key)), {"type": "null"}]}
            for key, value in schema["properties"].items()
        }
        return {**{key: value for key, value in schema.items() if key != "required"}, "properties": properties}
    if path in KEYED_LISTS:
        return {**schema, "items": {**_partial(schema["items"], path), "required": [KEYED_LISTS[path]]}}
    return schema


def _link(properties: dict[str, Any], prefix: str) -> None:
    for key, schema in properties.items():
        schema["description"] = documentation_url(f"{prefix}{key}")
