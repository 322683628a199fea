"""Writes the schemas under ``schema/``: of the stack files for editors, and of the components for Pulumi's SDKs."""

import json
from pathlib import Path
from typing import Any, cast

from homelab.arguments import json_schema
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.plugin import pulumi_schema
from stacks.secrets import secret_keys

FOLDER = Path(__file__).parent.parent / "schema"


def stack_schema() -> dict[str, Any]:
    """The JSON Schema of ``Pulumi.<stack>.yaml``."""
    workspace = _with_optional_secrets(json_schema(AIWorkspaceArgs))
    definitions = workspace.pop("$defs")
    secret = {
        "oneOf": [
            {"type": "string"},
            {"type": "object", "properties": {"secure": {"type": "string"}}, "additionalProperties": False},
        ]
    }
    keys = {
        key: {**secret, "description": f"{'.'.join(path)} of the workspace: pulumi config set --secret {key}"}
        for key, path in secret_keys().items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Stack of homelab",
        "type": "object",
        "properties": {
            "config": {
                "type": "object",
                "properties": {
                    "homelab:workspace": workspace,
                    **{f"homelab:{key}": schema for key, schema in keys.items() if "{name}" not in key},
                },
                "patternProperties": {
                    f"^homelab:{key.replace('{name}', '[a-z0-9-]+')}$": schema
                    for key, schema in keys.items()
                    if "{name}" in key
                },
            }
        },
        "$defs": definitions,
    }


def _with_optional_secrets(schema: Any) -> Any:
    """The same schema where no secret is required, as secrets come from keys of their own."""
    if isinstance(schema, list):
        return [_with_optional_secrets(item) for item in cast(list[object], schema)]
    if not isinstance(schema, dict):
        return schema
    result = {key: _with_optional_secrets(value) for key, value in cast(dict[str, object], schema).items()}
    if "required" in result and "properties" in result:
        secrets = {name for name, field in result["properties"].items() if field.get("writeOnly")}
        result["required"] = [name for name in result["required"] if name not in secrets]
    return result


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by its file name."""
    return {"stack.json": stack_schema(), "pulumi.json": pulumi_schema()}


def text(schema: dict[str, Any]) -> str:
    """A schema as it stands in its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for file_name, content in schemas().items():
        (FOLDER / file_name).write_text(text(content), encoding="utf-8")
