"""Monitoring of a whole workspace."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from homelab import ArgumentError
from homelab.components.monitoring.alerts import ALERTS
from tests.components.recorded import Manifest, container
from tests.scenarios import recorded

SMALLEST: Mapping[str, Any] = {"namespace": "ai", "librechat": {"domain": "chat.example.com"}}
OPERATOR = {"service_monitors": {}, "rules": {"prometheus_rule": True}}


def workspace(monitoring: Mapping[str, Any] | None = None, **more: Any) -> dict[tuple[str, str], Manifest]:
    args = {**SMALLEST, **more, **({} if monitoring is None else {"monitoring": monitoring})}
    return {(each.kind, each.resource.name): each.manifest for each in recorded(args).objects}


def alerts(made: Mapping[tuple[str, str], Manifest]) -> dict[str, Any]:
    groups = yaml.safe_load(made["ConfigMap", "ws-monitoring-rules"]["data"]["homelab.rules.yaml"])["groups"]
    return {rule["alert"]: rule for group in groups for rule in group["rules"]}


def variables(made: Mapping[tuple[str, str], Manifest]) -> Mapping[str, str]:
    return made["ConfigMap", "ws-librechat-variables"]["data"]


def test_it_is_off_unless_the_group_is_set():
    def without_passwords(made: Mapping[tuple[str, str], Manifest]) -> Any:
        return {key: each for key, each in made.items() if key[0] not in ("Secret", "StatefulSet", "Deployment", "Job")}

    assert workspace().keys() == workspace({"enabled": False}).keys()
    assert without_passwords(workspace()) == without_passwords(workspace({"enabled": False}))
    assert ("ConfigMap", "ws-monitoring-rules") not in workspace()


def test_the_production_preset_is_monitored_unless_the_user_says_otherwise():
    made = workspace(preset="production")
    assert ("ConfigMap", "ws-monitoring-rules") in made
    assert not {each["apiVersion"] for each in made.values() if "monitoring.coreos.com" in each["apiVersion"]}
    assert ("ConfigMap", "ws-monitoring-rules") not in workspace({"enabled": False}, preset="production")


def test_without_the_operator_no_custom_resource_is_needed():
    versions = {each["apiVersion"] for each in workspace({}).values()}
    assert not {version for version in versions if "monitoring.coreos.com" in version}


def test_the_bearer_of_librechats_metrics_is_referred_to_and_follows_its_secret():
    made = workspace(OPERATOR)
    endpoint = made["ServiceMonitor", "ws-librechat-servicemonitor"]["spec"]["endpoints"][0]
    secret = made["Secret", "ws-credentials-tokens"]
    credentials = {"name": secret["metadata"]["name"], "key": "METRICS_SECRET"}
    assert endpoint["authorization"] == {"type": "Bearer", "credentials": credentials}
    assert "METRICS_SECRET" in secret["stringData"]


def test_prometheus_may_connect_to_librechat_and_nobody_else_who_could_not_before():
    def rules(made: Mapping[tuple[str, str], Manifest]) -> list[Any]:
        return made["NetworkPolicy", "ws-librechat"]["spec"].get("ingress", [])

    ingress = {"ingress": {"class_name": "nginx"}}
    before = rules(workspace(librechat={**SMALLEST["librechat"], **ingress}))
    after = rules(workspace({}, librechat={**SMALLEST["librechat"], **ingress}))
    prometheus = {
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}},
        "podSelector": {"matchLabels": {"app.kubernetes.io/name": "prometheus"}},
    }
    assert [rule["ports"] for rule in before] == [rule["ports"] for rule in after]
    known = [peer for rule in before for peer in rule["from"]]
    added = [peer for rule in after for peer in rule["from"] if peer not in known]
    assert added == [prometheus]


def test_alerts_are_about_what_the_workspace_has():
    small = alerts(workspace({}))
    assert "FerretDBDown" in small
    assert not {"MongoDBDown", "PgVectorDown", "SearXNGDown"} & small.keys()
    assert "MongoDBDown" in alerts(workspace({}, documentdb={"engine": "mongodb"}))
    assert "ValkeyDown" not in alerts(workspace({}, valkey={"external": {"uri": "redis://a.example.com"}}))
    assert "LibreChatCacheErrors" in alerts(workspace({}, valkey={"external": {"uri": "redis://a.example.com"}}))
    without = alerts(workspace({}, librechat={**SMALLEST["librechat"], "enabled": False}))
    assert not any(name.startswith("LibreChat") for name in without)


def test_every_alert_has_labels_by_which_it_finds_somebody():
    for rule in alerts(workspace({})).values():
        assert rule["labels"].keys() == {"severity", "namespace", "workspace"}
        assert rule["labels"]["namespace"] == "ai"


def test_numbers_of_alerts_are_the_users():
    changed = alerts(workspace({"rules": {"thresholds": {"LibreChatFirstTokenSlow": 30}}}))
    assert changed["LibreChatFirstTokenSlow"]["expr"].endswith(" > 30")
    for alert in ALERTS:
        assert (alert.threshold is None) == ("$threshold" not in alert.expression), alert.name


@pytest.mark.parametrize(
    ("monitoring", "message"),
    [
        (
            {"rules": {"thresholds": {"LibreChatDown": 1}}},
            "monitoring.rules.thresholds: expected a map of numbers by alert",
        ),
        ({"service_monitors": {"interval": "often"}}, "monitoring.service_monitors.interval: expected an interval"),
        ({"traces": {"endpoint": "collector:4317"}}, "monitoring.traces.endpoint"),
        (
            {"traces": {"endpoint": "http://a.example.com", "sampling": 2}},
            "monitoring.traces.sampling: expected a number",
        ),
        ({"logs": {"level": "debug"}}, "monitoring.logs.level: expected"),
    ],
)
def test_what_has_no_sense_is_refused(monitoring: Mapping[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        workspace(monitoring)


def test_the_operators_objects_hold_the_same_alerts():
    made = workspace({**OPERATOR, "rules": {"prometheus_rule": True, "labels": {"release": "prometheus"}}})
    rule = made["PrometheusRule", "ws-monitoring-rules"]
    assert rule["metadata"]["labels"]["release"] == "prometheus"
    assert {each["alert"] for group in rule["spec"]["groups"] for each in group["rules"]} == set(alerts(workspace({})))
    assert ("ConfigMap", "ws-monitoring-rules") not in made


def test_dashboards_are_where_grafanas_container_looks():
    made = workspace({})
    for name in ("workspace", "stores"):
        config_map = made["ConfigMap", f"ws-monitoring-{name}"]
        assert config_map["metadata"]["labels"]["grafana_dashboard"] == "1"
        assert json.loads(config_map["data"][f"ws-{name}.json"])["panels"]
    assert ("ConfigMap", "ws-monitoring-stores") not in workspace({"dashboards": {"enabled": False}})


def test_traces_go_to_the_collector_which_the_policy_admits_and_headers_stay_secret():
    traces = {
        "endpoint": "http://collector.observability.svc.cluster.local:4318",
        "headers": "authorization=Bearer not-a-token-at-all",
    }
    made = workspace({"traces": traces})
    found = variables(made)
    assert found["OTEL_EXPORTER_OTLP_ENDPOINT"] == traces["endpoint"]
    assert (found["OTEL_TRACES_SAMPLER"], found["OTEL_TRACES_SAMPLER_ARG"]) == ("parentbased_traceidratio", "0.1")
    holders = {key for key, each in made.items() if traces["headers"] in str(each)}
    assert holders == {("Secret", "ws-librechat-environment")}
    egress = made["NetworkPolicy", "ws-librechat"]["spec"]["egress"]
    collector = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "observability"}}}
    assert any(collector in rule.get("to", []) for rule in egress)
    closed = workspace({})["NetworkPolicy", "ws-librechat"]["spec"]["egress"]
    assert not any(collector in rule.get("to", []) for rule in closed)


def test_librechats_own_words_win():
    chat = {**SMALLEST["librechat"], "env": {"OTEL_TRACES_SAMPLER": "always_on", "CONSOLE_LOG_LEVEL": "debug"}}
    monitoring = {"traces": {"endpoint": "http://a.example.com"}, "logs": {"level": "warn"}}
    found = variables(workspace(monitoring, librechat=chat))
    assert (found["OTEL_TRACES_SAMPLER"], found["CONSOLE_LOG_LEVEL"]) == ("always_on", "debug")


def test_no_log_holds_a_prompt_unless_somebody_asks_for_it():
    made = workspace({"logs": {"level": "info"}})
    found = variables(made)
    assert (found["CONSOLE_JSON"], found["CONSOLE_LOG_LEVEL"]) == ("true", "info")
    server = container(made["Deployment", "ws-librechat"])
    names = {*found, *(each["name"] for each in server["env"])}
    assert not {name for name in names if "DEBUG" in name}
