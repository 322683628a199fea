import re

from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from tests.arguments_of import ARGUMENTS
from tools.site.argument_pages import pages
from tools.site.pages import ABOUT, derived

PAGES = pages("AIWorkspace", AIWorkspaceArgs, "reference/AIWorkspace")
TEXT = "".join(PAGES.values())


def entry(path: str) -> str:
    return TEXT.split(f"{{ #{path} }}\n")[1].partition("\n#")[0]


def test_every_argument_of_a_workspace_has_one_heading():
    headings = re.findall(r"^#+ `([\w.]+)` \{ #\1 \}$", TEXT, re.MULTILINE)
    assert sorted(headings) == sorted(ARGUMENTS)


def test_an_argument_has_type_constraint_default_variables_and_an_example():
    text = entry("librechat.domain")
    assert "- Required text: a domain name without scheme" in text
    assert "- Sets `DOMAIN_CLIENT`, `DOMAIN_SERVER` of LibreChat" in text
    assert re.search(r'- Example: `domain: "[\w.]+"`, in \[[\w-]+\]\(\.\./\.\./\.\./examples/[\w-]+\)', text)
    assert "- Default: development" in entry("preset")
    assert "- A secret:" in entry("openai.api_key")


def test_every_page_that_stands_for_something_of_the_repository_is_there():
    assert set(ABOUT.values()) <= set(derived())
