"""The refinement of regular expressions."""

from collections.abc import Iterator

from homelab.librechat_config.schema import regexes
from homelab.librechat_config.schema.problem import shown
from homelab.librechat_config.schema.refinements.faults import Fault


def is_regex(pattern: str) -> Iterator[Fault]:
    """Refuse what LibreChat's regex engine refuses: lookaround and backreferences before all."""
    if reason := regexes.refusal(pattern):
        yield (), f"expected a regular expression that RE2 takes, got {shown((), pattern)}: {reason}"
