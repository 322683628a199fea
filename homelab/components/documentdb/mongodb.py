"""MongoDB as a replica set of one node, because transactions require a replica set."""

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
    Probes,
    Resources,
    SecretReference,
    Volume,
    apply,
    command_probe,
    config_map_volume,
    container,
    create_config_map,
    create_secret,
    create_volume_claim,
    empty_dir,
    is_retained,
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
    storage = args.get("storage", {})
    resources = RESOURCES.with_overrides(args.get("resources", {}))
    image = images.MONGODB.reference(app.placement, args.get("image"))
    user = create_user(app, args, options=f"directConnection=true&authSource={DATABASE}")
    root = create_initial_password(app, "root", None, retain=is_retained(app, storage))
    generated_key = generate_password(f"{app.name}-replica-set-key", 64, app.parent)
    key = secret_volume("replica-set-key", create_secret(app, "replica-set-key", {"key": generated_key}))
    private_key = empty_dir("private-key", "1Mi")
    metrics_password = create_generated_secret(app, METRICS_PASSWORD) if "monitoring" in args else None
    become_primary = "".join(
        [
            BECOME_PRIMARY,
            UPDATE_METRICS_USER if metrics_password else "",
            RAISE_COMPATIBILITY_VERSION if "compatibility_version" in args else "",
            LEAVE,
        ]
    )
    scripts = config_map_volume(
        "scripts",
        create_config_map(app, "scripts", {"create-role.js": CREATE_ROLE, "become-primary.js": become_primary}),
    )
    mongod = container(
        "mongodb",
        image=image,
        args=[*OPTIONS, *_options(args, resources)],
        environment={
            "HOME": "/tmp",
            # Without it TCMalloc may have caches per CPU, with which mongod refuses to start on Linux 6.19.0 to 7.0.13,
            # where they would corrupt memory (SERVER-121912).
            "GLIBC_TUNABLES": "glibc.pthread.rseq=1",
            "MONGO_INITDB_ROOT_USERNAME": ROOT,
            "MONGO_INITDB_ROOT_PASSWORD": root.reference,
            "MONGO_INITDB_DATABASE": DATABASE,
            "APP_DATABASE": DATABASE,
            "APP_USER": ROLE,
            "APP_PASSWORD": user.password,
            **({"METRICS_PASSWORD": metrics_password} if metrics_password else {}),
            **({"COMPATIBILITY_VERSION": args["compatibility_version"]} if "compatibility_version" in args else {}),
        },
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
                app,
                "data",
                storage,
                default_size="5Gi",
                file_format=mongodb_format(image, args.get("compatibility_version")),
            ),
            "/data/configdb": empty_dir("configdb", "1Mi"),
            "/tmp": empty_dir("tmp", "256Mi"),
            "/private-key": private_key,
            "/scripts": scripts,
            "/docker-entrypoint-initdb.d/create-role.js": scripts.file("create-role.js"),
        },
    )
    return Server(
        connection={
            "uri": user.uri,
            "port": PORT,
            "workload": app.name,
            "administrator_password": root.reference,
        },
        container=mongod,
        identity=images.MONGODB.identity,
        termination_grace_period=60,
        init_containers=[_copy_key(image, key, private_key)],
        metrics=_metrics(app, args, metrics_password) if metrics_password else None,
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
