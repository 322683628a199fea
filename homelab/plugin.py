"""Components for other languages, and their schema."""

import importlib.metadata
import inspect
import json
from typing import Any

import pulumi
from pulumi.provider.experimental.component import ComponentProvider

import homelab

NAME = "homelab"
_PUBLIC = [getattr(homelab, name) for name in homelab.__all__]
COMPONENTS: list[type[pulumi.ComponentResource]] = [
    each for each in _PUBLIC if inspect.isclass(each) and issubclass(each, pulumi.ComponentResource)
]
"""The same components as for Python programs."""


def version() -> str:
    """Installed version, or 0.0.0 in a checkout that is not installed."""
    try:
        return importlib.metadata.version("homelab")
    except importlib.metadata.PackageNotFoundError:
        return "0.0.0"


def pulumi_schema() -> dict[str, Any]:
    """Pulumi's schema of the components, for the generation of SDKs."""
    return json.loads(str(ComponentProvider(COMPONENTS, NAME).schema))
