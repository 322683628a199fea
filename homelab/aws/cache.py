"""Cache: Valkey on ElastiCache, with nodes, or serverless."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Literal, NotRequired, TypeAlias

import pulumi
import pulumi_aws as aws

from homelab.arguments import Rule, check, constrain, rules
from homelab.arguments.constraints import matching, whole_number
from homelab.aws.server import (
    MAINTENANCE_WINDOW,
    PlaceArgs,
    ServerComponent,
    ServerSettings,
    check_identifier,
    create_identifier,
)
from homelab.aws.windows import apart, daily_window
from homelab.choices import Choice
from homelab.components.passwords import generate_password
from homelab.components.valkey import PORT
from homelab.modules.ai_workspace_args import WorkspaceValkeyArgs

# State of 2026-11-28. AWS installs patches of a version by itself.
VERSION = "8.1"
NODE_TYPE = "cache.t4g.small"
REPLICAS = 1
SNAPSHOT_DAYS = 7
SNAPSHOT_WINDOW = "03:00-04:00"
MAX_STORAGE_GB, MAX_UNITS = 5, 5000

IDENTIFIER_LIMIT = 40
"""Characters that ElastiCache permits."""
TOKEN_LENGTH = 32
USER = "librechat"
ACCESS = "on ~* &* +@all"
"""All keys, channels and commands that ElastiCache permits: the cache is LibreChat's alone."""


class CacheKind(StrEnum):
    """Kinds of ElastiCache."""

    NODES = "nodes"
    """A node of a chosen size, and replicas of it."""
    SERVERLESS = "serverless"
    """A cache whose capacity follows the load. It is a cluster behind one address, with which nobody has proven
    LibreChat's resumable streams."""


CacheKindChoice: TypeAlias = Choice[CacheKind, Literal["nodes", "serverless"]]


_OF_NODES = ("node_type", "replicas", "maintenance_window", "settings")
_OF_SERVERLESS = ("max_storage_gb", "max_units")


def _kind_and_size(group: Mapping[str, Any]) -> Iterable[str]:
    kind = group.get("kind", CacheKind.NODES)
    foreign = _OF_SERVERLESS if kind == CacheKind.NODES else _OF_NODES
    yield from (f"{name} has no effect with kind {kind}: remove it" for name in foreign if name in group)


_APART = apart("snapshot_window", "maintenance_window", (SNAPSHOT_WINDOW, MAINTENANCE_WINDOW))


def _windows(group: Mapping[str, Any]) -> Iterable[str]:
    # Maintenance of a serverless cache has no window.
    return () if group.get("kind") == CacheKind.SERVERLESS else _APART.violations(group)


def _own_settings(group: Mapping[str, Any]) -> Iterable[str]:
    if "maxmemory-policy" in group.get("settings", {}):
        yield "settings.maxmemory-policy is set by the component: remove it"


@rules(
    Rule(("kind", "snapshot_window", "maintenance_window"), _windows),
    Rule(("kind", *_OF_NODES, *_OF_SERVERLESS), _kind_and_size),
    Rule(("settings",), _own_settings),
)
@constrain(
    version=matching(r"7\.2|8\.[0-2]", "a version of Valkey from 7.2 to 8.2 such as '8.1'"),
    node_type=matching(r"cache\.[a-z0-9]+\.[a-z0-9]+", "a type of nodes such as 'cache.t4g.small'"),
    replicas=whole_number(0, 5),
    snapshot_days=whole_number(1, 35),
    snapshot_window=daily_window(60),
    max_storage_gb=whole_number(1, 5000),
    max_units=whole_number(1000, 15_000_000),
)
class CacheSettings(ServerSettings):
    """A Valkey of ElastiCache."""

    kind: NotRequired[CacheKindChoice]
    """Default: nodes."""
    version: NotRequired[str]
    """Major and minor version. Default: 8.1."""
    node_type: NotRequired[str]
    """Type of the nodes; data may take three quarters of their memory. Default: cache.t4g.small."""
    replicas: NotRequired[int]
    """Copies in other availability zones, one of which takes over when the node fails; without any, what is in memory
    is lost with it. Default: 1."""
    snapshot_days: NotRequired[int]
    """Days that snapshots are kept, one each day. Default: 7."""
    snapshot_window: NotRequired[str]
    """Time of the day in UTC for snapshots; a serverless cache takes them when it begins. Default: ``03:00-04:00``."""
    settings: NotRequired[dict[str, pulumi.Input[str]]]
    """Valkey's own parameters, such as ``timeout``. Default: none."""
    max_storage_gb: NotRequired[int]
    """GB that a serverless cache may grow to. Default: 5."""
    max_units: NotRequired[int]
    """Units a second (ECPU) that a serverless cache may use. Default: 5000."""


class CacheArgs(CacheSettings, PlaceArgs):
    """A Valkey of ElastiCache, and where it is."""


class Cache(ServerComponent):
    """Valkey for LibreChat's sessions, streams and cache: TLS, a password, and nothing is evicted.

    ```python
    cache = Cache("cache", {
        "vpc_id": "vpc-0a1b2c3d",
        "subnet_ids": ["subnet-1", "subnet-2"],
        "client_security_group_ids": [cluster.node_security_group_id],
    })
    AIWorkspace("ai", {"valkey": cache.valkey, ...})
    ```

    When its memory is full, writes fail rather than that somebody's session disappears.

    **Cost**: hours of the nodes' type, for each node; or GB and units that a serverless cache uses, at least those of
    its smallest size; snapshots beyond the one of each day that is free.
    """

    valkey: WorkspaceValkeyArgs
    """The server, for ``valkey`` of `AIWorkspace`."""
    identifier: pulumi.Output[str]
    """Identifier of the replication group, or name of the serverless cache."""
    security_group_id: pulumi.Output[str]
    """Security group of the cache."""

    def __init__(self, name: str, args: CacheArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(CacheArgs, args, f"Cache {name!r}")
        check_identifier(f"Cache {name!r}", name, IDENTIFIER_LIMIT)
        super().__init__(name, args, opts)
        self.identifier = create_identifier(name, self)
        group = self._create_security_group(args, f"Valkey of {name}", PORT)
        # Of other characters, AWS permits few.
        token = generate_password(f"{name}-token", TOKEN_LENGTH, self, rotation=args.get("password_rotation", 0))
        is_serverless = args.get("kind") == CacheKind.SERVERLESS

        self.security_group_id = group.id
        self.valkey = (self._create_serverless if is_serverless else self._create_nodes)(args, group, token)
        self.register_outputs({"identifier": self.identifier})

    def _create_nodes(
        self, args: CacheArgs, group: aws.ec2.SecurityGroup, token: pulumi.Output[str]
    ) -> WorkspaceValkeyArgs:
        replicas = args.get("replicas", REPLICAS)
        nodes = aws.elasticache.ReplicationGroup(
            self._name,
            replication_group_id=self.identifier,
            description=f"Valkey of {self._name}",
            engine="valkey",
            engine_version=args.get("version", VERSION),
            auto_minor_version_upgrade=True,
            node_type=args.get("node_type", NODE_TYPE),
            num_cache_clusters=1 + replicas,
            automatic_failover_enabled=replicas > 0,
            multi_az_enabled=replicas > 0,
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            at_rest_encryption_enabled=True,
            kms_key_id=args.get("kms_key_arn"),
            auth_token=token,
            # For a while, the old token is good as well: pods restart one by one.
            auth_token_update_strategy="ROTATE",
            port=PORT,
            parameter_group_name=self._create_parameter_group(args).name,
            subnet_group_name=self._create_subnet_group(args).name,
            security_group_ids=[group.id],
            snapshot_retention_limit=args.get("snapshot_days", SNAPSHOT_DAYS),
            snapshot_window=args.get("snapshot_window", SNAPSHOT_WINDOW),
            maintenance_window=args.get("maintenance_window", MAINTENANCE_WINDOW),
            final_snapshot_identifier=pulumi.Output.concat(self.identifier, "-final") if self._retain else None,
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(holds_data=True),
        )
        return {"external": {"uri": _uri(nodes.primary_endpoint_address, PORT), "password": token}}

    def _create_serverless(
        self, args: CacheArgs, group: aws.ec2.SecurityGroup, password: pulumi.Output[str]
    ) -> WorkspaceValkeyArgs:
        cache = aws.elasticache.ServerlessCache(
            self._name,
            name=self.identifier,
            description=f"Valkey of {self._name}",
            engine="valkey",
            major_engine_version=_major(args),
            cache_usage_limits={
                "data_storage": {"maximum": args.get("max_storage_gb", MAX_STORAGE_GB), "unit": "GB"},
                "ecpu_per_seconds": [{"maximum": args.get("max_units", MAX_UNITS)}],
            },
            kms_key_id=args.get("kms_key_arn"),
            # Without a group, everyone whom the security group admits would be let in.
            user_group_id=self._create_user_group(password).user_group_id,
            subnet_ids=args["subnet_ids"],
            security_group_ids=[group.id],
            snapshot_retention_limit=args.get("snapshot_days", SNAPSHOT_DAYS),
            daily_snapshot_time=args.get("snapshot_window", SNAPSHOT_WINDOW).partition("-")[0],
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(holds_data=True),
        )
        return {
            "external": {
                "uri": _uri(cache.endpoints[0].address, cache.endpoints[0].port),
                "username": USER,
                "password": password,
                # Its nodes refuse commands on keys of several of them.
                "cluster_safe_delete": True,
            }
        }

    def _create_user_group(self, password: pulumi.Output[str]) -> aws.elasticache.UserGroup:
        user = aws.elasticache.User(
            self._name,
            user_id=self.identifier,
            user_name=USER,
            engine="valkey",
            access_string=ACCESS,
            authentication_mode={"type": "password", "passwords": [password]},
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )
        return aws.elasticache.UserGroup(
            self._name,
            user_group_id=self.identifier,
            engine="valkey",
            user_ids=[user.user_id],
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )

    def _create_parameter_group(self, args: CacheArgs) -> aws.elasticache.ParameterGroup:
        parameters = {**args.get("settings", {}), "maxmemory-policy": "noeviction"}
        return aws.elasticache.ParameterGroup(
            self._name,
            family=f"valkey{_major(args)}",
            description=f"Valkey of {self._name}",
            parameters=[{"name": name, "value": value} for name, value in parameters.items()],
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )

    def _create_subnet_group(self, args: CacheArgs) -> aws.elasticache.SubnetGroup:
        return aws.elasticache.SubnetGroup(
            self._name,
            description=f"Valkey of {self._name}",
            subnet_ids=args["subnet_ids"],
            region=self._region,
            tags=self._tagged(self._name),
            opts=self._options(),
        )


def _major(args: CacheArgs) -> str:
    return args.get("version", VERSION).partition(".")[0]


def _uri(host: pulumi.Output[str], port: pulumi.Input[int]) -> pulumi.Output[str]:
    return pulumi.Output.concat("rediss://", host, ":", pulumi.Output.from_input(port).apply(str))
