"""The files of a new project."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from homelab.stack.keys import KEY
from homelab.version import PACKAGE, version

SCHEMA = ".homelab/stack.schema.json"
"""What the editor completes a stack's file by."""
_FOLDER = Path(__file__).with_name("project")
_COPIED = {
    "Pulumi.yaml": "Pulumi.yaml",
    "__main__.py": "__main__.py",
    ".gitignore": "gitignore",
    ".github/workflows/review.yml": "review.yml",
}
"""Files of a project, and their names in the folder ``project``."""


def project_files(project: str, description: str, stack: str, args: Mapping[str, Any]) -> dict[str, str]:
    """Contents by path, without the schema.

    :param project: Name in Pulumi.yaml. For a template of Pulumi's, ``${PROJECT}``, which it replaces.
    :param description: ``${DESCRIPTION}`` for a template.
    :param args: Arguments of `AIWorkspace`.
    """
    copied = {path: (_FOLDER / name).read_text(encoding="utf-8") for path, name in _COPIED.items()}
    filled = {path: _filled(text, project, description, stack) for path, text in copied.items()}
    return {
        **filled,
        f"Pulumi.{stack}.yaml": stack_file(f"{project}:{KEY}", args),
        "requirements.txt": f"{PACKAGE}=={version()}\n",
    }


def stack_file(key: str, args: Mapping[str, Any]) -> str:
    """A stack's file, which editors complete and check.

    :param key: Configuration key of the workspace: ``chat:workspace``.
    """
    content = yaml.safe_dump({"config": {key: {**args}}}, sort_keys=False, allow_unicode=True)
    return (
        f"# yaml-language-server: $schema={SCHEMA}\n"
        "# Editors complete arguments, and LibreChat's own keys and variables; `homelab explain` says what they mean.\n"
        f"{content}"
    )


def schema_text(project: str) -> str:
    """The schema of a project's stack files."""
    from homelab.stack import stack_schema

    return json.dumps(stack_schema(project), ensure_ascii=False, separators=(",", ":")) + "\n"


def _filled(text: str, project: str, description: str, stack: str) -> str:
    named = text.replace("${PROJECT}", project).replace("${DESCRIPTION}", description)
    return named.replace("STACK: dev\n", f"STACK: {stack}\n")
