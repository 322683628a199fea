"""Each alert fires when it should and is quiet when it should, as Prometheus itself evaluates it."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from homelab.components.monitoring.alerts import ALERTS, Alert
from tests.monitoring.situations import SITUATIONS, Series

AFTER = "119m"
"""When an alert with the longest ``for`` fires, too."""


def run(program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(program), *arguments], capture_output=True, text=True, check=False)


def test_promtool_has_no_objection(program: Path, rules: Path):
    checked = run(program, "check", "rules", "--lint=all", "--lint-fatal", str(rules))
    assert checked.returncode == 0, checked.stderr
    assert f"{len(ALERTS)} rules found" in checked.stdout


def test_every_alert_has_a_situation():
    assert set(SITUATIONS) == {alert.name for alert in ALERTS}


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.name)
def test_an_alert_fires_with_its_labels_and_is_quiet_otherwise(program: Path, rules: Path, alert: Alert):
    labels = f'alertname="{alert.name}",severity="{alert.severity.value}",namespace="ai",workspace="ws"'
    situation = SITUATIONS[alert.name]
    tests = {
        "evaluation_interval": "1m",
        "rule_files": [str(rules)],
        "tests": [
            _case(alert, situation.firing, [{"labels": f"{{{labels}}}", "value": 1}]),
            _case(alert, situation.quiet, []),
        ],
    }
    file = rules.parent / f"{alert.name}.yaml"
    file.write_text(yaml.safe_dump(tests))
    tested = run(program, "test", "rules", str(file))
    assert tested.returncode == 0, tested.stdout + tested.stderr


def _case(alert: Alert, series: Series, samples: Sequence[Any]) -> Any:
    # Of several series that fire, one is enough.
    firing = f'ALERTS{{alertname="{alert.name}",alertstate="firing"}}'
    return {
        "name": f"{alert.name} {'fires' if samples else 'is quiet'}",
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "promql_expr_test": [
            {
                "expr": f"group by (alertname, severity, namespace, workspace) ({firing})",
                "eval_time": AFTER,
                "exp_samples": [*samples],
            }
        ],
    }
