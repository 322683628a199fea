import subprocess
import sys
from pathlib import Path

import pytest

from tests.packages.built import ROOT, Packages
from tests.packages.installation import Installation

GROUP = pytest.mark.xdist_group("packages")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one process run all tests of this folder, because what they use takes seconds."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(GROUP)


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    """Both packages, built once; the wheel from the source package, as `python -m build` does it."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, capture_output=True, check=True)
    (wheel,), (source,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return Packages(wheel, source)


@pytest.fixture(scope="session")
def installation(packages: Packages, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An environment with the wheel."""
    return Installation.of(packages.wheel, tmp_path_factory.mktemp("installation"))
