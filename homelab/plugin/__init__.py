"""The components for programs in other languages, served by the plugin in ``plugin/``."""

import importlib.metadata
import inspect
import json
import tomllib
from pathlib import Path
from typing import Any

import pulumi

import homelab
from homelab.plugin.provider import HomelabProvider

_PUBLIC = [getattr(homelab, name) for name in homelab.__all__]
COMPONENTS: list[type[pulumi.ComponentResource]] = [
    each for each in _PUBLIC if inspect.isclass(each) and issubclass(each, pulumi.ComponentResource)
]
"""The same components as for Python programs."""


def version() -> str:
    """The library's version: a checkout's own, else the installed one."""
    project = Path(__file__).parents[2] / "pyproject.toml"
    if project.exists():
        return tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
    return importlib.metadata.version("pulumi-homelab")


def provider() -> HomelabProvider:
    """What serves the components."""
    return HomelabProvider(COMPONENTS, "homelab", version=version())


def pulumi_schema() -> dict[str, Any]:
    """Pulumi's schema of the components, for the generation of SDKs."""
    return json.loads(str(provider().schema))
