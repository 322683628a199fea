"""Prometheus' rules of a workspace, from `homelab.components.monitoring.alerts`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from string import Template
from typing import Any

from homelab.components.monitoring.alerts import AROUND, LIBRECHAT, STORES, Alert

RUNBOOKS = "docs/runbooks"
Parts = Mapping[str, Sequence[str]]
"""Parts of a workspace by the names that expressions have for them, with the values of ``job`` of their series."""


@dataclass(frozen=True)
class RulesOf:
    """A workspace, and what its user changes about the alerts."""

    workspace: str
    parts: Parts
    runbooks: str = RUNBOOKS
    thresholds: Mapping[str, float] = field(default_factory=dict[str, float])


def rule_groups(rules: RulesOf, namespace: str) -> dict[str, Any]:
    """Content of a file of rules, and of a PrometheusRule's specification."""
    groups = {"librechat": LIBRECHAT, "stores": STORES, "around": AROUND}
    described = {name: _rules(rules, namespace, alerts) for name, alerts in groups.items()}
    return {
        "groups": [{"name": f"{rules.workspace}-{name}", "rules": [*each]} for name, each in described.items() if each]
    }


def expression(query: str, parts: Parts, namespace: str, **values: str) -> str:
    """A query in which names of parts are replaced by matchers of their series."""
    own = f'namespace="{namespace}"'
    matchers = {part: f"{own},{_job(jobs)}" for part, jobs in parts.items() if jobs}
    pods = {f"{part}_pod": f"{'|'.join(jobs)}-.*" for part, jobs in parts.items() if jobs}
    return Template(query).substitute(matchers, namespace=own, **pods, **values)


def is_relevant(alert: Alert, parts: Parts) -> bool:
    """Whether a workspace has what an alert is about."""
    return all(parts.get(part) for part in alert.needs)


def _rules(rules: RulesOf, namespace: str, alerts: Iterable[Alert]) -> Sequence[dict[str, Any]]:
    return [_rule(rules, namespace, alert) for alert in alerts if is_relevant(alert, rules.parts)]


def _rule(rules: RulesOf, namespace: str, alert: Alert) -> dict[str, Any]:
    threshold = rules.thresholds.get(alert.name, alert.threshold)
    rule = {
        "alert": alert.name,
        "expr": expression(alert.expression, rules.parts, namespace, threshold=f"{threshold or 0:.10g}"),
        # absent() has no labels of its own: without these, the most important alerts would reach nobody.
        "labels": {
            "severity": alert.severity.value,
            "namespace": namespace,
            "workspace": rules.workspace,
        },
        "annotations": {
            "summary": alert.summary,
            "runbook_url": f"{rules.runbooks.rstrip('/')}/{alert.name}.md",
        },
    }
    return rule if alert.pending == "0m" else {**rule, "for": alert.pending}


def _job(jobs: Sequence[str]) -> str:
    return f'job="{jobs[0]}"' if len(jobs) == 1 else f'job=~"{"|".join(jobs)}"'
