"""docs/runbooks has a page for each alert, and none for anything else."""

import re
from pathlib import Path

import pytest

from homelab.components.monitoring.alerts import ALERTS, Alert
from homelab.components.monitoring.rules import RUNBOOKS, RulesOf, rule_groups
from tests.monitoring.situations import PARTS
from tests.runbooks import assert_is_runbook

ROOT = Path(__file__).parent.parent.parent.parent


def test_there_is_a_page_for_each_alert_and_no_other():
    assert {file.name for file in (ROOT / RUNBOOKS).iterdir()} == {f"{alert.name}.md" for alert in ALERTS}


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.name)
def test_a_page_says_what_it_means_what_to_look_at_and_what_to_do(alert: Alert):
    assert_is_runbook(ROOT / RUNBOOKS / f"{alert.name}.md", alert.name)


def test_every_link_leads_to_its_page():
    rules = [rule for group in rule_groups(RulesOf("ws", PARTS), "ai")["groups"] for rule in group["rules"]]
    assert len(rules) == len(ALERTS)
    for rule in rules:
        assert (ROOT / rule["annotations"]["runbook_url"]).read_text().startswith(f"# {rule['alert']}\n")
        assert rule["annotations"]["summary"]


def test_the_user_says_where_the_pages_are():
    rules = RulesOf("ws", PARTS, runbooks="https://docs.example.com/runbooks/")
    first = rule_groups(rules, "ai")["groups"][0]["rules"][0]
    assert first["annotations"]["runbook_url"] == "https://docs.example.com/runbooks/LibreChatDown.md"


def test_pages_name_alerts_that_exist():
    names = {alert.name for alert in ALERTS}
    parts = "LibreChat|Valkey|FerretDB|MongoDB|DocumentDB|PgVector|Postgres|Meilisearch|SearXNG|Workspace"
    for file in (ROOT / RUNBOOKS).iterdir():
        assert set(re.findall(rf"\b(?:{parts})[A-Z]\w+", file.read_text())) <= names, file.name
