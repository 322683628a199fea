"""The library without its checkout."""

from tests.packages.installation import Installation
from tests.packages.test_packages import PROJECT


def test_it_is_the_installed_one_and_knows_its_version(installation: Installation):
    program = "import homelab; from homelab.version import version; print(homelab.__file__, version())"
    file, version = installation.run(program).split()
    assert file.startswith(str(installation.folder))
    assert version == PROJECT["version"]
