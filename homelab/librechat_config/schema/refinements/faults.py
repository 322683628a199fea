"""What a refinement finds in a value."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from homelab.librechat_config.schema.problem import Keys

Fault = tuple[Keys, str]
"""Where, from the refined value on, and what."""
Refinement = Callable[[Any], Iterable[Fault]]
"""Looks at a value of the right type; parts of it may be opaque."""
Refinements = Mapping[str, Refinement]
"""Refinements by the place of what they look at: ``endpoints.custom.*.name``."""
