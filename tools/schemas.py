"""Writes the schemas under ``schema/``: of the stack files for editors, and of the components for Pulumi's SDKs."""

from pathlib import Path
from typing import Any

from homelab.data import json_text
from homelab.plugin import pulumi_schema
from homelab.stack import stack_schema

FOLDER = Path(__file__).parent.parent / "schema"


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by its file name."""
    return {"stack.json": stack_schema(), "pulumi.json": pulumi_schema()}


def text(schema: dict[str, Any]) -> str:
    """A schema as it stands in its file."""
    return json_text(schema) + "\n"


if __name__ == "__main__":
    for file_name, content in schemas().items():
        (FOLDER / file_name).write_text(text(content), encoding="utf-8")
