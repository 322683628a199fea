"""The rules as ValidatingAdmissionPolicies, which the API server applies by itself from Kubernetes 1.30 on.

Expressions of rules have the variables ``pod`` (the specification of a workload's pods), ``containers`` (all of them,
those that initialize the pod first) and, where they ask for it, ``registries``.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from homelab.offline.objects import Manifest
from homelab.offline.workloads import POD_SPECS
from homelab.policies.rule import Admission, Level, ObjectRule

LABEL = "homelab.dev/policies"
"""Label of namespaces: ``enforce`` or ``warn``."""
NAMESPACE = "homelab-policies"
"""Namespace of what users set of the rules."""
SETTINGS = "settings"
"""ConfigMap with the keys of `homelab.policies.Settings`, a line for each entry."""

_PREFIX = "homelab-"
_REGISTRATION = "admissionregistration.k8s.io/v1"
_RESOURCES: Mapping[str, tuple[str, str]] = {
    "CronJob": ("batch", "cronjobs"),
    "DaemonSet": ("apps", "daemonsets"),
    "Deployment": ("apps", "deployments"),
    "Job": ("batch", "jobs"),
    "Pod": ("", "pods"),
    "ReplicaSet": ("apps", "replicasets"),
    "Service": ("", "services"),
    "StatefulSet": ("apps", "statefulsets"),
}
"""API group and name in URLs of each kind that a rule applies to; all of them have version v1."""
_UNCHANGED = """\
oldObject != null && dyn(object).spec == dyn(oldObject).spec &&
object.metadata.?labels == oldObject.metadata.?labels"""
_POD = """\
object.kind == 'Pod' ? dyn(object).spec :
object.kind == 'CronJob' ? dyn(object).spec.jobTemplate.spec.template.spec :
dyn(object).spec.template.spec"""
_CONTAINERS = "variables.pod.?initContainers.orValue([]) + variables.pod.containers"
_REGISTRIES = "params.?data[?'registries'].orValue('').split('\\n').map(r, r.trim()).filter(r, r != '')"


def name_of(rule: ObjectRule) -> str:
    """Name of a rule's policy; that of its bindings is this, with ``-enforce`` or ``-warn``."""
    return f"{_PREFIX}{rule.name}"


def policy(rule: ObjectRule, admission: Admission) -> Manifest:
    """Policy of one rule: it refuses nothing unless it is bound."""
    spec: Manifest = {
        "failurePolicy": "Fail",
        "matchConstraints": {"resourceRules": [*_resource_rules(rule.kinds)]},
        # What was there before the policy can still be deleted, and its controllers can write to it.
        "matchConditions": [{"name": "changed", "expression": f"!({_UNCHANGED})"}],
        "variables": [{"name": name, "expression": text} for name, text in _variables(rule, admission).items()],
        "validations": [
            {
                "expression": "size(variables.messages) == 0",
                "messageExpression": "variables.messages.join('; ')",
                "message": rule.expected,
                "reason": "Invalid",
            }
        ],
    }
    if admission.takes_registries:
        spec["paramKind"] = {"apiVersion": "v1", "kind": "ConfigMap"}
    return _object("ValidatingAdmissionPolicy", name_of(rule), spec, {"homelab.dev/action": rule.action})


def bindings(rule: ObjectRule, admission: Admission) -> Iterator[Manifest]:
    """Bindings of a rule's policy to namespaces, by their label."""
    enforced = ["Deny", "Audit"] if rule.level is Level.MANDATORY else ["Warn", "Audit"]
    for value, actions in {"enforce": enforced, "warn": ["Warn", "Audit"]}.items():
        spec: Manifest = {
            "policyName": name_of(rule),
            "validationActions": actions,
            "matchResources": {"namespaceSelector": {"matchLabels": {LABEL: value}}},
        }
        if admission.takes_registries:
            spec["paramRef"] = {"name": SETTINGS, "namespace": NAMESPACE, "parameterNotFoundAction": "Deny"}
        yield _object("ValidatingAdmissionPolicyBinding", f"{name_of(rule)}-{value}", spec)


def settings(registries: Sequence[str]) -> list[Manifest]:
    """Namespace and ConfigMap of what users set."""
    lines = "".join(f"{each}\n" for each in registries)
    return [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}},
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": SETTINGS, "namespace": NAMESPACE},
            "data": {"registries": lines},
        },
    ]


def _variables(rule: ObjectRule, admission: Admission) -> dict[str, str]:
    of_pods = {"pod": _POD, "containers": _CONTAINERS} if {*rule.kinds} <= POD_SPECS.keys() else {}
    registries = {"registries": _REGISTRIES} if admission.takes_registries else {}
    return {**of_pods, **registries, **admission.variables, "messages": admission.messages}


def _resource_rules(kinds: Sequence[str]) -> Iterator[Manifest]:
    for group in sorted({_RESOURCES[kind][0] for kind in kinds}):
        names = [_RESOURCES[kind][1] for kind in kinds if _RESOURCES[kind][0] == group]
        yield {
            "apiGroups": [group],
            "apiVersions": ["v1"],
            "operations": ["CREATE", "UPDATE"],
            "resources": sorted(names),
        }


def _object(kind: str, name: str, spec: Manifest, annotations: Mapping[str, str] | None = None) -> Manifest:
    metadata: dict[str, Any] = {"name": name, "labels": {"app.kubernetes.io/part-of": "homelab"}}
    if annotations:
        metadata["annotations"] = dict(annotations)
    return {"apiVersion": _REGISTRATION, "kind": kind, "metadata": metadata, "spec": spec}
