"""Messages that LibreChat refuses because of what stands in them: keys, and whatever else has a pattern."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

from homelab.arguments import Constraint, Rule, constrain, rules
from homelab.arguments.constraints import unique
from homelab.librechat_config.settings import Settings, given


class PIIStarterPattern(StrEnum):
    """Patterns that LibreChat brings along."""

    SK_PREFIX = "sk_prefix"
    """Keys such as ``sk-...``."""
    BEARER_HEADER = "bearer_header"
    """``Bearer ...``."""
    API_KEY_HEADER = "api_key_header"
    """``api-key: ...``."""


def _text(most: int) -> Constraint:
    return Constraint(f"a text of 1 to {most} characters", lambda value: 1 <= len(value) <= most)


@constrain(id=_text(256), label=_text(512), regex=_text(512))
class PIIPatternArgs(TypedDict):
    """A pattern of your own."""

    id: str
    """Name in logs, unique among the patterns."""
    label: str
    """What people are told that they wrote."""
    regex: str
    """Regular expression as RE2 knows it: without lookahead and backreferences."""


def _something_is_looked_for(group: Mapping[str, Any]) -> Iterable[str]:
    if group.get("starter_patterns") == [] and not group.get("custom_patterns"):
        yield "an empty list of starter_patterns without custom_patterns filters nothing: give patterns"


@constrain(custom_patterns=unique("id"))
@rules(Rule(("starter_patterns", "custom_patterns"), _something_is_looked_for))
class PIIFilterArgs(TypedDict):
    """Messages are refused when a pattern matches."""

    enabled: NotRequired[bool]
    """Whether messages are refused. Default: true, where the group is given."""
    starter_patterns: NotRequired[list[PIIStarterPattern]]
    """Which of LibreChat's patterns are looked for. Default: all."""
    custom_patterns: NotRequired[list[PIIPatternArgs]]
    """Patterns of your own. Default: none."""


def settings(args: PIIFilterArgs) -> Settings:
    """The section ``messageFilter``."""
    if not args.get("enabled", True):
        return Settings()
    starters = args.get("starter_patterns", list(PIIStarterPattern))
    section = {
        "starterPatterns": [PIIStarterPattern(name).value for name in starters],
        "customPatterns": args.get("custom_patterns"),
    }
    return Settings(config={"messageFilter": {"pii": given(section)}})
