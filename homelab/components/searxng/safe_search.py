"""Levels of safe search."""

from collections.abc import Mapping
from enum import StrEnum


class SafeSearch(StrEnum):
    """Filters of explicit search results."""

    OFF = "off"
    """No filter."""
    MODERATE = "moderate"
    """Explicit results are left out."""
    STRICT = "strict"
    """Results that may be explicit are left out."""


LEVELS: Mapping[SafeSearch, int] = {SafeSearch.OFF: 0, SafeSearch.MODERATE: 1, SafeSearch.STRICT: 2}
"""Numbers of the levels in SearXNG's and LibreChat's settings."""
