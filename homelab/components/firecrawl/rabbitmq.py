"""The broker between Firecrawl's API and its workers."""

from dataclasses import dataclass

import pulumi

from homelab import images
from homelab.components.firecrawl.args import FirecrawlRabbitMQArgs
from homelab.components.passwords import generated_password
from homelab.kubernetes import (
    Application,
    Container,
    EnvironmentValue,
    Probes,
    Resources,
    SecretReference,
    combine,
    config_map_files,
    container,
    scratch,
    tcp_probe,
    workload,
)

PORT = 5672
USER = "firecrawl"
RESOURCES = Resources(cpu="100m", memory="192Mi", memory_limit="512Mi")
PASSWORD_VARIABLE = "BROKER_PASSWORD"
"""Sorts before NUQ_RABBITMQ_URL: Kubernetes puts in only what stands before."""
CONFIGURATION = "90-memory.conf"


@dataclass(frozen=True)
class Broker:
    """What Firecrawl has to know of it."""

    stateful_set: pulumi.Resource
    environment: dict[str, EnvironmentValue]


def broker(app: Application, args: FirecrawlRabbitMQArgs, *, client: str) -> Broker:
    """Create it; of the pods, those of ``client`` may connect."""
    password = app.secret_value(
        "password",
        args.get("password")
        or generated_password(f"{app.name}-password", 32, app.parent, rotation=args.get("password_rotation", 0)),
    )
    server = _server(app, args, password)
    # Two brokers would each have half of the work: the old one goes before the next one comes.
    stateful_set = app.stateful_set(server, images.RABBITMQ.identity, stop_within=60)
    service = app.service(server)
    app.allow(clients=[workload(client, PORT)])
    url = combine(lambda host: f"amqp://{USER}:$({PASSWORD_VARIABLE})@{host}:{PORT}", service.host)
    return Broker(stateful_set, {PASSWORD_VARIABLE: password, "NUQ_RABBITMQ_URL": url})


def _server(app: Application, args: FirecrawlRabbitMQArgs, password: SecretReference) -> Container:
    requirements = RESOURCES.changed_by(args.get("resources", {}))
    # Otherwise it takes its share of the machine's memory.
    configuration = combine(
        lambda size: f"vm_memory_high_watermark.absolute = {size}\n", requirements.memory_limit_share("0.6")
    )
    files = config_map_files("configuration", app.config_map("configuration", {CONFIGURATION: configuration}))
    return container(
        "rabbitmq",
        image=images.RABBITMQ.reference(app.placement, args.get("image")),
        environment={
            "RABBITMQ_DEFAULT_USER": USER,
            "RABBITMQ_DEFAULT_PASS": password,
            "RABBITMQ_NODENAME": "rabbit@localhost",
            "RABBITMQ_LOGS": "-",
            # Erlang reserves memory for as many connections as the machine allows, which may be a billion.
            "ERL_MAX_PORTS": "4096",
        },
        ports={"amqp": PORT},
        # It listens when it has started, and as long as it works.
        probes=Probes(
            startup=tcp_probe("amqp", period=5, failures=60),
            readiness=tcp_probe("amqp"),
            liveness=tcp_probe("amqp", failures=6),
        ),
        resources=requirements,
        mounts={
            "/var/lib/rabbitmq": scratch("data", "1Gi"),
            "/tmp": scratch("tmp", "64Mi"),
            f"/etc/rabbitmq/conf.d/{CONFIGURATION}": files.file(CONFIGURATION),
        },
    )
