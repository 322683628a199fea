"""``homelab check --policies``."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from homelab.cli import app
from homelab.policies import RULES, Level, Settings
from homelab.policies.command import ConfigError, read_config
from homelab.policies.objects import SERVICE_TYPE
from tests.policies.examples import GOOD_STACK


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of manifests that follow every rule."""
    folder = tmp_path / "rendered"
    folder.mkdir()
    for index, each in enumerate(GOOD_STACK):
        (folder / f"{index}.yaml").write_text(yaml.safe_dump(each.manifest))
    return folder


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "policies.json"


def break_services(folder: Path) -> None:
    for file in folder.iterdir():
        manifest = yaml.safe_load(file.read_text())
        if manifest["kind"] == "Service":
            manifest["spec"]["type"] = "LoadBalancer"
            manifest["metadata"]["labels"] = {}
            file.write_text(yaml.safe_dump(manifest))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["check", *map(str, arguments)])


def test_what_follows_all_rules_is_said_to(folder: Path):
    result = run(folder, "--policies")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{folder}: follows all rules\n"


def test_each_violation_is_a_line_and_a_mandatory_one_fails(folder: Path):
    break_services(folder)
    result = run(folder, "--policies")
    assert result.exit_code == 1
    first, *others = result.stderr.splitlines()
    assert first == f"{folder}: mandatory: Service ai/cache: the type is LoadBalancer (service-type)"
    assert len(others) == 5
    assert result.stdout == f"{folder}: 1 violation, 5 warnings\n"


def test_warnings_alone_do_not_fail(folder: Path, config: Path):
    break_services(folder)
    config.write_text('{"service-type": "advisory"}')
    result = run(folder, "--policies", "--policy-config", config)
    assert (result.exit_code, result.stdout) == (0, f"{folder}: 6 warnings\n")


def test_json_has_a_row_for_each_violation(folder: Path):
    break_services(folder)
    result = run(folder, "--policies", "--json")
    rows = json.loads(result.stdout)
    assert (result.exit_code, result.stderr, len(rows)) == (1, "", 6)
    assert rows[0] == {
        "folder": str(folder),
        "rule": "service-type",
        "level": "mandatory",
        "object": "Service ai/cache",
        "message": "the type is LoadBalancer",
        "action": SERVICE_TYPE.action,
    }


def test_what_cannot_be_checked_is_one_line(tmp_path: Path, folder: Path, config: Path):
    for arguments in (
        (tmp_path / "nowhere", "--policies"),
        (folder, "--policies", "--policy-config", config),
        (folder, "--policies", "--lenient"),
    ):
        result = run(*arguments)
        assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
        assert result.stderr.startswith("error: ")


class TestConfig:
    def test_without_a_file_all_is_as_the_rules_say(self):
        config = read_config(None)
        assert (config.settings, config.levels) == (Settings(), {})

    def test_levels_and_registries(self, config: Path):
        content = {
            "image-registry": {"enforcementLevel": "advisory", "registries": ["ghcr.io"]},
            "probes": "disabled",
            "all": "mandatory",
        }
        config.write_text(json.dumps(content))
        found = read_config(config)
        assert found.settings == Settings(registries=["ghcr.io"])
        assert found.levels == {
            **dict.fromkeys([rule.name for rule in RULES], Level.MANDATORY),
            "image-registry": Level.ADVISORY,
            "probes": Level.DISABLED,
        }

    def test_the_one_of_the_document(self, config: Path):
        text = (Path(__file__).parents[2] / "docs" / "policies.md").read_text(encoding="utf-8")
        config.write_text(text.partition("```json\n")[2].partition("```")[0])
        assert {*read_config(config).levels} == {"image-digest", "service-type", "image-registry"}

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ([], "expected a map of rules"),
            ({"probs": "advisory"}, r"unknown rule probs \(did you mean probes\?\)"),
            ({"probes": "warn"}, "probes: expected one of mandatory, advisory, disabled, got 'warn'"),
            ({"probes": {"registries": []}}, "probes: unknown option registries"),
            ({"image-registry": {"registry": []}}, r"unknown option registry \(did you mean registries\?\)"),
            ({"image-registry": {"registries": "ghcr.io"}}, "registries: expected a list of registries, got 'ghcr.io'"),
        ],
    )
    def test_mistakes_are_told(self, config: Path, content: Any, message: str):
        config.write_text(json.dumps(content))
        with pytest.raises(ConfigError, match=message):
            read_config(config)

    def test_a_file_that_is_no_json(self, config: Path):
        config.write_text("probes: disabled")
        with pytest.raises(ConfigError, match="is not JSON"):
            read_config(config)
