import inspect
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import homelab

ROOT = Path(__file__).parent.parent


def test_importing_it_loads_nothing_that_only_some_calls_need():
    heavy = ("pulumi_aws", "pydantic", "kubernetes_validate", "jsonschema", "referencing", "re2", "typer", "rich")
    program = f"import sys, homelab; print([name for name in {heavy!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_the_wheel_has_every_file(tmp_path: Path):
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(command, capture_output=True, check=True)
    (wheel,) = tmp_path.iterdir()
    folders = (ROOT / "homelab", ROOT / "homelab_policies")
    files = {path.relative_to(ROOT).as_posix() for each in folders for path in each.rglob("*") if path.is_file()}
    assert {file for file in files if "__pycache__" not in file} <= set(ZipFile(wheel).namelist())


def test_every_public_name_is_documented():
    undocumented = [name for name in homelab.__all__ if not inspect.getdoc(getattr(homelab, name))]
    assert undocumented == []
