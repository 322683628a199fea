"""The Job that prepares a database: as its master, it creates the unprivileged user that the workspace has.

The master's password is in Secrets Manager alone, where AWS changes it every few days. So the Job reads it each time it
runs, by a role that may read this one secret, and neither Pulumi's state nor a Secret of the cluster contains it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NotRequired, cast

import pulumi
import pulumi_kubernetes as k8s

from homelab import images
from homelab.aws.account import Account
from homelab.aws.pod_identity import ClusterIdentityArgs, IdentityKind, PodIdentity, PodIdentityArgs
from homelab.aws.policies import StatementArgs
from homelab.kubernetes import (
    Application,
    DnsArgs,
    Environment,
    Peer,
    PlacementArgs,
    PodsArgs,
    Resources,
    any_address,
    config_map_volume,
    container,
    create_config_map_value,
    create_job,
    create_network_policy,
    create_secret_value,
)
from homelab.kubernetes.service_account import EKS_POD_IDENTITY_AGENT

SCRIPT = Path(__file__).with_name("scripts") / "prepare_database.py"
RESOURCES = Resources(cpu="50m", memory="96Mi", memory_limit="256Mi")
DEADLINE = 900
"""Seconds: roles and associations of AWS work some seconds after they exist, in which the Job tries again."""
CA_FOLDER = "/certificates"
CA_FILE = f"{CA_FOLDER}/ca"
"""Where the Job finds the certificates to trust."""
SUFFIX = "setup"


class DatabaseJobArgs(ClusterIdentityArgs):
    """Where the Job runs that prepares a database, and how it gets its role."""

    placement: NotRequired[PlacementArgs]
    """Registry and additional labels. Default: the cluster's choice."""
    pods: NotRequired[PodsArgs]
    """Where and how the pod runs. Default: the cluster's choice."""
    dns: NotRequired[DnsArgs]
    """The cluster's DNS. Default: CoreDNS in ``kube-system``."""


class DatabaseProtocol(StrEnum):
    """What a database speaks."""

    POSTGRES = "postgres"
    DOCUMENTDB = "documentdb"


@dataclass(frozen=True)
class Master:
    """The secret with the master's name and password."""

    secret_arn: pulumi.Output[str]
    key_arn: pulumi.Input[str] | None
    """Key that encrypts it; None for AWS's own."""

    def statements(self, account: Account) -> list[StatementArgs]:
        """What reading the secret takes."""
        read: StatementArgs = {
            "sid": "ReadMaster",
            "actions": ["secretsmanager:GetSecretValue"],
            "resources": [self.secret_arn],
        }
        if self.key_arn is None:
            return [read]
        service = pulumi.Output.concat("secretsmanager.", account.region, ".amazonaws.com")
        decrypt: StatementArgs = {
            "sid": "DecryptMaster",
            "actions": ["kms:Decrypt"],
            "resources": [self.key_arn],
            "conditions": {"StringEquals": {"kms:ViaService": [service]}},
        }
        return [read, decrypt]


@dataclass(frozen=True)
class Preparation:
    """What a Job prepares. It runs again when something of this changes."""

    protocol: DatabaseProtocol
    port: int
    user: str
    password: pulumi.Input[str]
    database: str
    environment: Environment
    """Variables with address and options of the server."""
    ca_pem: pulumi.Input[str]


def create_database_job(
    component: pulumi.ComponentResource,
    name: str,
    args: DatabaseJobArgs,
    preparation: Preparation,
    *,
    master: Master,
    account: Account,
    region: str | None,
    tags: Mapping[str, pulumi.Input[str]],
) -> k8s.batch.v1.Job:
    """Create the Job, its role and its network policy."""
    app = Application(
        component,
        f"{name}-{SUFFIX}",
        app="database-setup",
        component="database-setup",
        namespace=args["namespace"],
        placement=args.get("placement"),
        pods=args.get("pods"),
        dns=args.get("dns"),
    )
    identity = _identity(app, args, master.statements(account), region=region, tags=tags)
    create_network_policy(app, egress=_peers(args, preparation.port))
    return create_job(
        app,
        container(
            "setup",
            image=images.RAG_API_LITE.reference(app.placement),
            command=["python", "-c", SCRIPT.read_text()],
            args=[preparation.protocol.value],
            environment={
                **preparation.environment,
                "APP_USER": preparation.user,
                "APP_PASSWORD": create_secret_value(app, "password", preparation.password),
                "APP_DATABASE": preparation.database,
                "AWS_DEFAULT_REGION": account.region,
                "MASTER_ARN": master.secret_arn,
            },
            resources=RESOURCES,
            mounts={
                CA_FOLDER: config_map_volume("ca", create_config_map_value(app, "ca", preparation.ca_pem)["name"]),
            },
        ),
        images.RAG_API_LITE.identity,
        termination_grace_period=5,
        active_deadline=DEADLINE,
        service_account=identity.service_account.get("name"),
    )


def _identity(
    app: Application,
    args: DatabaseJobArgs,
    statements: list[StatementArgs],
    *,
    region: str | None,
    tags: Mapping[str, pulumi.Input[str]],
) -> PodIdentity:
    identity: dict[str, Any] = {
        **{name: args[name] for name in ClusterIdentityArgs.__annotations__ if name in args},
        "service_account": app.name,
        "statements": statements,
        "tags": {**tags},
    }
    if region is not None:
        identity["region"] = region
    return PodIdentity(app.name, cast(PodIdentityArgs, identity), pulumi.ResourceOptions(parent=app.parent))


def _peers(args: DatabaseJobArgs, port: int) -> list[Peer]:
    """The database and AWS's own services, whose names resolve to private addresses where there are endpoints."""
    agent = [] if args.get("kind") == IdentityKind.IRSA else [EKS_POD_IDENTITY_AGENT]
    return [any_address(port, 443), *agent]
