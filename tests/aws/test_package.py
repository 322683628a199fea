"""homelab.aws is optional, quick, and documented: what is true of the package as a whole, whatever is in it."""

import ast
import inspect
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

import homelab.aws
from homelab.aws.component import AWSComponent

ROOT = Path(homelab.__file__).parent.parent
NAMES = list(homelab.aws.__all__)
PUBLIC = {name: getattr(homelab.aws, name) for name in NAMES}
COMPONENTS = [name for name, each in PUBLIC.items() if isinstance(each, type) and issubclass(each, AWSComponent)]
LOADED = "print(sorted(name for name in sys.modules if name.partition('.')[0] == 'pulumi_aws'))"
RENDER = """
from pathlib import Path
from rich.console import Console
from homelab.offline.command import RenderOptions, render_stack
render_stack(RenderOptions(folder=Path({root!r}), stack="dev", out=Path({out!r})), Console(quiet=True))
"""
HELP = """
import sys
from homelab import cli
sys.argv = ["homelab", "--help"]
try:
    cli.main()
except SystemExit:
    sys.stdout.flush()
print("")
"""


IMPORT_TIME = """
import time
from importlib.machinery import SourceFileLoader

execute, own, nested = SourceFileLoader.exec_module, [], []

def timed(loader, module):
    # Of the processor, as other processes may be running.
    start = time.process_time()
    nested.append(0)
    execute(loader, module)
    spent = time.process_time() - start
    inner = nested.pop()
    if nested:
        nested[-1] += spent
    if module.__name__.startswith("homelab.aws"):
        own.append(spent - inner)

SourceFileLoader.exec_module = timed
from homelab.aws import {names}
print(len(own), sum(own))
"""


def run(program: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *options, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT
    )


@pytest.mark.parametrize("use", ["import", "help", "render"])
def test_without_it_nothing_of_pulumi_aws_is_loaded(use: str, tmp_path: Path):
    programs = {
        "import": "import homelab; homelab.AIWorkspace",
        "help": HELP,
        "render": RENDER.format(root=str(ROOT), out=str(tmp_path / "out")),
    }
    done = run(f"{programs[use]}\nimport sys\n{LOADED}")
    assert done.stdout.splitlines()[-1:] == ["[]"], done.stderr


def test_without_pulumi_aws_it_says_what_to_install():
    done = run("import sys; sys.modules['pulumi_aws'] = None\nimport homelab\nimport homelab.aws")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "ImportError: homelab.aws needs pulumi_aws: install it with pip install 'pulumi-homelab[aws]'"
    )


def test_its_own_modules_take_less_than_half_a_second_to_import():
    done = run(IMPORT_TIME.format(names=", ".join(NAMES)))
    modules, seconds = done.stdout.split()
    assert int(modules) > len(COMPONENTS), done.stderr[-500:]
    assert float(seconds) < 0.5


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_is_documented(name: str):
    assert vars(PUBLIC[name]).get("__doc__")


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_begins_with_a_program_and_ends_with_its_cost_in_words(name: str):
    text = inspect.getdoc(PUBLIC[name]) or ""
    (program, *_), (_, marker, cost) = re.findall(r"(?s)```python\n(.*?)```", text), text.rpartition("**Cost**")
    assert marker
    ast.parse(textwrap.dedent(program).replace(", ...", ""))
    assert f"{name}(" in program
    assert len(cost.split()) > 1
    assert not re.search(r"\$|USD|\b\d+\.\d\d\b", cost), "figures are in prices.json only"


@pytest.mark.parametrize("name", COMPONENTS)
def test_public_attributes_of_a_component_are_documented(name: str):
    class_: Any = PUBLIC[name]
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(class_))).body
    assert isinstance(body, ast.ClassDef)
    undocumented = [
        ast.unparse(one.target)
        for one, following in zip(body.body, [*body.body[1:], None], strict=True)
        if isinstance(one, ast.AnnAssign)
        and not ast.unparse(one.target).startswith("_")
        and not (isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant))
    ]
    assert undocumented == []
