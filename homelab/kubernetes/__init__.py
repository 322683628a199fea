"""Building blocks for the Kubernetes objects of every component.

An `Application` holds the name, labels and placement of a workload; the ``create_...`` functions create its objects;
containers, probes, volumes and peers are plain data that describes them.
"""

from homelab.kubernetes.application import Application
from homelab.kubernetes.configuration import (
    create_config_map,
    create_config_map_value,
    create_environment,
    create_retained_secret,
    create_secret,
    create_secret_value,
)
from homelab.kubernetes.container import Container, container
from homelab.kubernetes.environment import (
    ConfigMapReference,
    ContainerEnvironment,
    Environment,
    EnvironmentValue,
    SecretReference,
    secret_sources,
)
from homelab.kubernetes.ingress import IngressArgs, create_ingress, ingress_controller
from homelab.kubernetes.inputs import apply, is_plain
from homelab.kubernetes.names import check_name, service_host
from homelab.kubernetes.network_policy import create_network_policy
from homelab.kubernetes.peers import (
    Peer,
    any_address,
    any_namespace,
    clients,
    internet,
    namespace,
    openshift_router,
    own_namespace,
    peer_of_host,
    peer_of_url,
    pods,
    url_port,
)
from homelab.kubernetes.pod import Identity, PlacementArgs
from homelab.kubernetes.pods_args import PodsArgs, combined_pods
from homelab.kubernetes.probes import Probes, command_probe, http_probe, tcp_probe
from homelab.kubernetes.quantity import QUANTITY
from homelab.kubernetes.resources import Resources, ResourcesArgs
from homelab.kubernetes.route import RouteArgs, create_route
from homelab.kubernetes.scheduling import GpuArgs
from homelab.kubernetes.service import create_service, service_ports
from homelab.kubernetes.storage import StorageArgs, create_volume_claim, is_retained
from homelab.kubernetes.volumes import (
    Volume,
    claim_volume,
    config_map_volume,
    empty_dir,
    projected_secret_volume,
    secret_volume,
)
from homelab.kubernetes.workloads import create_deployment, create_job, create_stateful_set

__all__ = [
    "QUANTITY",
    "Application",
    "ConfigMapReference",
    "Container",
    "ContainerEnvironment",
    "Environment",
    "EnvironmentValue",
    "GpuArgs",
    "Identity",
    "IngressArgs",
    "Peer",
    "PlacementArgs",
    "PodsArgs",
    "Probes",
    "Resources",
    "ResourcesArgs",
    "RouteArgs",
    "SecretReference",
    "StorageArgs",
    "Volume",
    "any_address",
    "any_namespace",
    "apply",
    "check_name",
    "claim_volume",
    "clients",
    "combined_pods",
    "command_probe",
    "config_map_volume",
    "container",
    "create_config_map",
    "create_config_map_value",
    "create_deployment",
    "create_environment",
    "create_ingress",
    "create_job",
    "create_network_policy",
    "create_retained_secret",
    "create_route",
    "create_secret",
    "create_secret_value",
    "create_service",
    "create_stateful_set",
    "create_volume_claim",
    "empty_dir",
    "http_probe",
    "ingress_controller",
    "internet",
    "is_plain",
    "is_retained",
    "namespace",
    "openshift_router",
    "own_namespace",
    "peer_of_host",
    "peer_of_url",
    "pods",
    "projected_secret_volume",
    "secret_sources",
    "secret_volume",
    "service_host",
    "service_ports",
    "tcp_probe",
    "url_port",
]
