"""Refinement of regular expressions."""

from collections.abc import Iterator

from homelab.librechat_config.schema import regexes
from homelab.librechat_config.schema.problem import format_value
from homelab.librechat_config.schema.refinements.faults import Fault


def is_regex(pattern: str) -> Iterator[Fault]:
    """Check that RE2, LibreChat's engine, accepts a pattern, which excludes lookaround and backreferences."""
    if reason := regexes.syntax_error(pattern):
        yield (), f"expected a regular expression that RE2 accepts, got {format_value((), pattern)}: {reason}"
