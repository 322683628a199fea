import pytest

from tools.site.links import rewrite

PAGES = {"docs/files.md": "files.md", "docs/aws/files.md": "aws/files.md", "examples/openai": "examples/openai.md"}
COPIED: list[str] = []


def copy(path: str) -> str:
    COPIED.append(path)
    return f"files/{path}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[files](../files.md#ocr)", "[files](../files.md#ocr)"),
        ("[example](../../examples/openai)", "[example](../examples/openai.md)"),
        ("see `docs/files.md`", "see [`docs/files.md`](../files.md)"),
        ("[`docs/files.md`](https://example.com)", "[`docs/files.md`](https://example.com)"),
        ("[here](#below)", "[here](#below)"),
        ("`docs/aws/files.md` is this page", "`docs/aws/files.md` is this page"),
        ("[stack](../../Pulumi.yaml)", "[stack](../files/Pulumi.yaml)"),
        ("```\n[not](a-link.md) `docs/files.md`\n```", "```\n[not](a-link.md) `docs/files.md`\n```"),
    ],
)
def test_links_of_the_repository_become_those_of_the_site(text: str, expected: str):
    assert rewrite(text, "docs/aws/files.md", "aws/files.md", PAGES, copy) == expected


def test_what_is_no_page_is_copied():
    COPIED.clear()
    rewrite("[a](../LICENSE) [b](files.md)", "docs/page.md", "page.md", PAGES, copy)
    assert COPIED == ["LICENSE"]
