"""Arguments of `PostgresDatabase`."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Literal, NotRequired, TypeAlias

import pulumi

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import matching, whole_number
from homelab.aws.server import CAPACITY, WINDOWS, DatabasePlaceArgs, DatabaseSettings
from homelab.aws.windows import apart
from homelab.choices import Choice
from homelab.components.postgres import SETTINGS

# State of 2026-11-28. AWS takes a major version alone for RDS, and then chooses and upgrades the minor one.
RDS_VERSION = "17"
AURORA_VERSION = "17.9"
INSTANCE_CLASS = "db.t4g.medium"
STORAGE_GB, MAX_STORAGE_GB = 20, 100
MIN_CAPACITY, MAX_CAPACITY = 0.5, 4.0


class PostgresKind(StrEnum):
    """Services with Postgres."""

    RDS = "rds"
    """An instance of a chosen size, with a standby if wanted."""
    AURORA_SERVERLESS = "aurora-serverless"
    """Aurora, whose capacity follows the load."""


PostgresKindChoice: TypeAlias = Choice[PostgresKind, Literal["rds", "aurora-serverless"]]


def most_storage(storage_gb: int) -> int:
    """GiB that a server may grow to, unless an argument says it."""
    return max(MAX_STORAGE_GB, 2 * storage_gb)


def _kind_and_size(group: Mapping[str, Any]) -> Iterable[str]:
    is_aurora = group.get("kind") == PostgresKind.AURORA_SERVERLESS
    foreign = ("instance_class", "storage_gb", "max_storage_gb") if is_aurora else ("min_capacity", "max_capacity")
    for name in foreign:
        if name in group:
            yield f"{name} has no effect with kind {'aurora-serverless' if is_aurora else 'rds'}: remove it"
    if group.get("min_capacity", MIN_CAPACITY) > group.get("max_capacity", MAX_CAPACITY):
        yield "min_capacity is more than max_capacity: raise max_capacity"
    storage = group.get("storage_gb", STORAGE_GB)
    if group.get("max_storage_gb", most_storage(storage)) * 10 < storage * 11:
        yield f"max_storage_gb: RDS needs a tenth more than storage_gb, at least {-(-storage * 11 // 10)}"
    if is_aurora and "." not in group.get("version", AURORA_VERSION):
        yield f"version: Aurora needs a minor version such as {AURORA_VERSION!r}"


def _own_settings(group: Mapping[str, Any]) -> Iterable[str]:
    if "rds.force_ssl" in group.get("settings", {}):
        yield "settings.rds.force_ssl is set by the component: remove it"


@rules(
    apart("backup_window", "maintenance_window", WINDOWS),
    Rule(
        ("kind", "version", "instance_class", "storage_gb", "max_storage_gb", "min_capacity", "max_capacity"),
        _kind_and_size,
    ),
    Rule(("settings",), _own_settings),
)
@constrain(
    version=matching(r"1[678](\.[0-9]{1,2})?", "a version of Postgres from 16 to 18 such as '17' or '17.9'"),
    instance_class=matching(r"db\.[a-z0-9]+\.[a-z0-9]+", "a class of instances such as 'db.t4g.medium'"),
    storage_gb=whole_number(20, 65536),
    max_storage_gb=whole_number(22, 65536),
    min_capacity=CAPACITY,
    max_capacity=CAPACITY,
    settings=SETTINGS,
)
class PostgresDatabaseSettings(DatabaseSettings):
    """A Postgres server of AWS, and the workspace's database on it."""

    kind: NotRequired[PostgresKindChoice]
    """Default: rds."""
    version: NotRequired[str]
    """Major version, of which AWS installs new minor ones by itself, or a minor one that stays; Aurora needs the
    latter. Default: 17, on Aurora 17.9."""
    multi_az: NotRequired[bool]
    """A standby in another availability zone, which costs as much as the server. Default: false."""
    instance_class: NotRequired[str]
    """Class of an instance of RDS. Default: db.t4g.medium."""
    storage_gb: NotRequired[int]
    """GiB of gp3 of RDS. Default: 20."""
    max_storage_gb: NotRequired[int]
    """GiB that RDS may grow to, at least a tenth more than ``storage_gb``. Default: 100, or twice ``storage_gb``."""
    min_capacity: NotRequired[float]
    """Least units of Aurora, each of 2 GiB of memory; 0 pauses it without connections, of which the RAG API always has
    some. Default: 0.5."""
    max_capacity: NotRequired[float]
    """Most units of Aurora. Default: 4."""
    settings: NotRequired[dict[str, pulumi.Input[str]]]
    """Postgres' own parameters; a change takes effect with the next restart. Default: none."""


class PostgresDatabaseArgs(PostgresDatabaseSettings, DatabasePlaceArgs):
    """A Postgres server of AWS, and where it is."""
