import homelab
from homelab import AIWorkspace, Valkey
from homelab.aws import FileBucket
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.plugin import COMPONENTS
from tools.site.component_pages import args_type, components, outputs, page


def test_the_components_are_those_that_the_package_offers():
    assert components(homelab) == COMPONENTS
    assert args_type(AIWorkspace) is AIWorkspaceArgs


def test_outputs_are_a_components_documented_attributes():
    assert ("url", "Output[str]", "URL for users; empty without LibreChat.") in list(outputs(AIWorkspace))
    assert [name for name, _, _ in outputs(Valkey)] == ["connection"]
    assert "bucket_arn" in [name for name, _, _ in outputs(FileBucket)]


def test_a_component_is_shown_with_what_it_takes_and_gives():
    section = page().split("\n## Valkey\n")[1].partition("\n## ")[0]
    assert "`from homelab import Valkey`" in section
    assert "| `connection` |" in section
    assert "| `namespace` | text | required |" in section
