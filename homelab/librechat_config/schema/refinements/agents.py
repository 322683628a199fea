"""Refinements of agents: code environments, and APIs for external clients."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from homelab.librechat_config.schema.opaque import is_opaque, is_set
from homelab.librechat_config.schema.problem import format_value
from homelab.librechat_config.schema.refinements.faults import Fault, Refinements
from homelab.librechat_config.schema.values import select
from homelab.urls import parse_url

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def _is_safe(url: str, *, subdomains_of_localhost: bool) -> bool:
    """Whether a URL is encrypted or local."""
    parts = parse_url(url)
    if parts is None or parts.scheme not in ("http", "https"):
        return False
    is_local = parts.host in _LOOPBACK or (subdomains_of_localhost and parts.host.endswith(".localhost"))
    return parts.scheme == "https" or is_local


def _is_https(url: str) -> Iterator[Fault]:
    if not _is_safe(url, subdomains_of_localhost=True):
        yield (), f"expected a URL with https://, got {format_value((), url)}"


def _is_space_separated(scope: str) -> Iterator[Fault]:
    if "," in scope:
        yield (), f"expected scopes separated by spaces, got {scope!r}"


def _oidc_is_complete(oidc: Mapping[str, Any]) -> Iterator[Fault]:
    if oidc.get("enabled") is True:
        yield from (((key,), "missing") for key in ("issuer", "audience") if not is_set(oidc.get(key)))


def _management_oidc_is_complete(oidc: Mapping[str, Any]) -> Iterator[Fault]:
    if oidc.get("enabled") is not True:
        return
    if not is_set(oidc.get("issuer")):
        yield ("issuer",), "missing"
    has_scopes = is_set(oidc.get("tokenUse")) and is_set(oidc.get("requiredScopes"))
    if not is_set(oidc.get("audience")) and not has_scopes:
        yield ("audience",), "missing: expected it, or tokenUse access and requiredScopes"


def _clients_are_present_and_unique(auth: Mapping[str, Any]) -> Iterator[Fault]:
    clients = auth.get("clients", [])
    if any(enabled is True for _, enabled in select(auth, "oidc.enabled")) and clients == []:
        yield ("clients",), "expected at least one entry, as OIDC is enabled"
    counts = Counter(client for _, client in select(clients, "*.clientId"))
    yield from ((("clients",), f"two entries have the clientId {each!r}") for each, n in counts.items() if n > 1)


def _is_base_url(url: str) -> Iterator[Fault]:
    parts = parse_url(url)
    if parts is None or parts.scheme not in ("http", "https") or "?" in url or "#" in url:
        yield (), f"expected a URL such as https://code.example.com, got {format_value((), url)}"


def _default_is_allowed(permission: Mapping[str, Any]) -> Iterator[Fault]:
    allowed, default = permission["allowed"], permission.get("default", "ask")
    if isinstance(allowed, list) and not is_opaque(default) and not any(each == default for each in allowed):
        yield ("default",), f"expected one of allowed, got {default}"


def _has_worker(pairing: Mapping[str, Any]) -> Iterator[Fault]:
    if "workerId" not in pairing and pairing.get("allowPrincipalWorkers") in (None, False):
        yield ("workerId",), "missing: expected it, or allowPrincipalWorkers: true"


def _environments_are_consistent(sessions: Mapping[str, Any]) -> Iterator[Fault]:
    environments = list(select(sessions, "environments.*"))
    for keys, environment in environments:
        yield from (((*keys, *inner), message) for inner, message in _pairing_is_consistent(environment))
    counts = Counter(identifier for _, identifier in select(sessions, "environments.*.id"))
    yield from ((("environments",), f"two entries have the id {each!r}") for each, n in counts.items() if n > 1)
    executing = [environment for _, environment in environments if not _is_for_pairing_only(environment)]
    defaults = [each.get("default") for each in executing]
    if executing and defaults.count(True) != 1 and not any(map(is_opaque, defaults)):
        yield ("environments",), f"expected one entry with default: true, got {defaults.count(True)}"


def _pairing_is_consistent(environment: Mapping[str, Any]) -> Iterator[Fault]:
    pairing, worker = environment.get("pairing"), environment.get("workerId")
    if _is_for_pairing_only(environment) and environment.get("default") is True:
        yield ("default",), "expected false, as the environment is for pairing only"
    if not isinstance(pairing, Mapping):
        return
    if environment["type"] == "managed":
        yield ("type",), "expected attached, which pairing needs, got managed"
    if environment.get("owner") == "principal":
        yield ("owner",), "expected deployment, which pairing needs, got principal"
    url = environment["baseURL"]
    if isinstance(url, str) and not _is_safe(url, subdomains_of_localhost=False):
        yield ("baseURL",), f"expected a URL with https://, which pairing needs, got {format_value((), url)}"
    paired = pairing.get("workerId")
    if isinstance(worker, str) and isinstance(paired, str) and worker != paired:
        yield ("workerId",), f"expected that of pairing, {paired!r}, got {worker!r}"


def _is_for_pairing_only(environment: Mapping[str, Any]) -> bool:
    pairing = environment.get("pairing")
    if not isinstance(pairing, Mapping) or "workerId" in environment or "workerId" in pairing:
        return False
    return pairing.get("allowPrincipalWorkers") is True


_MANAGEMENT = "endpoints.agents.managementApi.auth"
_REMOTE = "endpoints.agents.remoteApi.auth.oidc"
_SESSIONS = "endpoints.agents.statefulCodeSessions"

REFINEMENTS: Refinements = {
    _MANAGEMENT: _clients_are_present_and_unique,
    f"{_MANAGEMENT}.oidc": _management_oidc_is_complete,
    f"{_MANAGEMENT}.oidc.issuer": _is_https,
    f"{_MANAGEMENT}.oidc.jwksUri": _is_https,
    _REMOTE: _oidc_is_complete,
    f"{_REMOTE}.issuer": _is_https,
    f"{_REMOTE}.jwksUri": _is_https,
    f"{_REMOTE}.scope": _is_space_separated,
    _SESSIONS: _environments_are_consistent,
    f"{_SESSIONS}.environments.*.baseURL": _is_base_url,
    f"{_SESSIONS}.environments.*.configSchema.permissions.commandExecution": _default_is_allowed,
    f"{_SESSIONS}.environments.*.configSchema.permissions.fileWrite": _default_is_allowed,
    f"{_SESSIONS}.environments.*.pairing": _has_worker,
}
