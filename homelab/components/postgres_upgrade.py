"""Postgres' major versions: a volume for each, and the way of the data from one to the next.

No version of Postgres opens the files of another one. So a new major version gets a volume of its own, named after it.
Before its first start, init containers of the same pod dump the old volume with the old image and restore that into the
new volume with the new one: no pod but this one has either volume, and the old data stays as it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import IMAGE, whole_number
from homelab.components import postgres
from homelab.kubernetes import (
    Application,
    Container,
    Environment,
    Resources,
    StorageArgs,
    Volume,
    container,
    create_volume_claim,
    empty_dir,
)

MAJOR = whole_number(13, 99)
OLD = "/old"
FIRST = "data"
"""Suffix of the first volume, of whatever version."""
SIZE = "5Gi"

DUMP = """\
set -eu
if [ -e "$NEW_DATA/PG_VERSION" ]; then echo "the new volume has its database already: nothing to do"; exit 0; fi
if [ -e "$DUMP/complete" ]; then echo "there is a complete dump already"; exit 0; fi
if [ ! -s "$OLD_DATA/PG_VERSION" ]; then echo "the old volume has no database: see upgrade.from_major" >&2; exit 1; fi
version=$(postgres --version)
case "$version" in *") $(cat "$OLD_DATA/PG_VERSION")"[!0-9]*) ;; *)
  echo "upgrade.from_image has $version, but the old volume is one of version $(cat "$OLD_DATA/PG_VERSION")" >&2; exit 1
esac
# Of a server that was killed: no other pod has this volume, and its numbers mean nothing in this container.
rm -f "$OLD_DATA/postmaster.pid"
rm -rf "$DUMP"; mkdir -p "$DUMP"
pg_ctl start --silent --wait --timeout 3600 --pgdata "$OLD_DATA" --log "$SOCKETS/old.log" \\
  --options "-c listen_addresses= -c unix_socket_directories=$SOCKETS" || { cat "$SOCKETS/old.log" >&2; exit 1; }
trap 'pg_ctl stop --silent --mode fast --pgdata "$OLD_DATA"' EXIT
export PGHOST="$SOCKETS"
pg_dumpall --globals-only --file "$DUMP/globals.sql"
psql --no-psqlrc --tuples-only --no-align --dbname template1 \\
  --command "SELECT oid FROM pg_database WHERE datallowconn AND datname <> 'template1' ORDER BY oid" > "$DUMP/databases"
while read -r oid; do
  name=$(psql --no-psqlrc --tuples-only --no-align --dbname template1 \\
    --command "SELECT datname FROM pg_database WHERE oid = $oid" < /dev/null)
  echo "dumping database $name"
  pg_dump --format=custom --create --file "$DUMP/$oid.dump" "$name" < /dev/null
done < "$DUMP/databases"
trap - EXIT
pg_ctl stop --silent --wait --timeout 3600 --mode fast --pgdata "$OLD_DATA"
sync
touch "$DUMP/complete"
"""
"""Shell script that dumps all databases and roles of the volume at ``OLD_DATA``."""

RESTORE = """\
set -eu
if [ -e "$NEW_DATA/PG_VERSION" ]; then rm -rf "$DUMP"; exit 0; fi
partial="$NEW_DATA.partial"
rm -rf "$partial"
initdb --username "$PGUSER" --pgdata "$partial" > "$SOCKETS/initdb.log" || { cat "$SOCKETS/initdb.log" >&2; exit 1; }
# As the image's own first start does.
printf '\\nhost all all all %s\\n' "$(postgres -C password_encryption -D "$partial")" >> "$partial/pg_hba.conf"
pg_ctl start --silent --wait --timeout 3600 --pgdata "$partial" --log "$SOCKETS/new.log" \\
  --options "-c listen_addresses= -c unix_socket_directories=$SOCKETS" || { cat "$SOCKETS/new.log" >&2; exit 1; }
trap 'pg_ctl stop --silent --mode fast --pgdata "$partial"' EXIT
export PGHOST="$SOCKETS"
# The superuser is there: of its role, attributes and password are restored.
grep -vx "CREATE ROLE \\"\\?$PGUSER\\"\\?;" "$DUMP/globals.sql" > "$SOCKETS/globals.sql"
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --dbname template1 --file "$SOCKETS/globals.sql"
while read -r oid; do
  pg_restore --clean --if-exists --create --exit-on-error --dbname template1 "$DUMP/$oid.dump" < /dev/null
done < "$DUMP/databases"
# What the first start of a new server sets up, and no dump contains: rights in template1.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --dbname postgres --file "$INIT_SCRIPT"
vacuumdb --quiet --all --analyze-only
trap - EXIT
pg_ctl stop --silent --wait --timeout 3600 --mode fast --pgdata "$partial"
sync
mv "$partial" "$NEW_DATA"
rm -rf "$DUMP"
echo "all databases are in the new volume"
"""
"""Shell script that restores the dump into a new database, which only then gets its name ``NEW_DATA``."""


def _from_major_is_older(group: Mapping[str, Any]) -> Iterable[str]:
    if "from_major" in group and group["from_major"] >= group["major"]:
        yield f"from_major {group['from_major']} is not older than major {group['major']}"


@rules(Rule(("major", "from_major"), _from_major_is_older))
@constrain(major=MAJOR, from_major=MAJOR)
class PostgresVolumeArgs(TypedDict):
    """The volume of a major version of Postgres, and the one before it."""

    major: int
    """Major version of ``image``: the data is in the volume ``NAME-data-pgMAJOR``. Stays set from then on."""
    from_major: NotRequired[int]
    """Major version whose volume has the old data, after an earlier upgrade. Default: none; the old data is in the
    first volume, ``NAME-data``."""
    keep_old_volume: NotRequired[bool]
    """Keep the old volume in the stack. False gives it up: a volume that is retained stays in the cluster until it is
    deleted with kubectl, another one is deleted. Default: true."""


def _dump_needs_the_old_volume(group: Mapping[str, Any]) -> Iterable[str]:
    if "from_image" in group and group.get("keep_old_volume") is False:
        yield "from_image needs the old volume: remove it, or keep_old_volume: false"


@rules(Rule(("from_image", "keep_old_volume"), _dump_needs_the_old_volume))
@constrain(from_image=IMAGE)
class PostgresUpgradeArgs(PostgresVolumeArgs):
    """An upgrade of Postgres to another major version, by dump and restore before the first start."""

    from_image: NotRequired[pulumi.Input[str]]
    """Image with the old version, which dumps the old data; the new volume needs space for the dump as well. To be
    removed when all is well. Default: none; nothing is copied."""


def upgrade_rules(group: Mapping[str, Any]) -> Iterable[str]:
    """What is wrong with ``upgrade`` of a server's arguments."""
    upgrade = group.get("upgrade")
    if upgrade is None:
        return
    if "existing_claim" in group.get("storage", {}):
        yield "upgrade has no effect with storage.existing_claim, which is no volume of the component's: remove one"
    found = postgres.major_version(group["image"]) if "image" in group else None
    if found is not None and found != upgrade["major"]:
        yield f"upgrade.major {upgrade['major']} and image, which has Postgres {found}, must be of the same version"


UPGRADE_RULE = Rule(("upgrade", "image", "storage"), upgrade_rules)


@dataclass(frozen=True)
class DataVolumes:
    """Volumes of a server's data."""

    current: Volume
    old: Volume | None
    """Volume of the version before, as long as it is kept."""


@dataclass(frozen=True)
class VolumeNames:
    """What a server's claims are called, after the server's own name."""

    current: str
    old: str | None
    """Of the version before, as long as it is kept."""

    @classmethod
    def of(cls, upgrade: PostgresVolumeArgs | None) -> "VolumeNames":
        """Names of the volumes that ``upgrade`` of a server's arguments asks for."""
        if upgrade is None:
            return cls(FIRST, None)
        old = _of_major(upgrade.get("from_major")) if upgrade.get("keep_old_volume", True) else None
        return cls(_of_major(upgrade["major"]), old)


def _of_major(major: int | None) -> str:
    return FIRST if major is None else f"{FIRST}-pg{major}"


def create_data_volumes(
    app: Application, storage: StorageArgs, upgrade: PostgresVolumeArgs | None, image: pulumi.Input[str]
) -> DataVolumes:
    """Create the volume of a server's data, and keep the one before it."""
    names = VolumeNames.of(upgrade)
    old = None
    if names.old is not None:
        old = _named("old-data", create_volume_claim(app, names.old, storage, default_size=SIZE))
    wanted = postgres.image_format(image) if upgrade is None else postgres.file_format(upgrade["major"])
    current = create_volume_claim(app, names.current, storage, default_size=SIZE, file_format=wanted)
    return DataVolumes(_named(FIRST, current), old)


def _named(name: str, volume: Volume) -> Volume:
    """The same volume under a name of the pod's."""
    return replace(volume, definition={**volume.definition, "name": name})


def dump_and_restore(
    volumes: DataVolumes,
    upgrade: PostgresUpgradeArgs | None,
    *,
    image: pulumi.Input[str],
    environment: Environment,
    resources: Resources,
    init_scripts: Volume,
) -> list[Container]:
    """Describe the init containers that fill the new volume before the server's first start on it.

    :param environment: Variables of the init script.
    :param init_scripts: Volume from `postgres.create_init_script`.
    """
    if upgrade is None or "from_image" not in upgrade or volumes.old is None:
        return []
    paths = {
        "OLD_DATA": f"{OLD}/{postgres.FOLDER}",
        "NEW_DATA": f"{postgres.DATA}/{postgres.FOLDER}",
        "DUMP": f"{postgres.DATA}/upgrade",
        "SOCKETS": "/tmp",
        "PGUSER": postgres.SUPERUSER,
    }
    scratch = {postgres.DATA: volumes.current, "/tmp": empty_dir("tmp", "256Mi")}
    dump = container(
        "dump-old-version",
        image=upgrade["from_image"],
        command=["sh", "-c", DUMP],
        environment=paths,
        resources=resources,
        mounts={**scratch, OLD: volumes.old},
    )
    script = f"/upgrade/{postgres.INIT_SCRIPT}"
    restore = container(
        "restore-into-new-version",
        image=image,
        command=["sh", "-c", RESTORE],
        environment={**environment, **paths, "INIT_SCRIPT": script},
        resources=resources,
        mounts={
            **scratch,
            # For parallel builds of the indexes.
            postgres.SHARED_MEMORY: postgres.shared_memory(resources),
            script: init_scripts.file(postgres.INIT_SCRIPT),
        },
    )
    return [dump, restore]
