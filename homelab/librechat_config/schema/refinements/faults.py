"""Types of refinements and their results."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from homelab.librechat_config.schema.problem import Keys

Fault = tuple[Keys, str]
"""Path relative to the refined value, and message."""
Refinement = Callable[[Any], Iterable[Fault]]
"""Check of a value of a valid type, parts of which may be opaque."""
Refinements = Mapping[str, Refinement]
"""Refinements by path pattern: ``endpoints.custom.*.name``."""
