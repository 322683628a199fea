"""MongoDB itself: a replica set of one node, because transactions need a replica set."""

import pulumi

from homelab import images
from homelab.components.documentdb_engines import DATABASE, PORT, ROLE, ApplicationUser, Engine
from homelab.components.passwords import generated_password, stored_password
from homelab.kubernetes import (
    Application,
    Container,
    EnvironmentValue,
    Probes,
    Resources,
    ResourcesArgs,
    StorageArgs,
    Volume,
    clients,
    command_probe,
    config_map_files,
    container,
    scratch,
    secret_files,
    tcp_probe,
)

RESOURCES = Resources(cpu="250m", memory="512Mi", memory_limit="1Gi")
ROOT = "root"
CONNECTION_OPTIONS = f"directConnection=true&authSource={DATABASE}"

# Runs once, on an empty volume, as the root user.
CREATE_ROLE = """\
db.getSiblingDB(process.env.APP_DATABASE).createUser({
  user: process.env.APP_USER,
  pwd: process.env.APP_PASSWORD,
  roles: [{role: "readWrite", db: process.env.APP_DATABASE}],
});
"""
# The one member is known as localhost, so that it needs no Service to be ready before itself; clients connect directly.
BECOME_PRIMARY = """\
db.getSiblingDB("admin").auth(process.env.MONGO_INITDB_ROOT_USERNAME, process.env.MONGO_INITDB_ROOT_PASSWORD);
try { rs.status(); } catch { rs.initiate({_id: "rs0", members: [{_id: 0, host: "localhost:27017"}]}); }
quit(db.hello().isWritablePrimary ? 0 : 1);
"""
IS_PRIMARY = "quit(db.hello().isWritablePrimary ? 0 : 1)"


def mongodb(
    app: Application,
    *,
    image: pulumi.Input[str] | None,
    storage: StorageArgs,
    server_resources: ResourcesArgs,
    user: ApplicationUser,
    admitted: list[pulumi.Input[str]] | None,
) -> Engine:
    """Create the server under the name of ``app``."""
    retain = app.retains(storage)
    root = stored_password(app, "root", None, retain=retain)
    key = app.secret("replica-set-key", {"key": generated_password(f"{app.name}-replica-set-key", 64, app.parent)})
    scripts = app.config_map("scripts", {"create-role.js": CREATE_ROLE, "become-primary.js": BECOME_PRIMARY})
    reference = images.MONGODB.reference(app.placement, image)
    private_key = scratch("private-key", "1Mi")
    server = _server(
        image=reference,
        environment={
            "MONGO_INITDB_ROOT_USERNAME": ROOT,
            "MONGO_INITDB_ROOT_PASSWORD": root.reference,
            "MONGO_INITDB_DATABASE": DATABASE,
            "APP_DATABASE": DATABASE,
            "APP_USER": ROLE,
            "APP_PASSWORD": user.password,
        },
        requirements=RESOURCES.changed_by(server_resources),
        mounts={
            "/data/db": app.volume("data", storage, default_size="5Gi"),
            "/private-key": private_key,
            "/scripts": config_map_files("scripts", scripts),
            "/docker-entrypoint-initdb.d/create-role.js": config_map_files("scripts", scripts).file("create-role.js"),
        },
    )
    workload = app.stateful_set(
        server,
        images.MONGODB.identity,
        stop_within=60,
        init_containers=[_copy_key(reference, secret_files("replica-set-key", key), private_key)],
    )
    app.service(server)
    app.allow(clients=clients(admitted, PORT))
    return Engine({"uri": user.uri, "port": PORT, "workload": app.name}, workload)


def _server(
    *,
    image: pulumi.Input[str],
    environment: dict[str, EnvironmentValue],
    requirements: Resources,
    mounts: dict[str, Volume],
) -> Container:
    shell = ["mongosh", "--quiet", "--norc"]
    return container(
        "mongodb",
        image=image,
        args=["--replSet", "rs0", "--bind_ip_all", "--keyFile", "/private-key/key", "--wiredTigerCacheSizeGB", "0.25"],
        environment={"HOME": "/tmp", **environment},
        ports={"mongodb": PORT},
        probes=Probes(
            startup=command_probe([*shell, "--file", "/scripts/become-primary.js"], failures=60, timeout=10),
            readiness=command_probe([*shell, "--eval", IS_PRIMARY], period=20, timeout=10),
            liveness=tcp_probe("mongodb", period=20, failures=6),
        ),
        resources=requirements,
        mounts={
            **mounts,
            "/data/configdb": scratch("configdb", "1Mi"),
            "/tmp": scratch("tmp", "256Mi"),
        },
    )


def _copy_key(image: pulumi.Input[str], key: Volume, private_key: Volume) -> Container:
    """MongoDB refuses a key that its group may read, which a file of a Secret always is."""
    return container(
        "copy-key",
        image=image,
        command=["install", "-m", "0400", "/replica-set-key/key", "/private-key/key"],
        resources=Resources(cpu="10m", memory="16Mi", memory_limit="64Mi"),
        mounts={"/replica-set-key": key, "/private-key": private_key},
    )
