"""The site's navigation: ``docs/site.yml``, where ``FOLDER/*`` is all pages of a folder that it does not name."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, TypeAlias

Entry: TypeAlias = "str | Mapping[str, str | Sequence[Entry]]"
"""A page, a page with a title of its own, or a section with its entries."""


def expand(entries: Sequence[Entry], pages: Collection[str]) -> list[Entry]:
    """The navigation with the pages that patterns stand for, in order of their names."""
    return _expanded(entries, pages, set(paths(entries)))


def _expanded(entries: Sequence[Entry], pages: Collection[str], named: Collection[str]) -> list[Entry]:
    expanded: list[Entry] = []
    for entry in entries:
        if not isinstance(entry, str):
            expanded.append({title: _section(inner, pages, named) for title, inner in entry.items()})
        else:
            expanded.extend(sorted(_below(entry, pages, named)) if entry.endswith("/*") else [entry])
    return expanded


def _section(inner: str | Sequence[Entry], pages: Collection[str], named: Collection[str]) -> str | list[Entry]:
    return inner if isinstance(inner, str) else _expanded(inner, pages, named)


def _below(pattern: str, pages: Collection[str], named: Collection[str]) -> Iterator[str]:
    depth = pattern.count("/")
    return (page for page in pages if page.count("/") == depth and fnmatchcase(page, pattern) and page not in named)


def paths(entries: Sequence[Entry]) -> Iterator[str]:
    """Pages and patterns in the navigation."""
    for entry in entries:
        if isinstance(entry, str):
            yield entry
            continue
        for inner in entry.values():
            yield from [inner] if isinstance(inner, str) else paths(inner)


def configuration(settings: Mapping[str, Any], pages: Collection[str], repository: str) -> Mapping[str, Any]:
    """The generator's configuration.

    :param settings: What ``docs/site.yml`` says.
    :param repository: Address of the repository; empty if it is not known.
    """
    own = {"repo_url": repository, "repo_name": repository.rpartition("/")[2]} if repository else {}
    return {**settings, **own, "nav": expand(settings["nav"], pages)}
