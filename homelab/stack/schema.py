"""The JSON Schema of a stack's file: editors complete and check arguments, and LibreChat's keys and variables."""

from typing import Any, cast

from homelab.arguments import json_schema
from homelab.librechat_config.ownership import settable
from homelab.librechat_config.variables import Reader
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.stack.keys import KEY
from homelab.stack.librechat_schema import config_schema

_READERS = {"WorkspaceLibreChatArgs": Reader.LIBRECHAT, "RagArgs": Reader.RAG_API}
"""Groups of arguments that set variables of a program whose variables are known."""
_ANNOTATIONS = ("title", "description", "writeOnly")


def stack_schema(project: str = "homelab") -> dict[str, Any]:
    """The JSON Schema of ``Pulumi.<stack>.yaml``, for editors.

    :param project: Name of the project, with which its configuration keys begin.
    """
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
    definitions["AIWorkspace"] = workspace
    # Pulumi takes a key without a colon for one of the project's.
    keys = (f"{project}:{KEY}", KEY)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Stack of {project}",
        "type": "object",
        "properties": {
            "config": {
                "type": "object",
                "properties": {key: {"$ref": "#/$defs/AIWorkspace"} for key in keys},
                "patternProperties": {f"^({project.replace('.', '[.]')}:)?(?!{KEY}$)[^:]*$": False},
            }
        },
        "$defs": definitions,
    }


def _name_variables(group: dict[str, Any], reader: Reader) -> None:
    """Let editors complete the names of variables that users may set."""
    for door, secret in (("env", False), ("secret_env", True)):
        value = group[door]["additionalProperties"]
        group[door]["properties"] = dict.fromkeys(settable(reader, secret=secret), value)


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
