"""What each runbook consists of."""

from pathlib import Path

HEADINGS = ["## What it means", "## What to look at", "## What to do"]


def assert_is_runbook(page: Path, name: str) -> None:
    """A page is about ``name``, and says what it means, what to look at and what to do."""
    title, *rest = page.read_text().split("\n\n")
    sections = [title.partition("\n")[2], *rest]
    assert title.startswith(f"# {name}\n")
    assert [section.partition("\n")[0] for section in sections] == HEADINGS
    assert all(len(section.partition("\n")[2]) > 40 for section in sections)
