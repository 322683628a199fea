"""The SDK for Go, generated from the committed schema and compiled with a program.

It needs no language host: the program is compiled and not run, and the generator is the one inside of Pulumi's.
`test_plugin` deploys with the hosts for YAML and TypeScript.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.engine.engine import ROOT

HERE = Path(__file__).parent
MODULE = "example.com/pulumi-homelab/sdk/go/homelab"
"""What generated code calls itself where a schema names no repository."""


def go(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    if shutil.which("go") is None:
        pytest.fail("make test-engine needs go on PATH")
    return subprocess.run(["go", *arguments], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, with the SDK beside it."""
    folder = shutil.copytree(HERE / "programs" / "go", tmp_path_factory.mktemp("go") / "program")
    generated = go(HERE / "sdk_for_go", "run", ".", str(ROOT / "schema" / "pulumi.json"), str(folder))
    assert generated.returncode == 0, generated.stderr
    sdk = (folder / "homelab").rename(folder / "sdk")
    needed = re.findall(
        r"^go .*|^\tgithub\.com/pulumi/pulumi/sdk/v3 \S+", (folder / "go.mod").read_text(), re.MULTILINE
    )
    version, requirement = (line.strip() for line in needed)
    (sdk / "go.mod").write_text(f"module {MODULE}\n\n{version}\n\nrequire {requirement}\n")
    return folder


def test_a_program_compiles(program: Path):
    built = go(program, "build", "-o", "program", ".")
    assert built.returncode == 0, built.stderr


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("Namespace:", "Namespce:", "unknown field Namespce"),
        ('pulumi.String("chat.example.com")', "pulumi.Int(3)", "cannot use pulumi.Int(3)"),
        ("pulumi.BoolRef(false)", '"no"', 'cannot use "no"'),
    ],
)
def test_a_mistake_is_an_error_of_the_compiler(program: Path, right: str, wrong: str, expected: str):
    source = program / "main.go"
    text = source.read_text()
    assert right in text
    source.write_text(text.replace(right, wrong))
    try:
        built = go(program, "build", "-o", "program", ".")
    finally:
        source.write_text(text)
    assert built.returncode != 0
    assert expected in built.stderr
