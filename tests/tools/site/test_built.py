from pathlib import Path

import pytest

from tools.site.built import problems

HEAD = '<meta http-equiv="Content-Security-Policy" content="default-src \'self\'">'


def found(folder: Path, body: str, head: str = HEAD, **others: str) -> list[str]:
    (folder / "index.html").write_text(f"<html><head>{head}</head><body>{body}</body></html>")
    for name, text in others.items():
        (folder / name.replace("_", ".")).write_text(text)
    return list(problems(folder))


def test_links_to_pages_headings_and_other_sites_are_fine(tmp_path: Path):
    body = '<a href="page.html#there">a</a><a href="#own">b</a><a id="own" href="https://example.com">c</a>'
    assert found(tmp_path, body, page_html=f'{HEAD}<h2 id="there"></h2>') == []


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ("gone.html", "index.html: link to gone.html, which does not exist"),
        ("page.html#gone", "index.html: link to page.html#gone, a page that has no such heading"),
        ("#gone", "index.html: link to #gone, a page that has no such heading"),
    ],
)
def test_dead_links_are_named(link: str, problem: str, tmp_path: Path):
    assert found(tmp_path, f'<a href="{link}">a</a>', page_html=HEAD) == [problem]


@pytest.mark.parametrize(
    "element",
    [
        '<script src="https://cdn.example.com/a.js"></script>',
        '<img src="//cdn.example.com/a.png">',
        '<link rel="stylesheet" href="https://fonts.example.com/css">',
        '<link rel="preconnect" href="https://fonts.example.com">',
        "<p style=\"background: url('https://cdn.example.com/a.png')\">",
    ],
)
def test_a_load_from_elsewhere_is_a_problem(element: str, tmp_path: Path):
    (problem,) = found(tmp_path, element)
    assert problem.startswith("index.html: loads ")
    assert problem.endswith(" from elsewhere")


def test_style_sheets_are_searched_as_well(tmp_path: Path):
    assert found(tmp_path, "", a_css="@import 'https://fonts.example.com/a.css'; p { src: url(a.png) }") == [
        "a.css: loads https://fonts.example.com/a.css from elsewhere"
    ]


def test_a_page_without_the_policy_and_a_site_without_a_page_are_problems(tmp_path: Path):
    assert list(problems(tmp_path)) == [f"{tmp_path}: there is no page"]
    assert "Content-Security-Policy" in found(tmp_path, "", head="")[0]
