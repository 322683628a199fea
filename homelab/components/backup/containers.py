"""Containers of a workspace's backup, restore and rehearsal, in their order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pulumi

from homelab import images
from homelab.components.backup.args import DAYS, RETENTION, BackupArgs, BackupStore, FilesVolumeArgs
from homelab.components.backup.repositories import Access
from homelab.components.documentdb import DocumentDBEngine
from homelab.components.documentdb.mongodb import ROOT
from homelab.components.documentdb.user import DATABASE, PORT
from homelab.components.proxy import Proxy
from homelab.connections import MongoConnection, PostgresConnection
from homelab.kubernetes import (
    Application,
    Container,
    Environment,
    Resources,
    SecretReference,
    Volume,
    apply,
    claim_volume,
    config_map_volume,
    container,
    empty_dir,
    projected_secret_volume,
    service_host,
)

SCRIPTS = Path(__file__).with_name("scripts")
RESOURCES = Resources(cpu="100m", memory="256Mi", memory_limit="1Gi")
_FILES, _KEYS, _PRIVATE, _STAGING = "/files", "/keys", "/private", "/staging"
_ERASURES, _PROGRAMS = "/erasures", "/scripts"
_DOCUMENTS_CA, _VECTORS_CA = "/etc/documents-certificates", "/etc/vectors-certificates"


@dataclass(frozen=True)
class Shared:
    """What the containers of all three CronJobs have in common."""

    args: BackupArgs
    app: Application
    stores: Sequence[BackupStore]
    scripts: pulumi.Input[str]
    """Name of the ConfigMap with the scripts."""
    repository: Access
    proxy: Proxy
    password: SecretReference

    @property
    def documentdb(self) -> MongoConnection:
        """LibreChat's database, where it is one of the stores."""
        return cast(MongoConnection, self.args.get("documentdb"))

    @property
    def pgvector(self) -> PostgresConnection:
        """The RAG API's database, where it is one of the stores."""
        return cast(PostgresConnection, self.args.get("pgvector"))

    def script(
        self,
        name: str,
        script: str,
        image: pulumi.Input[str],
        *,
        environment: Environment,
        mounts: Mapping[str, Volume],
    ) -> Container:
        """A container that runs a script."""
        return container(
            name,
            image=image,
            command=["sh", f"{_PROGRAMS}/{script}.sh"],
            environment={"HOME": "/tmp", "PRIVATE": _PRIVATE, "STAGING": _STAGING, **environment},
            resources=RESOURCES.with_overrides(self.args.get("resources", {})),
            mounts={
                "/tmp": empty_dir(f"tmp-{name}", "64Mi"),
                # Connection strings and keys, which no disk needs to see.
                _PRIVATE: empty_dir(f"private-{name}", "16Mi", in_memory=True),
                _PROGRAMS: config_map_volume("scripts", self.scripts),
                _STAGING: empty_dir("staging", self.args.get("staging_size", "10Gi")),
                **mounts,
            },
        )

    def documents(self, name: str, script: str, environment: Environment) -> Container:
        """A container with MongoDB's tools."""
        image = images.MONGODB.reference(self.app.placement, self.args.get("images", {}).get("documents"))
        connection = self.documentdb
        variables: dict[str, Any] = {"MONGO_URI": connection["uri"], **environment}
        mounts: dict[str, Volume] = {}
        if self.args.get("engine") == DocumentDBEngine.MONGODB:
            # LibreChat's user may read its own database alone. Kubernetes puts the password in, which has letters and
            # digits only.
            variables |= {
                "DATABASE": DATABASE,
                "MONGO_ROOT_PASSWORD": connection.get("administrator_password"),
                "MONGO_URI": apply(_root_uri, apply(service_host, connection.get("workload"), self.app.namespace)),
                "OPLOG": "true",
            }
        if "ca" in connection:
            variables["MONGO_CA"] = apply(lambda key: f"{_DOCUMENTS_CA}/{key}", connection["ca"]["key"])
            mounts[_DOCUMENTS_CA] = config_map_volume("documents-certificates", connection["ca"]["name"])
        return self.script(name, script, image, environment=variables, mounts=mounts)

    def vectors(self, name: str, script: str, environment: Environment, *, connects: bool = True) -> Container:
        """A container with Postgres' programs."""
        image = images.PGVECTOR.reference(self.app.placement, self.args.get("images", {}).get("vectors"))
        variables: dict[str, Any] = {**environment}
        mounts: dict[str, Volume] = {}
        connection = self.pgvector
        if connects:
            variables |= {
                "PGHOST": connection["host"],
                "PGPORT": apply(str, connection["port"]),
                "PGDATABASE": connection["database"],
                "PGUSER": connection["username"],
                "PGPASSWORD": connection["password"],
            }
            if "sslmode" in connection:
                variables["PGSSLMODE"] = connection["sslmode"]
            if "ca" in connection:
                variables["PGSSLROOTCERT"] = apply(lambda key: f"{_VECTORS_CA}/{key}", connection["ca"]["key"])
                mounts[_VECTORS_CA] = config_map_volume("vectors-certificates", connection["ca"]["name"])
        else:
            variables["SCRATCH"] = "/scratch"
            mounts["/scratch"] = empty_dir("scratch", self.args.get("staging_size", "10Gi"))
        return self.script(name, script, image, environment=variables, mounts=mounts)

    def restic(
        self, name: str, script: str, environment: Environment, mounts: Mapping[str, Volume] | None = None
    ) -> Container:
        """A container with restic."""
        return self.script(
            name,
            script,
            images.RESTIC.reference(self.app.placement),
            environment={
                **self.proxy.environment,
                **self.repository.environment,
                "RESTIC_PASSWORD": self.password,
                "RESTIC_CACHE_DIR": "/cache",
                "WORKSPACE": self.args["workspace"],
                "FILES": _FILES,
                "OWN_STORES": " ".join(self.stores),
                **environment,
            },
            mounts={
                **self.proxy.mounts,
                **self.repository.mounts,
                "/cache": empty_dir("cache", "2Gi"),
                **(mounts or {}),
            },
        )

    def files(self, *, writable: bool = False) -> Mapping[str, Volume]:
        """LibreChat's volume for files, by its mount path."""
        if BackupStore.FILES not in self.stores:
            return {}
        volume = claim_volume("files", cast(FilesVolumeArgs, self.args.get("files"))["claim"])
        return {_FILES: volume if writable else Volume(volume.definition, read_only=True)}


def _root_uri(host: str) -> str:
    return f"mongodb://{ROOT}:$(MONGO_ROOT_PASSWORD)@{host}:{PORT}/?authSource=admin&directConnection=true"


def backup_containers(shared: Shared) -> list[Container]:
    """Dumps, the document database first: what it refers to is in what is read after it."""
    found: list[Container] = []
    stores = [each.value for each in shared.stores]
    if BackupStore.DOCUMENTS in shared.stores:
        found.append(shared.documents("documents", "documents-dump", {}))
    if BackupStore.VECTORS in shared.stores:
        found.append(shared.vectors("vectors", "vectors-dump", {}))
    if recipients := shared.args.get("keys", {}).get("recipients"):
        found.append(_keys(shared, recipients))
        stores.append("keys")
    return [*found, shared.restic("restic", "backup", _snapshot_variables(shared, stores), _snapshot_mounts(shared))]


def _snapshot_mounts(shared: Shared) -> Mapping[str, Volume]:
    mounts = {**shared.files()}
    if "erasures" in shared.args:
        mounts[_ERASURES] = config_map_volume("erasures", shared.args["erasures"], optional=True)
    return mounts


def _snapshot_variables(shared: Shared, stores: Sequence[str]) -> Environment:
    retention, verify = shared.args.get("retention", {}), shared.args.get("verify", {})
    day = DAYS.index(verify.get("day", "sunday")) + 1 if verify.get("enabled", True) else 0
    return {
        "STORES": " ".join(stores),
        "ERASURES": _ERASURES,
        "FORGET": str(retention.get("enabled", True)).lower(),
        **{f"KEEP_{name.upper()}": str(retention.get(name, default)) for name, default in RETENTION.items()},
        "VERIFY_ON": str(day),
        "VERIFY_SHARE": verify.get("share", "5%"),
    }


def key_references(args: BackupArgs) -> dict[str, SecretReference]:
    """Secrets without which restored data is garbage or cannot be opened, by the name that they have in a snapshot."""
    credentials = cast(Mapping[str, SecretReference], args.get("credentials", {}))
    references = {name.upper(): reference for name, reference in credentials.items()}
    references.pop("METRICS_SECRET", None)
    if "documentdb" in args:
        references["DOCUMENTDB_URI"] = args["documentdb"]["uri"]
    if "pgvector" in args:
        references["PGVECTOR_PASSWORD"] = args["pgvector"]["password"]
    for name in ("documentdb", "pgvector"):
        if "administrator_password" in (connection := args.get(name, {})):
            references[f"{name.upper()}_ADMINISTRATOR_PASSWORD"] = connection["administrator_password"]
    return references


def _keys(shared: Shared, recipients: Sequence[str]) -> Container:
    keys = projected_secret_volume("keys", key_references(shared.args))
    image = images.SOPS.reference(shared.app.placement)
    environment = {"KEYS": _KEYS, "RECIPIENTS": ",".join(recipients)}
    return shared.script("keys", "keys", image, environment=environment, mounts={_KEYS: keys})


def restore_containers(shared: Shared) -> list[Container]:
    """Fetches and checks everything, and only then changes anything."""
    variables = {"ACTION": "list", "SNAPSHOT": "latest", "FORCE": "false", "STORES": ""}
    found = [shared.restic("fetch", "fetch", variables, shared.files())]
    described = {BackupStore.DOCUMENTS: shared.documents, BackupStore.VECTORS: shared.vectors}
    present = {store: describe for store, describe in described.items() if store in shared.stores}
    for step in ("check", "restore"):
        found += [describe(f"{store}-{step}", f"{store}-{step}", variables) for store, describe in present.items()]
    if BackupStore.FILES in shared.stores:
        found.append(shared.restic("files-restore", "files-restore", variables, shared.files(writable=True)))
    return found


def rehearsal_containers(shared: Shared) -> list[Container]:
    """Fetches the newest snapshot, and restores it where nobody works."""
    variables = {"ACTION": "restore", "SNAPSHOT": "latest", "FORCE": "true", "STORES": ""}
    found = [shared.restic("fetch", "fetch", variables)]
    if BackupStore.DOCUMENTS in shared.stores:
        found.append(shared.documents("documents", "documents-rehearsal", {}))
    if BackupStore.VECTORS in shared.stores:
        found.append(shared.vectors("vectors", "vectors-rehearsal", {}, connects=False))
    return [*found, shared.restic("result", "rehearsal", {})]
