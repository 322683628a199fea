"""Building blocks for the Kubernetes objects of every component.

An `Application` holds the name, labels and placement of a workload; the ``create_...`` functions create its objects;
containers, probes, volumes and peers are plain data that describes them.
"""

from homelab.kubernetes.allowed_clients import AllowedClientArgs, allowed_client
from homelab.kubernetes.application import Application
from homelab.kubernetes.autoscaling import ONE_POD, AutoscalingArgs, LibreChatAutoscalingArgs, Scale
from homelab.kubernetes.canary import CanaryTraffic
from homelab.kubernetes.configuration import (
    create_config_map,
    create_config_map_value,
    create_environment,
    create_retained_secret,
    create_secret,
    create_secret_value,
)
from homelab.kubernetes.container import Container, container
from homelab.kubernetes.dns import DnsArgs
from homelab.kubernetes.environment import (
    ConfigMapReference,
    ContainerEnvironment,
    Environment,
    EnvironmentValue,
    OptionalSecretReference,
    SecretReference,
    secret_sources,
)
from homelab.kubernetes.ingress import (
    IngressArgs,
    create_ingress,
    idle_seconds,
    ingress_controller,
    ingress_service_annotations,
    load_balancer,
)
from homelab.kubernetes.inputs import apply, is_plain
from homelab.kubernetes.names import check_name, service_host
from homelab.kubernetes.network_policy import Peers, create_network_policy
from homelab.kubernetes.peers import (
    Peer,
    addresses,
    any_address,
    any_namespace,
    clients,
    internet,
    namespace,
    openshift_router,
    own_namespace,
    peer_of_destination,
    peer_of_host,
    peer_of_public_service,
    peer_of_url,
    peers_of_servers,
    pods,
    private_addresses,
    url_port,
)
from homelab.kubernetes.plain_text import plain_document
from homelab.kubernetes.pod import Identity, PlacementArgs, listen_address, listen_host
from homelab.kubernetes.pods_args import PodsArgs, combined_pods
from homelab.kubernetes.probes import Probes, command_probe, http_probe, tcp_probe
from homelab.kubernetes.quantity import QUANTITY
from homelab.kubernetes.resources import Resources, ResourcesArgs
from homelab.kubernetes.route import RouteArgs, create_route, gateway_peer
from homelab.kubernetes.scheduling import GpuArgs
from homelab.kubernetes.service import (
    PublicServiceArgs,
    create_public_service,
    create_service,
    public_clients,
    service_ports,
)
from homelab.kubernetes.storage import StorageArgs, create_volume_claim, is_retained
from homelab.kubernetes.volumes import (
    Volume,
    claim_volume,
    config_map_volume,
    empty_dir,
    projected_secret_volume,
    secret_volume,
)
from homelab.kubernetes.workloads import (
    FINAL_EXIT_CODE,
    Timetable,
    create_cron_job,
    create_deployment,
    create_job,
    create_stateful_set,
)

__all__ = [
    "FINAL_EXIT_CODE",
    "ONE_POD",
    "QUANTITY",
    "AllowedClientArgs",
    "Application",
    "AutoscalingArgs",
    "CanaryTraffic",
    "ConfigMapReference",
    "Container",
    "ContainerEnvironment",
    "DnsArgs",
    "Environment",
    "EnvironmentValue",
    "GpuArgs",
    "Identity",
    "IngressArgs",
    "LibreChatAutoscalingArgs",
    "OptionalSecretReference",
    "Peer",
    "Peers",
    "PlacementArgs",
    "PodsArgs",
    "Probes",
    "PublicServiceArgs",
    "Resources",
    "ResourcesArgs",
    "RouteArgs",
    "Scale",
    "SecretReference",
    "StorageArgs",
    "Timetable",
    "Volume",
    "addresses",
    "allowed_client",
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
    "create_cron_job",
    "create_deployment",
    "create_environment",
    "create_ingress",
    "create_job",
    "create_network_policy",
    "create_public_service",
    "create_retained_secret",
    "create_route",
    "create_secret",
    "create_secret_value",
    "create_service",
    "create_stateful_set",
    "create_volume_claim",
    "empty_dir",
    "gateway_peer",
    "http_probe",
    "idle_seconds",
    "ingress_controller",
    "ingress_service_annotations",
    "internet",
    "is_plain",
    "is_retained",
    "listen_address",
    "listen_host",
    "load_balancer",
    "namespace",
    "openshift_router",
    "own_namespace",
    "peer_of_destination",
    "peer_of_host",
    "peer_of_public_service",
    "peer_of_url",
    "peers_of_servers",
    "plain_document",
    "pods",
    "private_addresses",
    "projected_secret_volume",
    "public_clients",
    "secret_sources",
    "secret_volume",
    "service_host",
    "service_ports",
    "tcp_probe",
    "url_port",
]
