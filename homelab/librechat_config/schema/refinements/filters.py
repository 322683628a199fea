"""Refinements of filters for personal data."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from homelab.librechat_config.schema import published
from homelab.librechat_config.schema.refinements.faults import Fault, Refinements
from homelab.librechat_config.schema.refinements.patterns import is_regex
from homelab.librechat_config.schema.values import select

_SOURCES = (
    *("actionMetadata", "agentInstructions", "conversationStarters", "conversationTitles", "feedback", "files"),
    *("memories", "messages", "modelParameters", "prompts", "skills", "toolArguments"),
)


def _patterns_are_few_and_short(filters: Mapping[str, Any]) -> Iterator[Fault]:
    patterns = [pattern for _, pattern in select(filters, "*.pii.customPatterns.*.regex")]
    if len(patterns) > published.max_pii_patterns():
        yield (), f"expected at most {published.max_pii_patterns()} custom patterns in all, got {len(patterns)}"
    yield from _patterns_are_short(patterns)


def _message_patterns(pii: Mapping[str, Any]) -> Iterator[Fault]:
    found = list(select(pii, "customPatterns.*.regex"))
    for keys, pattern in found:
        yield from ((keys, message) for _, message in is_regex(pattern))
    yield from _patterns_are_short([pattern for _, pattern in found])


def _patterns_are_short(patterns: Sequence[str]) -> Iterator[Fault]:
    # JavaScript counts the code units of UTF-16.
    characters = sum(len(pattern.encode("utf-16-le")) // 2 for pattern in patterns)
    if characters > published.max_pii_regex_characters():
        most = published.max_pii_regex_characters()
        yield (), f"expected custom patterns of at most {most} characters in all, got {characters}"


REFINEMENTS: Refinements = {
    "filters": _patterns_are_few_and_short,
    **{f"filters.{source}.pii.customPatterns.*.regex": is_regex for source in _SOURCES},
    "messageFilter.pii": _message_patterns,
}
