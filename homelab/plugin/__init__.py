"""The components for programs in other languages, served by the plugin in ``plugin/``."""

import inspect
import json
from typing import Any

import pulumi

import homelab
from homelab.plugin.provider import HomelabProvider
from homelab.version import version

_PUBLIC = [getattr(homelab, name) for name in homelab.__all__]
COMPONENTS: list[type[pulumi.ComponentResource]] = [
    each for each in _PUBLIC if inspect.isclass(each) and issubclass(each, pulumi.ComponentResource)
]
"""The same components as for Python programs."""


def provider() -> HomelabProvider:
    """What serves the components."""
    return HomelabProvider(COMPONENTS, "homelab", version=version())


def pulumi_schema() -> dict[str, Any]:
    """Pulumi's schema of the components, for the generation of SDKs."""
    return json.loads(str(provider().schema))
