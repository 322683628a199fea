"""The vocabulary that every component is written in.

An `Application` is one workload with everything that belongs to it; `container`, the probes, the volumes and the
network peers are plain data that it is made of. What a hardened pod looks like is told here once.
"""

from homelab.kubernetes.application import Application, Service
from homelab.kubernetes.container import Container, container
from homelab.kubernetes.environment import ConfigMapReference, Environment, EnvironmentValue, SecretReference
from homelab.kubernetes.ingress import IngressArgs, create_ingress
from homelab.kubernetes.inputs import combine, is_known
from homelab.kubernetes.names import check_name
from homelab.kubernetes.network_policy import (
    Peer,
    any_namespace,
    anywhere,
    backend,
    clients,
    internet,
    namespace,
    own_namespace,
    server_at,
    workload,
)
from homelab.kubernetes.pod import Identity, PlacementArgs
from homelab.kubernetes.probes import Probes, command_probe, http_probe, tcp_probe
from homelab.kubernetes.quantity import QUANTITY
from homelab.kubernetes.resources import Resources, ResourcesArgs
from homelab.kubernetes.route import RouteArgs, create_route
from homelab.kubernetes.scheduling import GpuArgs, TolerationArgs
from homelab.kubernetes.volumes import (
    StorageArgs,
    Volume,
    claimed,
    config_map_files,
    projected_secrets,
    scratch,
    secret_files,
)

__all__ = [
    "QUANTITY",
    "Application",
    "ConfigMapReference",
    "Container",
    "Environment",
    "EnvironmentValue",
    "GpuArgs",
    "Identity",
    "IngressArgs",
    "Peer",
    "PlacementArgs",
    "Probes",
    "Resources",
    "ResourcesArgs",
    "RouteArgs",
    "SecretReference",
    "Service",
    "StorageArgs",
    "TolerationArgs",
    "Volume",
    "any_namespace",
    "anywhere",
    "backend",
    "check_name",
    "claimed",
    "clients",
    "combine",
    "command_probe",
    "config_map_files",
    "container",
    "create_ingress",
    "create_route",
    "http_probe",
    "internet",
    "is_known",
    "namespace",
    "own_namespace",
    "projected_secrets",
    "scratch",
    "secret_files",
    "server_at",
    "tcp_probe",
    "workload",
]
