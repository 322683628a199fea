from pathlib import Path

import pytest

from homelab.init.answers import Answers
from homelab.init.command import next_steps, project_name


@pytest.mark.parametrize(
    ("checkout", "packages"),
    [(None, "--requirement requirements.txt"), (Path("/src/home lab"), "'/src/home lab'")],
)
def test_the_library_is_installed_from_where_it_can_be_had(checkout: Path | None, packages: str):
    steps = [*next_steps(Path("chat"), "chat", "dev", Answers(), checkout=checkout)]
    assert f"  python3 -m venv .venv && .venv/bin/pip install {packages}" in steps
    is_told_what_to_pin = "  echo ./homelab > requirements.txt" in steps
    assert is_told_what_to_pin == (checkout is not None)


@pytest.mark.parametrize(("folder", "name"), [("chat", "chat"), ("our chat!", "our-chat"), ("...", "workspace")])
def test_a_project_is_called_as_its_folder_in_letters_that_pulumi_admits(tmp_path: Path, folder: str, name: str):
    assert project_name(tmp_path / folder) == name
