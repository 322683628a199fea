import re
from collections.abc import Mapping
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "plugin"


def pins(file: Path) -> Mapping[str, str]:
    return dict(re.findall(r"^([\w.-]+)==(\S+) \\$", file.read_text(), re.MULTILINE))


def test_the_plugin_has_an_environment_of_its_own_that_git_ignores():
    options = yaml.safe_load((PLUGIN / "PulumiPlugin.yaml").read_text())["runtime"]["options"]
    assert f"{options['virtualenv']}\n" in (ROOT / ".gitignore").read_text().replace("/\n", "\n")


def test_it_takes_the_pinned_versions_that_the_library_is_tested_with():
    assert (PLUGIN / "requirements.txt").read_text().splitlines()[-1] == "-r ../requirements/plugin.txt"
    own, tested = pins(ROOT / "requirements" / "plugin.txt"), pins(ROOT / "requirements" / "run.txt")
    assert own.items() <= tested.items()
    assert {"pulumi", "pulumi-kubernetes", "pulumi-random", "pydantic", "jsonschema"} <= own.keys()


def test_every_pin_has_a_hash_and_no_address():
    text = (ROOT / "requirements" / "plugin.txt").read_text()
    assert len(re.findall(r"==\S+ \\\n    --hash=sha256:", text)) == len(re.findall(r"^\S+==", text, re.MULTILINE))
    assert "://" not in text
