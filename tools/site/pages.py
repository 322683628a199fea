"""All pages of the site: those that are written by hand, and those that are derived."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from tools.site import argument_pages, command_pages, component_pages, example_pages, librechat_pages
from tools.site.programs import ROOT

DOCS = ROOT / "docs"
FRONT = {"README.md": "index.md", "docker/README.md": "docker.md", "docs/pictures/README.md": "pictures/index.md"}
"""Pages of the repository that have another path on the site."""
ABOUT = {
    "schema/stack.json": "reference/AIWorkspace/general.md",
    "homelab/__init__.pyi": "reference/components.md",
    "homelab/cli": "reference/commands.md",
}
"""What the repository has that a derived page is about: pages link to it, as the repository lacks the derived page."""


def written() -> Mapping[str, str]:
    """Pages that are written by hand: paths on the site, by those in the repository."""
    docs = {f"docs/{page}": page for page in (file.relative_to(DOCS).as_posix() for file in sorted(DOCS.rglob("*.md")))}
    # CHANGELOG, SECURITY and what else GitHub looks for there.
    beside = {file.name: f"project/{file.name}" for file in sorted(ROOT.glob("[A-Z]*.md"))}
    return docs | beside | {source: page for source, page in FRONT.items() if (ROOT / source).is_file()}


def derived() -> Mapping[str, str]:
    """Texts of the pages that are derived, by their paths on the site."""
    arguments = (argument_pages.pages(name, f"reference/{name}") for name in component_pages.WITH_PAGES)
    return {
        **{path: text for pages in arguments for path, text in pages.items()},
        "reference/components.md": component_pages.page(),
        "reference/commands.md": command_pages.page(),
        **librechat_pages.pages(),
        **example_pages.pages(),
        **{f"{folder}/index.md": _list(folder, heading) for folder, heading in _LISTED.items()},
    }


_LISTED = {"decisions": "Decisions", "runbooks": "Runbooks", "aws/runbooks": "Runbooks on AWS"}
"""Folders of ``docs`` whose pages are listed, with the heading of the list."""


def _list(folder: str, heading: str) -> str:
    return f"# {heading}\n" + "".join(f"- [{title}]({name})\n" for name, title in _titles(DOCS / folder))


def _titles(folder: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.glob("*.md")):
        yield file.name, file.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
