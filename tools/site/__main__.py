"""Writes the pages of the site and the generator's configuration: ``python -m tools.site``."""

import os
import shutil

import yaml

from tools.site.links import rewrite
from tools.site.navigation import configuration
from tools.site.pages import ABOUT, DOCS, derived, written
from tools.site.pictures import drawn
from tools.site.programs import ROOT

SITE = ROOT / "site"
PAGES = SITE / "pages"
_FILES = "files"
"""Folder on the site with other files of the repository that pages link to."""


def write() -> None:
    """Write all pages, and the generator's configuration."""
    shutil.rmtree(PAGES, ignore_errors=True)
    if (DOCS / "pictures").is_dir():
        shutil.copytree(DOCS / "pictures", PAGES / "pictures", ignore=shutil.ignore_patterns("*.md"))
    by_hand, texts = written(), derived()
    places = {**by_hand, **ABOUT, **{path: page for page in texts for path in _sources(page)}}
    for source, page in by_hand.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        to_pictures = os.path.relpath("docs/pictures", os.path.dirname(source) or ".")  # noqa: PTH120
        _put(source, page, drawn(text, to_pictures), places)
    for page, text in texts.items():
        _put(f"docs/{page}", page, text, places)
    settings = yaml.safe_load((DOCS / "site.yml").read_text(encoding="utf-8"))
    repository = os.environ.get("REPOSITORY_URL", "")
    config = configuration(settings, [*by_hand.values(), *texts], repository)
    (SITE / "mkdocs.yml").write_text(yaml.safe_dump(config, sort_keys=False, allow_unicode=True), encoding="utf-8")


def _sources(page: str) -> tuple[str, str]:
    """Paths that links to a derived page may have in the repository: its own, and the folder that it is about."""
    folder = page.removesuffix("/index.md").removesuffix(".md")
    return f"docs/{page}", folder if folder.startswith("examples") else f"docs/{folder}"


def _put(source: str, page: str, text: str, places: dict[str, str]) -> None:
    target = PAGES / page
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(rewrite(text, source, page, places, _copied), encoding="utf-8")


def _copied(path: str) -> str:
    """Put a file of the repository beside the pages, under a name without the dots that the generator leaves out."""
    if path.startswith("docs/pictures/"):
        return path.removeprefix("docs/")
    page = f"{_FILES}/{path.replace('/.', '/')}"
    (PAGES / page).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / path, PAGES / page)
    return page


if __name__ == "__main__":
    write()
