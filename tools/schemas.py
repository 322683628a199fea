"""Writes the schemas under ``schema/``: of the stack files for editors, and of the components for Pulumi's SDKs."""

import json
from pathlib import Path
from typing import Any, cast

from homelab.arguments import json_schema
from homelab.detection.names import is_secret
from homelab.librechat_config.ownership import OWNED
from homelab.librechat_config.variables import Reader
from homelab.librechat_config.variables.check import all_names
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.plugin import pulumi_schema
from tools.librechat.config_schema import config_schema

FOLDER = Path(__file__).parent.parent / "schema"

_READERS = {"WorkspaceLibreChatArgs": Reader.LIBRECHAT, "RagArgs": Reader.RAG_API}
"""Groups of arguments that set variables of a program whose variables are known."""
_ANNOTATIONS = ("title", "description", "writeOnly")


def stack_schema() -> dict[str, Any]:
    """The JSON Schema of ``Pulumi.<stack>.yaml``."""
    workspace = _with_encrypted_secrets(json_schema(AIWorkspaceArgs))
    definitions = workspace.pop("$defs")
    for group, reader in _READERS.items():
        _name_variables(definitions[group]["properties"], reader)
    config = definitions["WorkspaceLibreChatArgs"]["properties"]["config"]
    definitions["WorkspaceLibreChatArgs"]["properties"]["config"] = {
        "description": config["description"],
        "$ref": "#/$defs/LibreChatConfig",
    }
    definitions["LibreChatConfig"] = config_schema()
    definitions["Encrypted"] = {
        "description": "What `pulumi config set --secret --path` and `make secret` write.",
        "type": "object",
        "properties": {"secure": {"type": "string"}},
        "required": ["secure"],
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Stack of homelab",
        "type": "object",
        "properties": {
            "config": {
                "type": "object",
                "properties": {"homelab:workspace": workspace},
                "patternProperties": {"^homelab:(?!workspace$)": False},
            }
        },
        "$defs": definitions,
    }


def _name_variables(group: dict[str, Any], reader: Reader) -> None:
    """Let editors complete the names of variables that users may set."""
    names = [name for name in sorted(all_names(reader)) if "*" not in name and name not in OWNED[reader]]
    for door, secret in (("env", False), ("secret_env", True)):
        value = group[door]["additionalProperties"]
        group[door]["properties"] = {name: value for name in names if is_secret(name) is secret}


def _with_encrypted_secrets(schema: Any, *, secret: bool = False) -> Any:
    """The same schema where every secret may be encrypted; lists and maps of secrets are ``writeOnly`` as a whole."""
    if isinstance(schema, list):
        return [_with_encrypted_secrets(item) for item in cast(list[object], schema)]
    if not isinstance(schema, dict):
        return schema
    fields = cast(dict[str, Any], schema)
    secret = secret or fields.get("writeOnly", False)
    if secret and fields.get("type") == "string":
        plain = {key: value for key, value in fields.items() if key not in _ANNOTATIONS}
        described = {key: value for key, value in fields.items() if key in _ANNOTATIONS}
        return described | {"anyOf": [plain, {"$ref": "#/$defs/Encrypted"}]}
    inherits = ("additionalProperties", "items")
    return {key: _with_encrypted_secrets(value, secret=secret and key in inherits) for key, value in fields.items()}


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by its file name."""
    return {"stack.json": stack_schema(), "pulumi.json": pulumi_schema()}


def text(schema: dict[str, Any]) -> str:
    """A schema as it stands in its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for file_name, content in schemas().items():
        (FOLDER / file_name).write_text(text(content), encoding="utf-8")
