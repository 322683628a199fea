"""Backends: servers with a single client, which creates them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from homelab.kubernetes import EnvironmentValue, Peer


@dataclass(frozen=True)
class Backend:
    """Variables, peer and workload of a backend, for its client."""

    environment: Mapping[str, EnvironmentValue]
    """Variables of the client that hold address and credentials."""
    peer: pulumi.Input[Sequence[Peer]]
    """The backend's pods, for the client's network policy."""
    workload: pulumi.Resource
    """Resource that the client depends on."""
