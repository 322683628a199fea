"""promtool, and the alerts of a workspace with every part."""

from pathlib import Path

import pytest
import yaml

from homelab.components.monitoring.rules import RulesOf, rule_groups
from tests.monitoring.promtool import has_go, promtool
from tests.monitoring.situations import PARTS, WORKSPACE

NAMESPACE = "ai"


@pytest.fixture(scope="session")
def program() -> Path:
    if not has_go():
        pytest.skip("promtool is built with Go 1.26 or newer, and there is no `go` on PATH: see go.dev/dl")
    return promtool()


@pytest.fixture(scope="session")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("rules") / "rules.yaml"
    file.write_text(yaml.safe_dump(rule_groups(RulesOf(WORKSPACE, PARTS), NAMESPACE), sort_keys=False))
    return file
