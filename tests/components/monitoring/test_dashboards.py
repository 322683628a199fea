import json

from homelab.components.monitoring.dashboards import FOLDER, NAMES, dashboard
from tools.dashboards import DASHBOARDS, DOCUMENT, build, document


def test_the_files_are_those_that_the_tool_writes():
    assert {name: (FOLDER / f"{name}.json").read_text() for name in NAMES} == {name: build(name) for name in DASHBOARDS}


def test_the_tables_of_the_documentation_are_those_that_the_tool_writes():
    text = DOCUMENT.read_text()
    assert document(text) == text
    assert "| [LibreChatDown](runbooks/LibreChatDown.md) | critical | 2m |" in text
    assert "| stores | Valkey | Memory |" in text


def test_two_workspaces_have_dashboards_of_their_own():
    ids = {
        json.loads(dashboard(name, workspace=workspace, namespace=namespace))["uid"]
        for name in NAMES
        for workspace in ("a", "b")
        for namespace in ("a", "b")
    }
    assert len(ids) == 8
    # Grafana's own limit.
    assert all(len(each) <= 40 for each in ids)


def test_a_dashboard_knows_its_workspace():
    shown = json.loads(dashboard("workspace", workspace="chat", namespace="ai"))
    variables = {each["name"]: each for each in shown["templating"]["list"]}
    assert (variables["workspace"]["query"], variables["namespace"]["query"]) == ("chat", "ai")
    assert shown["title"] == "chat: LibreChat"
    assert len({panel["id"] for panel in shown["panels"]}) == len(shown["panels"])
