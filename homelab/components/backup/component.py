"""Backup component."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from homelab import images
from homelab.arguments import check
from homelab.components.backup import snapshots
from homelab.components.backup.args import BackupArgs, BackupStore
from homelab.components.backup.containers import (
    SCRIPTS,
    Shared,
    backup_containers,
    rehearsal_containers,
    restore_containers,
)
from homelab.components.backup.repositories import Access, access
from homelab.components.base import application
from homelab.components.passwords import resolve_secret
from homelab.components.proxy import GO_CA, Proxy, create_proxy
from homelab.connections import peer_of
from homelab.kubernetes import (
    Application,
    Container,
    Peers,
    Timetable,
    create_config_map,
    create_cron_job,
    create_network_policy,
)
from homelab.kubernetes.labels import INSTANCE
from homelab.kubernetes.service_account import create_service_account

BACKUP, RESTORE, REHEARSAL = "backup", "restore", "rehearsal"
"""Ends of the names of CronJobs, and their labels ``app.kubernetes.io/component``."""
DATABASE_CLIENTS: Mapping[BackupStore, Sequence[str]] = {
    BackupStore.DOCUMENTS: (BACKUP, RESTORE, REHEARSAL),
    BackupStore.VECTORS: (BACKUP, RESTORE),
}
"""CronJobs whose pods connect to the database of a store."""
STOP_WITHIN = 60
"""Termination grace period: restic removes its lock and finishes uploads."""
_REHEARSAL_SCHEDULE = "37 4 1 * *"


class Backup(pulumi.ComponentResource):
    """Backups of a workspace: CronJobs that make a snapshot, restore one when asked to, and rehearse that.

    ```python
    Backup("ai-backup", {
        "namespace": "ai",
        "workspace": "ai",
        "repository": {"s3": {"bucket": "backups", "access_key": key, "secret_key": secret}},
        "password": password,
        "keys": {"recipients": ["age1..."]},
        "documentdb": database.connection,
    })
    ```
    """

    def __init__(self, name: str, args: BackupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(BackupArgs, args, f"Backup {name!r}")
        super().__init__("homelab:index:Backup", name, {}, opts)
        self._args = args
        self._app = self._application(BACKUP)
        self._stores = stores(args)
        self._repository = access(self._app, self._group("repository"))
        self._proxy = create_proxy(self._app, args.get("proxy"), ca_variables=GO_CA)
        self._account = self._service_account()
        shared = self._shared()

        self._create_backup(backup_containers(shared))
        self._create_restore(restore_containers(shared))
        if is_rehearsed(args):
            self._create_rehearsal(rehearsal_containers(shared))
        snapshots.create_volume_snapshots(self._app, args)
        snapshots.create_velero_schedule(self._app, args)
        self.register_outputs({})

    def _group(self, name: str) -> Any:
        """A group that the checks have found."""
        return self._args.get(name, {})

    def _application(self, suffix: str, pods: Mapping[str, Any] | None = None) -> Application:
        args: Any = {**self._args, "pods": {**self._args.get("pods", {}), **(pods or {})}}
        return application(self, f"{self._args['workspace']}-{suffix}", args, app="restic", role=suffix)

    def _shared(self) -> Shared:
        scripts = {file.name: file.read_text(encoding="utf-8") for file in sorted(SCRIPTS.iterdir()) if file.is_file()}
        return Shared(
            self._args,
            self._app,
            self._stores,
            create_config_map(self._app, "scripts", scripts),
            self._repository,
            self._proxy,
            resolve_secret(self._app, "password", self._args, "password"),
        )

    def _service_account(self) -> pulumi.Input[str] | None:
        repository = self._group("repository")
        if "service_account" not in repository:
            return None
        return create_service_account(self._app, repository["service_account"])

    def _create_backup(self, containers: Sequence[Container]) -> None:
        args = self._args
        app = self._application(BACKUP, _beside_files(args, self._stores))
        self._create(app, containers, args.get("schedule", "17 2 * * *"), self._databases())

    def _create_restore(self, containers: Sequence[Container]) -> None:
        # The schedule of what is suspended is that of no day.
        app = self._application(RESTORE)
        self._create(app, containers, "0 0 31 2 *", self._databases(), suspend=True)

    def _create_rehearsal(self, containers: Sequence[Container]) -> None:
        schedule = self._args.get("rehearsal", {}).get("schedule", _REHEARSAL_SCHEDULE)
        peers = [peer_of(self._group("documentdb"))] if BackupStore.DOCUMENTS in self._stores else []
        self._create(self._application(REHEARSAL), containers, schedule, peers)

    def _databases(self) -> Peers:
        databases = {BackupStore.DOCUMENTS: "documentdb", BackupStore.VECTORS: "pgvector"}
        connections: Any = self._args
        return [peer_of(connections[group]) for store, group in databases.items() if store in self._stores]

    def _create(
        self,
        app: Application,
        containers: Sequence[Container],
        schedule: str,
        databases: Peers,
        *,
        suspend: bool = False,
    ) -> None:
        args = self._args
        create_network_policy(app, egress=_egress(databases, self._repository, self._proxy))
        create_cron_job(
            app,
            containers,
            # Whose files they are, and then those of a repository on a volume.
            images.LIBRECHAT.identity,
            Timetable(
                schedule,
                active_deadline=60 * args.get("deadline_minutes", 120),
                time_zone=args.get("time_zone", "Etc/UTC"),
                suspend=suspend,
                # Half a restore is not repeated by itself: the target is not empty anymore.
                retries=0 if suspend else 2,
            ),
            termination_grace_period=STOP_WITHIN,
            service_account=self._account,
            pod_labels=self._repository.pod_labels,
        )


def stores(args: BackupArgs) -> list[BackupStore]:
    """What a snapshot contains, in the order in which it is read."""
    groups = {BackupStore.DOCUMENTS: "documentdb", BackupStore.FILES: "files", BackupStore.VECTORS: "pgvector"}
    chosen = args.get("stores", list(BackupStore))
    return [store for store, group in groups.items() if store in chosen and group in args]


def is_rehearsed(args: Mapping[str, Any]) -> bool:
    """Whether there are rehearsals."""
    return "rehearsal" in args and args["rehearsal"].get("enabled", True)


def _egress(databases: Peers, repository: Access, proxy: Proxy) -> Peers:
    return [*databases, *repository.peers, *proxy.peers]


def _beside_files(args: BackupArgs, present: Sequence[BackupStore]) -> Mapping[str, Any]:
    """Affinity to LibreChat's pod, whose volume no other node may mount; anywhere while there is no such pod."""
    files = args.get("files")
    if BackupStore.FILES not in present or files is None or files["shared"]:
        return {}
    instances = [files["workload"], f"{args['workspace']}-{BACKUP}"]
    term = {
        "topologyKey": "kubernetes.io/hostname",
        # Also its own pod: otherwise it would never start where LibreChat does not run.
        "labelSelector": {"matchExpressions": [{"key": INSTANCE, "operator": "In", "values": instances}]},
    }
    affinity = args.get("pods", {}).get("affinity", {})
    pod_affinity = affinity.get("podAffinity", {})
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    terms = [*pod_affinity.get(required, []), term]
    return {"affinity": {**affinity, "podAffinity": {**pod_affinity, required: terms}}}
