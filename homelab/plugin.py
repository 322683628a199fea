"""The components that other languages get, and their schema."""

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
"""All that Python programs get, too."""


def version() -> str:
    """The installed version, or 0.0.0 in a checkout that is not installed."""
    try:
        return importlib.metadata.version("homelab")
    except importlib.metadata.PackageNotFoundError:
        return "0.0.0"


def pulumi_schema() -> dict[str, Any]:
    """Pulumi's schema of the components, which SDKs are made from."""
    return json.loads(str(ComponentProvider(COMPONENTS, NAME).schema))
