"""What documents, messages and workflows tell to install is ours, by our name, or a package that the project pins."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from homelab.version import PACKAGE

ROOT = Path(__file__).parents[1]
INSTALL = re.compile(r"\b(?:pip3?|uv|pipx|poetry) (?:tool |pip )?(?:install|add) (?P<rest>[^\n`]*)")
NAME = re.compile(
    r"[\"']?(?P<name>[A-Za-z][A-Za-z0-9._-]*)(?:\[[a-z,]+\])?(?:[<>=~!][^\s\"')]*)?[\"']?(?P<end>[\"').,:;]*)"
)
BARE = re.compile(rf"(?<![\w./-]){PACKAGE.removeprefix('pulumi-')}\[[a-z]+(?:,[a-z]+)*\]")
"""An extra of somebody else's package: ours is PACKAGE, or the folder of a checkout."""
TEXTS = (".md", ".py", ".sh", ".txt", ".in", ".toml", ".yml", ".yaml", ".json", "Makefile", "Dockerfile")


def installed(text: str) -> Iterator[str]:
    """Names of packages in the commands of a text that install some; folders, files and options are none."""
    for command in INSTALL.finditer(text):
        for word in command["rest"].split("#")[0].split():
            if word.startswith("-"):
                continue
            if (found := NAME.fullmatch(word)) is None:
                break
            if not found["name"].endswith(".txt"):
                yield found["name"]
            if found["end"]:
                break


def known() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    return {PACKAGE, *(re.split(r"[\[<>=]", each)[0] for each in declared)}


def files() -> Iterator[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    yield from (ROOT / name for name in listed.splitlines() if name.endswith(TEXTS))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("pip install 'homelab[aws]'\nmkdir", ["homelab"]),
        ("`pip install --quiet pulumi-homelab==0.1.0`, then", ["pulumi-homelab"]),
        ("uv add locust>=2 boto3", ["locust", "boto3"]),
        ("pip install ./homelab[load]  # or homelab", []),
        ("\"is not there: pip install 'homelab'\"", ["homelab"]),
    ],
)
def test_commands_that_install_are_found(text: str, names: list[str]):
    assert [*installed(text)] == names


def test_nobody_is_told_to_install_a_strangers_package():
    texts = {file.relative_to(ROOT): file.read_text(encoding="utf-8") for file in files() if file != Path(__file__)}
    assert len(texts) > 500
    strangers = {f"{file}: {name}" for file, text in texts.items() for name in {*installed(text)} - known()}
    strangers |= {f"{file}: {name}" for file, text in texts.items() for name in BARE.findall(text)}
    assert strangers == set()
