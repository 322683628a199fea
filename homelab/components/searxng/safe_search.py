"""How much a search leaves out of what is not meant for everyone."""

from collections.abc import Mapping
from enum import StrEnum


class SafeSearch(StrEnum):
    """What is left out of the results."""

    OFF = "off"
    """Nothing."""
    MODERATE = "moderate"
    """What is explicit."""
    STRICT = "strict"
    """Whatever may be explicit."""


LEVELS: Mapping[SafeSearch, int] = {SafeSearch.OFF: 0, SafeSearch.MODERATE: 1, SafeSearch.STRICT: 2}
"""The numbers that SearXNG and LibreChat write for them."""
