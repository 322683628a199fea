"""The folder of the policy pack, as ``python -m homelab.policies`` prints it."""

import subprocess
import sys
import tomllib
from pathlib import Path

import yaml


def test_it_holds_the_pack_and_the_admission_policies():
    run = subprocess.run([sys.executable, "-m", "homelab.policies"], capture_output=True, text=True, check=True)
    folder = Path(run.stdout.removesuffix("\n"))
    assert yaml.safe_load((folder / "PulumiPolicy.yaml").read_text())["runtime"] == "python"
    assert (folder / "__main__.py").is_file()
    assert (folder / "admission" / "kustomization.yaml").is_file()


def test_without_what_it_needs_the_pack_says_what_to_install():
    pack = Path(__file__).parents[2] / "homelab_policies"
    hidden = "import sys, runpy; sys.modules['pulumi_policy'] = None; runpy.run_path(sys.argv[1], run_name='__main__')"
    run = subprocess.run([sys.executable, "-c", hidden, str(pack)], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (1, "")
    extra = tomllib.loads((pack.parent / "pyproject.toml").read_text())["project"]["optional-dependencies"]["policies"]
    assert f"pip install '{extra[0]}'" in run.stderr
    assert "Traceback" not in run.stderr
