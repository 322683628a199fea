"""MongoDB as a replica set of one node, because transactions require a replica set."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypedDict

import pulumi

from homelab import images
from homelab.components.documentdb.args import DocumentDBArgs
from homelab.components.documentdb.user import DATABASE, PORT, ROLE, create_user
from homelab.components.documentdb.versions import mongodb_format
from homelab.components.monitoring import exporters
from homelab.components.monitoring.metrics import Metrics
from homelab.components.passwords import create_generated_secret, create_initial_password, generate_password
from homelab.components.server import Server
from homelab.connections import MongoConnection
from homelab.kubernetes import (
    Application,
    Container,
    Environment,
    Peer,
    Probes,
    Resources,
    SecretReference,
    Volume,
    apply,
    command_probe,
    config_map_volume,
    container,
    create_config_map,
    create_job,
    create_network_policy,
    create_secret,
    create_volume_claim,
    empty_dir,
    is_retained,
    pods,
    projected_secret_volume,
    secret_volume,
    tcp_probe,
)

RESOURCES = Resources(cpu="250m", memory="512Mi", memory_limit="1Gi")
ROOT = "root"
METRICS_PASSWORD = "metrics-password"

# Runs once as the root user, if the volume is empty.
CREATE_ROLE = """\
db.getSiblingDB(process.env.APP_DATABASE).createUser({
  user: process.env.APP_USER,
  pwd: process.env.APP_PASSWORD,
  roles: [{role: "readWrite", db: process.env.APP_DATABASE}],
});
"""
# The only member is localhost, so that it does not depend on its own Service; clients connect directly.
BECOME_PRIMARY = """\
db.getSiblingDB("admin").auth(process.env.MONGO_INITDB_ROOT_USERNAME, process.env.MONGO_INITDB_ROOT_PASSWORD);
try { rs.status(); } catch { rs.initiate({_id: "rs0", members: [{_id: 0, host: "localhost:27017"}]}); }
"""
LEAVE = "quit(db.hello().isWritablePrimary ? 0 : 1);\n"
# At each start, as the volume may be older, and the password another one.
UPDATE_METRICS_USER = f"""\
const admin = db.getSiblingDB("admin"), name = "{exporters.ROLE}";
const user = {{pwd: process.env.METRICS_PASSWORD, roles: [{{role: "clusterMonitor", db: "admin"}}]}};
if (db.hello().isWritablePrimary) {{
  if (admin.getUser(name)) admin.updateUser(name, user);
  else admin.createUser({{user: name, ...user}});
}}
"""
NEW_PASSWORD = """\
db.getSiblingDB("admin").auth(process.env.ROOT, process.env.ROOT_PASSWORD);
db.getSiblingDB(process.env.APP_DATABASE).changeUserPassword(process.env.APP_USER, process.env.APP_PASSWORD);
"""
# Before its clients come back. The version never goes down: that may lose data, and MongoDB only does it on request.
RAISE_COMPATIBILITY_VERSION = """\
if (db.hello().isWritablePrimary) {
  const admin = db.getSiblingDB("admin"), wanted = process.env.COMPATIBILITY_VERSION;
  const {featureCompatibilityVersion: found} = admin.runCommand({getParameter: 1, featureCompatibilityVersion: 1});
  if (parseFloat(found.version) < parseFloat(wanted))
    admin.runCommand({setFeatureCompatibilityVersion: wanted, confirm: true});
}
"""
IS_PRIMARY = LEAVE.strip().rstrip(";")
OPTIONS = ("--replSet", "rs0", "--ipv6", "--bind_ip_all", "--keyFile", "/private-key/key")
SHELL = ("mongosh", "--quiet", "--norc")


def server(app: Application, args: DocumentDBArgs) -> Server[MongoConnection]:
    """Describe mongod and its volumes."""
    image = images.MONGODB.reference(app.placement, args.get("image"))
    user = create_user(app, args)
    own = _own_secrets(app, args)
    private_key = empty_dir("private-key", "1Mi")
    return Server(
        connection={
            "uri": user.uri,
            "port": PORT,
            "workload": app.name,
            "administrator_password": own.root,
        },
        container=_mongod(app, args, image, _variables(args, own, user.password), private_key),
        identity=images.MONGODB.identity,
        termination_grace_period=60,
        init_containers=[_copy_key(image, own.key, private_key)],
        metrics=_metrics(app, args, own.metrics_password) if own.metrics_password else None,
        **_rotation(app, args, image, own.root, user.password),
    )


def _variables(args: DocumentDBArgs, own: "_OwnSecrets", password: SecretReference) -> Environment:
    """Variables of the image and of the scripts.

    :param password: That of LibreChat's user.
    """
    return {
        "HOME": "/tmp",
        # Without it TCMalloc may have caches per CPU, with which mongod refuses to start on Linux 6.19.0 to 7.0.13,
        # where they would corrupt memory (SERVER-121912).
        "GLIBC_TUNABLES": "glibc.pthread.rseq=1",
        "MONGO_INITDB_ROOT_USERNAME": ROOT,
        "MONGO_INITDB_ROOT_PASSWORD": own.root,
        "MONGO_INITDB_DATABASE": DATABASE,
        "APP_DATABASE": DATABASE,
        "APP_USER": ROLE,
        "APP_PASSWORD": password,
        **({"METRICS_PASSWORD": own.metrics_password} if own.metrics_password else {}),
        **({"COMPATIBILITY_VERSION": args["compatibility_version"]} if "compatibility_version" in args else {}),
    }


def _mongod(
    app: Application, args: DocumentDBArgs, image: pulumi.Input[str], variables: Environment, private_key: Volume
) -> Container:
    resources = RESOURCES.with_overrides(args.get("resources", {}))
    scripts = _create_scripts(app, variables)
    file_format = mongodb_format(image, args.get("compatibility_version"))
    return container(
        "mongodb",
        image=image,
        args=[*OPTIONS, *_options(args, resources)],
        environment=variables,
        ports={"mongodb": PORT},
        probes=Probes(
            # It listens when it has recovered, which takes as long as its journal and unfinished indexes need.
            startup=command_probe([*SHELL, "--file", "/scripts/become-primary.js"], failures=360, timeout=10),
            readiness=command_probe([*SHELL, "--eval", IS_PRIMARY], period=20, timeout=10),
            liveness=tcp_probe("mongodb", period=20, failures=6),
        ),
        resources=resources,
        mounts={
            "/data/db": create_volume_claim(
                app, "data", args.get("storage", {}), default_size="5Gi", file_format=file_format
            ),
            "/data/configdb": empty_dir("configdb", "1Mi"),
            "/tmp": empty_dir("tmp", "256Mi"),
            "/private-key": private_key,
            "/scripts": scripts,
            "/docker-entrypoint-initdb.d/create-role.js": scripts.file("create-role.js"),
        },
    )


def _create_scripts(app: Application, variables: Environment) -> Volume:
    """Create the scripts of the first start and of each start, which do what there are variables for."""
    become_primary = [
        BECOME_PRIMARY,
        UPDATE_METRICS_USER if "METRICS_PASSWORD" in variables else "",
        RAISE_COMPATIBILITY_VERSION if "COMPATIBILITY_VERSION" in variables else "",
        LEAVE,
    ]
    files = {"create-role.js": CREATE_ROLE, "become-primary.js": "".join(become_primary)}
    return config_map_volume("scripts", create_config_map(app, "scripts", files))


class _RotationOptions(TypedDict, total=False):
    ingress: Sequence[Peer]
    afterwards: Callable[[pulumi.Resource], pulumi.Resource]


def _rotation(
    app: Application, args: DocumentDBArgs, image: pulumi.Input[str], root: SecretReference, password: SecretReference
) -> _RotationOptions:
    """What a server whose user gets a new password has in addition: a Job, which it admits."""
    number = args.get("password_rotation", 0)
    if not number:
        return {}
    job = app.sibling("rotation", app="mongodb", component="password-rotation")
    waiting = f"until {' '.join(SHELL)} \"$URI\" --eval '{IS_PRIMARY}' >/dev/null 2>&1; do sleep 3; done;"
    mongosh = container(
        "mongosh",
        image=image,
        command=["sh", "-c", f'{waiting} exec {" ".join(SHELL)} "$URI" --eval "$0"', NEW_PASSWORD],
        environment={
            "HOME": "/tmp",
            "URI": apply(lambda host: f"mongodb://{host}:{PORT}/?directConnection=true", app.host),
            "ROOT": ROOT,
            "ROOT_PASSWORD": root,
            "APP_DATABASE": DATABASE,
            "APP_USER": ROLE,
            "APP_PASSWORD": password,
            "ROTATION": str(number),
        },
        resources=Resources(cpu="50m", memory="128Mi", memory_limit="256Mi"),
        mounts={"/tmp": empty_dir("tmp", "64Mi")},
    )

    def set_password(workload: pulumi.Resource) -> pulumi.Resource:
        create_network_policy(job, egress=[pods(app.name, PORT)])
        return create_job(
            job,
            mongosh,
            images.MONGODB.identity,
            termination_grace_period=5,
            active_deadline=_ROTATED_WITHIN,
            depends_on=[workload],
        )

    return {"ingress": [pods(job.name, PORT)], "afterwards": set_password}


_ROTATED_WITHIN = 1200
"""Seconds in which the server has to start."""


@dataclass(frozen=True)
class _OwnSecrets:
    root: SecretReference
    key: Volume
    """Volume with the key ``key``, by which members of the replica set would know each other."""
    metrics_password: SecretReference | None


def _own_secrets(app: Application, args: DocumentDBArgs) -> _OwnSecrets:
    """Secrets of the server itself, in ``server_secret`` or generated."""
    is_monitored = "monitoring" in args
    if "server_secret" in args:
        secret = args["server_secret"]
        metrics: SecretReference = {"name": secret, "key": METRICS_PASSWORD}
        return _OwnSecrets(
            {"name": secret, "key": "root-password"},
            projected_secret_volume("replica-set-key", {"key": {"name": secret, "key": "replica-set-key"}}),
            metrics if is_monitored else None,
        )
    root = create_initial_password(app, "root", None, retain=is_retained(app, args.get("storage", {})))
    key = generate_password(f"{app.name}-replica-set-key", 64, app.parent)
    return _OwnSecrets(
        root.reference,
        secret_volume("replica-set-key", create_secret(app, "replica-set-key", {"key": key})),
        create_generated_secret(app, METRICS_PASSWORD) if is_monitored else None,
    )


def _metrics(app: Application, args: DocumentDBArgs, password: SecretReference) -> Metrics:
    exporter = exporters.mongodb_exporter(app, PORT, password)
    monitoring = args.get("monitoring", {})
    return Metrics(monitoring, (exporters.PORT_NAME, exporters.MONGODB_PORT), exporter=exporter)


def _options(args: DocumentDBArgs, resources: Resources) -> list[pulumi.Input[str]]:
    """Options of mongod that the user may set otherwise."""
    options = {
        "wiredTigerCacheSizeGB": apply(_cache_gigabytes, resources.memory_limit_share("1")),
        **args.get("settings", {}),
    }
    return [each for name in sorted(options) for each in (f"--{name}", options[name])]


def _cache_gigabytes(limit: int) -> str:
    """What mongod takes by itself on a machine with so much memory: half of what is over a gigabyte."""
    return f"{max(0.25, 0.5 * (limit / 1024**3 - 1)):.2f}"


def _copy_key(image: pulumi.Input[str], key: Volume, private_key: Volume) -> Container:
    """An init container that makes the key unreadable for the group, as MongoDB demands and a Secret cannot."""
    return container(
        "copy-key",
        image=image,
        command=["install", "-m", "0400", "/replica-set-key/key", "/private-key/key"],
        resources=Resources(cpu="10m", memory="16Mi", memory_limit="64Mi"),
        mounts={"/replica-set-key": key, "/private-key": private_key},
    )
