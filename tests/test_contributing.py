"""The lists of files in CONTRIBUTING.md, by the examples that they name."""

import re
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SECTIONS: Mapping[str, str] = dict(
    re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE)
)
BY_EXAMPLE = {title: text for title, text in SECTIONS.items() if "`git grep" in text}


def git(*arguments: str) -> Sequence[str]:
    run = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def first_column(text: str) -> list[str]:
    return re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)


def example(text: str) -> list[str]:
    """Command that finds the code of the example, without ``git``."""
    (command,) = re.findall(r"`git (grep -lE [^`]+)`", text)
    return shlex.split(command)


def test_there_is_a_list_for_each_task():
    assert BY_EXAMPLE.keys() == {"Add a model provider", "Add a component", "Add an argument"}


@pytest.mark.parametrize("title", BY_EXAMPLE)
def test_the_list_has_all_code_of_its_example_and_no_other(title: str):
    listed = {name for name in first_column(BY_EXAMPLE[title]) if name.startswith("homelab/")}
    assert listed == set(git(*example(BY_EXAMPLE[title])))


@pytest.mark.parametrize("title", BY_EXAMPLE)
def test_tests_documents_and_examples_of_the_list_mention_it(title: str):
    _, _, pattern, *_ = example(BY_EXAMPLE[title])
    # Documents have titles, not names of classes: "OpenRouter", "Admin panel".
    words = pattern.replace("import .*", "").replace("_", "[ _-]?")
    for name in first_column(BY_EXAMPLE[title]):
        text = (ROOT / name).read_text()
        assert re.search(words, text, re.IGNORECASE), name


def test_a_release_of_librechat_touches_files_that_its_tool_knows():
    tool = "\n".join(file.read_text() for file in (ROOT / "tools" / "librechat").rglob("*.py"))
    for name in first_column(SECTIONS["Move to a release of LibreChat"]):
        assert (ROOT / name).is_file(), name
        assert Path(name).name in tool, name


def test_the_map_has_every_folder_once():
    folders = {f"{name.partition('/')[0]}/" for name in git("ls-files") if "/" in name}
    packages = {f"{Path(name).parent.as_posix()}/" for name in git("ls-files", "homelab/*/__init__.py")}
    rooms = {name for name in packages if name.count("/") == 2}
    listed = first_column(SECTIONS["Where things are"])
    assert sorted(listed) == sorted(folders | rooms)
