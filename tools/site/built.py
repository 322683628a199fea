"""What can be wrong with a built site: links that lead nowhere, and pages that load something from elsewhere.

``python -m tools.site.built FOLDER`` prints it, and fails if there is anything.
"""

import functools
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

LOADS: Mapping[str, str] = {
    **dict.fromkeys(("script", "img", "iframe", "source", "video", "audio", "embed", "track", "input"), "src"),
    "link": "href",
    "object": "data",
    "use": "href",
}
"""Elements that have a browser fetch something, and the attribute that says what."""
_NOT_LOADED = ("canonical", "alternate", "prev", "next")
"""Links of a page's head that a browser does not follow."""
_STYLE_LOAD = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")
POLICY = "Content-Security-Policy"


@dataclass
class Page(HTMLParser):
    """What a page refers to."""

    loads: list[str] = field(default_factory=list[str])
    links: list[str] = field(default_factory=list[str])
    anchors: set[str] = field(default_factory=set[str])
    policy: str = ""

    def __post_init__(self) -> None:
        """Begin."""
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element refers to, and its anchor."""
        given = {name: value or "" for name, value in attrs}
        self.anchors.update(given[name] for name in ("id", "name") if name in given)
        self.loads.extend(found[0] or found[1] for found in _STYLE_LOAD.findall(given.get("style", "")))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if given.get("http-equiv") == POLICY:
            self.policy = given["content"]
        if (target := given.get(LOADS.get(tag, ""))) and given.get("rel") not in _NOT_LOADED:
            self.loads.append(target)


@functools.cache
def _page(file: Path) -> Page:
    page = Page()
    page.feed(file.read_text(encoding="utf-8"))
    return page


def problems(folder: Path) -> Iterator[str]:
    """One line for each problem of the site in a folder."""
    pages = sorted(folder.rglob("*.html"))
    if not pages:
        yield f"{folder}: there is no page"
    for file in pages:
        page, name = _page(file), file.relative_to(folder).as_posix()
        if "default-src 'self'" not in page.policy:
            yield f"{name}: nothing keeps it from loading what is elsewhere: it has no {POLICY}"
        yield from (f"{name}: loads {each} from elsewhere" for each in page.loads if _is_elsewhere(each))
        # The page for what is not found is shown at every address, so that its links have none to start from.
        if name != "404.html":
            yield from (f"{name}: {problem}" for each in page.links for problem in _broken(folder, file, each))
            yield from (f"{name}: {problem}" for each in page.loads for problem in _broken(folder, file, each))
    for file in sorted(folder.rglob("*.css")):
        for found in _STYLE_LOAD.findall(file.read_text(encoding="utf-8")):
            if _is_elsewhere(found[0] or found[1]):
                yield f"{file.relative_to(folder).as_posix()}: loads {found[0] or found[1]} from elsewhere"


def _is_elsewhere(address: str) -> bool:
    return bool(urlsplit(address).netloc)


def _broken(folder: Path, file: Path, link: str) -> Iterator[str]:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return
    address = urljoin(f"/{file.relative_to(folder).as_posix()}", unquote(parts.path)) if parts.path else ""
    target = folder / address.lstrip("/") if address else file
    target = target / "index.html" if target.is_dir() else target
    if not target.is_file():
        yield f"link to {link}, which does not exist"
    elif parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in _page(target).anchors:
        yield f"link to {link}, a page that has no such heading"


if __name__ == "__main__":
    if found := list(problems(Path(sys.argv[1]))):
        sys.exit("\n".join(found))
