"""Languages of diagrams; apart from what writes them, which takes time to import."""

from enum import StrEnum


class Language(StrEnum):
    """How a diagram is written down."""

    MERMAID = "mermaid"
    """What GitHub, GitLab and most sites of documentation draw within Markdown."""
    D2 = "d2"
    """What the program `d2` draws."""
