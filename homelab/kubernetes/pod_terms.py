"""Terms of a PodSpec that Kubernetes' schema leaves open: the API server knows more words than the schema says."""

import ipaddress
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from homelab.arguments.constraints import LABELS

_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_TAINT_OPERATORS = ("Equal", "Exists")
_LABEL_OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")
_NODE_OPERATORS = (*_LABEL_OPERATORS, "Gt", "Lt")
_UNSATISFIABLE = ("DoNotSchedule", "ScheduleAnyway")
_NODE_POLICIES = ("Honor", "Ignore")
_PULL_POLICIES = ("Always", "IfNotPresent", "Never")
_MAX_NAME_SERVERS = 3

Term = Mapping[str, Any]


def toleration_violations(term: Term) -> Iterator[str]:
    """Reasons why the API server refuses a toleration, or why it tolerates nothing."""
    operator, effect = term.get("operator", "Equal"), term.get("effect")
    yield from _unknown("operator", operator, _TAINT_OPERATORS)
    if effect:
        yield from _unknown("effect", effect, _EFFECTS)
    if operator == "Exists" and term.get("value"):
        yield f"value {term['value']!r} excludes operator Exists, which is about the key alone: remove one"
    if operator == "Equal" and not term.get("key"):
        yield "operator Equal needs key: name one, or set operator: Exists for every taint"
    if "tolerationSeconds" in term and effect != "NoExecute":
        yield f"tolerationSeconds {term['tolerationSeconds']} needs effect NoExecute, got {effect or 'none'}"


def spread_violations(term: Term) -> Iterator[str]:
    """Reasons why the API server refuses a topology spread constraint."""
    yield from _unknown("whenUnsatisfiable", term.get("whenUnsatisfiable"), _UNSATISFIABLE)
    for name in ("maxSkew", "minDomains"):
        if isinstance(term.get(name), int) and term[name] < 1:
            yield f"{name}: expected a whole number from 1, got {term[name]}"
    if "minDomains" in term and term.get("whenUnsatisfiable") != "DoNotSchedule":
        yield f"minDomains {term['minDomains']} needs whenUnsatisfiable DoNotSchedule"
    for name in ("nodeAffinityPolicy", "nodeTaintsPolicy"):
        if name in term:
            yield from _unknown(name, term[name], _NODE_POLICIES)
    yield from _topology_key(term)
    yield from _selector_violations(term.get("labelSelector"), "labelSelector.")


def affinity_violations(affinity: Term) -> Iterator[str]:
    """Reasons why the API server refuses an affinity, with paths in it."""
    for path, term in _maps(affinity):
        if "weight" in term and not 1 <= term["weight"] <= 100:
            yield f"{path}weight: expected a whole number from 1 to 100, got {term['weight']}"
        if "topologyKey" in term:
            yield from (f"{path}{message}" for message in _topology_key(term))
        yield from (f"{path}{message}" for message in _match_labels(term))
        if "operator" in term:
            known = _NODE_OPERATORS if path.startswith("nodeAffinity.") else _LABEL_OPERATORS
            yield from (f"{path}{message}" for message in _requirement_violations(term, known))


def host_alias_violations(term: Term) -> Iterator[str]:
    """Reasons why the API server refuses an entry of /etc/hosts."""
    yield from _no_address("ip", term.get("ip"))


def dns_config_violations(config: Term) -> Iterator[str]:
    """Reasons why the API server refuses a DNS configuration."""
    servers: Sequence[object] = config.get("nameservers", [])
    if len(servers) > _MAX_NAME_SERVERS:
        yield f"nameservers: expected at most {_MAX_NAME_SERVERS}, got {len(servers)}"
    for index, server in enumerate(servers):
        yield from _no_address(f"nameservers.{index}", server)


def init_container_violations(container: Term) -> Iterator[str]:
    """Reasons why the API server refuses an init container."""
    if "imagePullPolicy" in container:
        yield from _unknown("imagePullPolicy", container["imagePullPolicy"], _PULL_POLICIES)


VIOLATIONS_OF_ITEMS: Mapping[str, Callable[[Term], Iterator[str]]] = {
    "tolerations": toleration_violations,
    "topology_spread": spread_violations,
    "host_aliases": host_alias_violations,
    "init_containers": init_container_violations,
}
VIOLATIONS: Mapping[str, Callable[[Term], Iterator[str]]] = {
    "affinity": affinity_violations,
    "dns_config": dns_config_violations,
}


def _unknown(name: str, value: object, known: Sequence[str]) -> Iterator[str]:
    if value not in known:
        yield f"{name}: expected one of {', '.join(known)}, got {value!r}"


def _topology_key(term: Term) -> Iterator[str]:
    if not term.get("topologyKey"):
        yield "topologyKey: expected a label of nodes such as 'topology.kubernetes.io/zone', got ''"


def _no_address(name: str, value: object) -> Iterator[str]:
    try:
        ipaddress.ip_address(str(value))
    except ValueError:
        yield f"{name}: expected an IP address such as '10.0.0.5', got {value!r}"


def _selector_violations(selector: object, path: str) -> Iterator[str]:
    for inner, term in _maps(selector):
        if "operator" in term:
            yield from (f"{path}{inner}{message}" for message in _requirement_violations(term, _LABEL_OPERATORS))
        yield from (f"{path}{inner}{message}" for message in _match_labels(term))


def _match_labels(term: Term) -> Iterator[str]:
    for name, value in term.get("matchLabels", {}).items():
        if not LABELS.accepts({name: value}):
            yield f"matchLabels: expected Kubernetes labels, got {name!r}: {value!r}"


def _requirement_violations(term: Term, known: Sequence[str]) -> Iterator[str]:
    operator, values = term["operator"], term.get("values") or []
    yield from _unknown("operator", operator, known)
    if operator in ("In", "NotIn") and not values:
        yield f"operator {operator} needs values"
    if operator in ("Exists", "DoesNotExist") and values:
        yield f"operator {operator} excludes values {values}: remove one"
    if operator in ("Gt", "Lt") and not (len(values) == 1 and str(values[0]).lstrip("-").isdecimal()):
        yield f"operator {operator} needs one whole number in values, got {values}"


def _maps(value: object, path: str = "") -> Iterator[tuple[str, Term]]:
    """Every map inside ``value`` and the path to its fields."""
    if isinstance(value, Mapping):
        fields = cast(Mapping[str, object], value)
        yield path, fields
        for name, inner in fields.items():
            yield from _maps(inner, f"{path}{name}.")
    elif isinstance(value, list):
        for index, inner in enumerate(cast(list[object], value)):
            yield from _maps(inner, f"{path}{index}.")
