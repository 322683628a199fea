import re

import pytest

from tests.arguments_of import ARGUMENTS
from tools.site.argument_pages import pages
from tools.site.pages import ABOUT, derived

PAGES = pages("AIWorkspace", "reference/AIWorkspace")
TEXT = "".join(PAGES.values())


def entry(path: str) -> str:
    return TEXT.split(f"{{ #{path} }}\n")[1].partition("\n#")[0]


def test_every_argument_of_a_workspace_has_one_heading():
    headings = re.findall(r"^#+ `[\w.*]+` \{ #([\w.]+) \}$", TEXT, re.MULTILINE)
    # Entries of variables: the argument itself shows their form.
    references = {path for path in ARGUMENTS if re.match(r"(librechat|rag)\.env_from\.(variables|files)\.", path)}
    assert sorted(headings) == sorted(ARGUMENTS.keys() - references)


def test_an_argument_has_type_constraint_default_librechats_words_and_an_example():
    text = entry("librechat.domain")
    assert "- Required string: a domain name without scheme" in text
    assert "- LibreChat's: `DOMAIN_CLIENT`, `DOMAIN_SERVER`" in text
    assert "- Example: `librechat: {domain: chat.example.com}`" in text
    assert "- Used in [admin-panel](../../../examples/admin-panel)" in text
    assert "- Default: development" in entry("preset")


def test_what_is_required_where_a_group_is_switched_on_is_said():
    assert "- Required group" in entry("backup.repository")
    assert "- One of `password`, `password_secret` is required\n" in entry("backup.password")


def test_a_secret_has_the_command_that_sets_it_and_no_example():
    text = entry("openai.api_key")
    assert "- A secret:" in text
    assert "- Set it: `pulumi config set --secret --path 'workspace.openai.api_key'`" in text
    assert "Example" not in text


def test_a_long_example_is_a_block():
    assert "```yaml\nlibrechat:\n  domain: chat.example.com\n" in entry("librechat")


def test_a_component_that_is_none_is_an_error():
    with pytest.raises(ValueError, match="there is no component Chat"):
        pages("Chat", "reference/Chat")


def test_every_page_that_stands_for_something_of_the_repository_is_there():
    assert set(ABOUT.values()) <= set(derived())
