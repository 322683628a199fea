"""Files of the wheel and the source package, and their metadata."""

import tomllib
from email.message import Message
from email.parser import Parser
from zipfile import ZipFile

import pytest

from tests.packages.built import ROOT, Packages, files_of_repository

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
FOLDERS = ("homelab", "homelab_policies")
INFO = f"pulumi_homelab-{PROJECT['version']}.dist-info"


@pytest.fixture(scope="module")
def metadata(packages: Packages) -> Message:
    return Parser().parsestr(ZipFile(packages.wheel).read(f"{INFO}/METADATA").decode())


def test_the_wheel_has_the_files_of_the_package_and_no_others(packages: Packages):
    files = {name for name in packages.in_wheel() if not name.startswith(f"{INFO}/")}
    assert files == files_of_repository(*FOLDERS)
    assert {"homelab/py.typed", "homelab/__init__.pyi", "homelab/aws/__init__.pyi"} <= files


def test_the_source_package_has_what_a_wheel_is_built_of_and_no_others(packages: Packages):
    # It is enough: the fixture builds the wheel from it. PKG-INFO and .gitignore are the build backend's.
    named = {"LICENSE", "README.md", "CHANGELOG.md", "pyproject.toml"}
    assert packages.in_source() - {"PKG-INFO", ".gitignore"} == files_of_repository(*FOLDERS) | named


def test_the_licence_travels_with_both(packages: Packages, metadata: Message):
    assert metadata["License-Expression"] == PROJECT["license"] == "Apache-2.0"
    assert metadata.get_all("License-File") == PROJECT["license-files"]
    packed = ZipFile(packages.wheel).read(f"{INFO}/licenses/LICENSE").decode()
    assert packed == (ROOT / "LICENSE").read_text()


def test_the_command_and_the_extras_are_announced(packages: Packages, metadata: Message):
    assert "homelab = homelab.cli:main" in ZipFile(packages.wheel).read(f"{INFO}/entry_points.txt").decode()
    assert set(metadata.get_all("Provides-Extra", [])) == PROJECT["optional-dependencies"].keys()
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])
