from typing import Any

import yaml

from tools.site.navigation import Entry, configuration, expand, paths
from tools.site.pages import DOCS, derived, written

SETTINGS: dict[str, Any] = yaml.safe_load((DOCS / "site.yml").read_text(encoding="utf-8"))


def test_a_pattern_is_the_pages_of_a_folder_that_no_entry_names():
    pages = ["a.md", "d/z.md", "d/first.md", "d/b.md", "d/e/deep.md"]
    entries: list[Entry] = ["a.md", {"D": ["d/first.md", "d/*"]}, {"Title": "d/e/deep.md"}]
    assert expand(entries, pages) == ["a.md", {"D": ["d/first.md", "d/b.md", "d/z.md"]}, {"Title": "d/e/deep.md"}]


def test_every_page_has_one_place_and_every_place_a_page():
    pages = [*written().values(), *derived()]
    listed = list(paths(expand(SETTINGS["nav"], pages)))
    assert sorted(listed) == sorted(pages), "put the page into docs/site.yml"


def test_the_address_of_the_repository_is_shown_where_it_is_known():
    config = configuration({"nav": []}, [], "https://example.com/owner/homelab")
    assert (config["repo_url"], config["repo_name"]) == ("https://example.com/owner/homelab", "homelab")
    assert "repo_url" not in configuration({"nav": []}, [], "")


def test_no_font_and_nothing_else_of_a_theme_comes_from_elsewhere():
    assert SETTINGS["theme"]["font"] is False
    assert "://" not in (DOCS / "site.yml").read_text(encoding="utf-8")
