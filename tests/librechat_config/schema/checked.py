"""Problems in a librechat.yaml, as lines."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import yaml

from homelab.librechat_config.schema import problems, schema_problems
from homelab.librechat_config.schema.published import config_version


def config(text: str) -> dict[str, Any]:
    """Parse sections of a librechat.yaml, and add the current version."""
    return {"version": config_version(), **(yaml.safe_load(text) or {})}


def found(
    text: str, *, variables: Collection[str] | None = None, environment: Mapping[str, object] | None = None
) -> Sequence[str]:
    """Problems in a librechat.yaml."""
    return list(map(str, problems(config(text), variables=variables, environment=environment)))


def found_by_schema(text: str) -> Sequence[str]:
    """Problems that LibreChat's own schema finds."""
    return list(map(str, schema_problems(config(text))))
