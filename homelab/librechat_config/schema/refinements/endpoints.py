"""Refinements of providers, model specs and addresses."""

from collections.abc import Iterator, Mapping
from typing import Any

from homelab.librechat_config.schema import addresses, published
from homelab.librechat_config.schema.opaque import is_opaque, is_set
from homelab.librechat_config.schema.refinements.faults import Fault, Refinements


def _at_least_one(endpoints: Mapping[str, Any]) -> Iterator[Fault]:
    if not endpoints:
        yield (), "expected at least one endpoint, got an empty map (remove the key)"


def _name_is_not_reserved(name: str) -> Iterator[Fault]:
    if name in published.reserved_endpoint_names():
        reserved = ", ".join(published.reserved_endpoint_names())
        yield (), f"expected a name other than LibreChat's own ({reserved}), got {name!r}"


def _web_search_is_boolean(parameters: Mapping[str, Any]) -> Iterator[Fault]:
    value = parameters.get("web_search", False)
    if not isinstance(value, bool) and not is_opaque(value):
        yield ("web_search",), f"expected true or false, got {value!r}"


def _floor_is_below_ceiling(limits: Mapping[str, Any]) -> Iterator[Fault]:
    floor, ceiling = limits.get("positiveMin"), limits["max"]
    if isinstance(floor, int | float) and isinstance(ceiling, int | float) and floor > ceiling:
        yield ("positiveMin",), f"expected at most max, which is {ceiling}, got {floor}"


def _endpoint_or_agent_is_set(preset: Mapping[str, Any]) -> Iterator[Fault]:
    if "endpoint" not in preset and not is_set(preset.get("agent_id")):
        yield ("endpoint",), "missing: expected the name of an endpoint, or agent_id in its place"


def _not_too_many_subagents(subagents: Mapping[str, Any]) -> Iterator[Fault]:
    agents = subagents.get("agent_ids", [])
    if isinstance(agents, list) and len(agents) > published.max_subagents():
        yield ("agent_ids",), f"expected at most {published.max_subagents()} entries, got {len(agents)}"


def _address_is_allowed(entry: str) -> Iterator[Fault]:
    if expected := addresses.expected_entry(entry):
        yield (), f"expected {expected}, got {entry!r}"


REFINEMENTS: Refinements = {
    "endpoints": _at_least_one,
    "endpoints.azureOpenAI.groups.*.addParams": _web_search_is_boolean,
    "endpoints.custom.*.addParams": _web_search_is_boolean,
    "endpoints.custom.*.customParams.paramDefinitions.*.range": _floor_is_below_ceiling,
    "endpoints.custom.*.name": _name_is_not_reserved,
    "modelSpecs.list.*.preset": _endpoint_or_agent_is_set,
    "modelSpecs.list.*.subagents": _not_too_many_subagents,
    **{f"{section}.allowedAddresses.*": _address_is_allowed for section in addresses.ADDRESS_SECTIONS},
}
