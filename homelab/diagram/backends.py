"""Backends that a workspace uses and does not run: a managed database, a search server in another namespace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from homelab.diagram.outside import ANY_ADDRESS, ANYWHERE, Outside
from homelab.diagram.programs import is_component, title
from homelab.offline import RecordedResource
from homelab.offline.network import Address, NetworkPolicies, Pod
from homelab.offline.network.outside import INTERNET, PRIVATE

_SERVICE = ".svc"
_WEB_PORTS = (80, 443)
"""Those on which there is a whole internet besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """A component whose connection leads elsewhere."""

    id: str
    name: str
    host: str
    """Empty if only a Secret has it."""
    port: int
    other_ports: tuple[int, ...] = ()
    """Others that are open, as a connection string in a Secret may name them."""
    workspace: str
    """URN of what it is a part of."""

    @property
    def ports(self) -> Sequence[int]:
        """All ports that are open."""
        return (self.port, *self.other_ports)

    @property
    def address(self) -> str:
        """Host and port as far as they are known."""
        return f"{self.host}:{self.port}" if self.host else f"port {self.port}, address in a Secret"


def backends(resources: Sequence[RecordedResource]) -> list[Backend]:
    """One for each component with a connection that none of its own workloads serves."""
    return [
        Backend(
            id=f"backend {title(each)} {each.name}",
            name=title(each),
            host=_host(connection),
            port=connection["port"],
            other_ports=tuple(connection.get("other_ports", ())),
            workspace=each.parent,
        )
        for each in resources
        if is_component(each)
        and isinstance(connection := each.outputs.get("connection"), Mapping)
        and isinstance(connection.get("port"), int)
        and not connection.get("workload")
    ]


def is_admitted(pod: Pod, backend: Backend, policies: NetworkPolicies) -> bool:
    """Whether ``pod`` may connect to the backend, wherever its host may be."""
    return all(policies.allows(pod, each, backend.port) for each in _endpoints(backend, policies))


def is_explained(outside: Outside, backend: Backend) -> bool:
    """Whether a rule for ``outside`` on the backend's port is there for the backend alone."""
    is_anywhere = outside in (ANYWHERE, ANY_ADDRESS) and backend.port not in _WEB_PORTS
    return is_anywhere or outside.name == backend.host


def _endpoints(backend: Backend, policies: NetworkPolicies) -> list[Pod | Address]:
    """What stands for the backend. Policies know no names, so one that has a name may be at any address."""
    name, _, namespace = backend.host.partition(_SERVICE)[0].partition(".")
    if _SERVICE in backend.host:
        return [Pod(name, namespace, {})]
    try:
        return [Address.parse(backend.host)]
    except ValueError:
        return [policies.addresses(PRIVATE)[0], policies.addresses(INTERNET)[0]]


def _host(connection: Mapping[str, Any]) -> str:
    if isinstance(host := connection.get("host"), str):
        return host
    urls = [each for key in ("url", "uri") if isinstance(each := connection.get(key), str)]
    # Never more than the host: a URL may contain a password.
    return next((host for each in urls if (host := urlsplit(each).hostname)), "")
