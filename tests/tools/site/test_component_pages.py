import homelab
from homelab.plugin import COMPONENTS
from tools.site.component_pages import components, page


def test_the_components_are_those_that_the_package_offers():
    assert components(homelab) == COMPONENTS


def test_outputs_are_those_that_a_component_documents():
    assert "| `url` | Output of string | URL for users; empty without LibreChat |" in page()


def test_a_component_is_shown_with_what_it_takes_and_gives():
    section = page().split("\n## Valkey\n")[1].partition("\n## ")[0]
    assert "`from homelab import Valkey`" in section
    assert "| `connection` |" in section
    assert "| `namespace` | string | required |" in section


def test_two_components_of_one_name_have_their_own_arguments():
    here, on_aws = (section.partition("\n## ")[0] for section in page().split("\n## Backup\n")[1:])
    assert "| `repository` |" in here
    assert "| `resource_arns` |" in on_aws
