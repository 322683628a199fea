"""The broker between Firecrawl's API and its workers."""

import pulumi

from homelab import images
from homelab.components.backend import Backend
from homelab.components.firecrawl.args import FirecrawlRabbitMQArgs
from homelab.components.passwords import create_generated_secret
from homelab.components.server import Server, run
from homelab.kubernetes import (
    Application,
    Container,
    Probes,
    Resources,
    SecretReference,
    apply,
    config_map_volume,
    container,
    create_config_map,
    empty_dir,
    pods,
    tcp_probe,
)

PORT = 5672
USER = "firecrawl"
RESOURCES = Resources(cpu="100m", memory="192Mi", memory_limit="512Mi")
PASSWORD_VARIABLE = "BROKER_PASSWORD"
"""Sorts before NUQ_RABBITMQ_URL: Kubernetes expands only variables that are defined earlier."""
CONFIGURATION = "90-memory.conf"


def create_broker(
    firecrawl: Application,
    args: FirecrawlRabbitMQArgs,
    existing_secret: pulumi.Input[str] | None,
    *,
    rotation: int,
) -> Backend:
    """Create the broker.

    :param existing_secret: Name of the Secret with its password; None to generate one.
    :param rotation: A new number generates a new password.
    """
    app = firecrawl.sibling("rabbitmq", app="rabbitmq", component="broker")
    password: SecretReference = (
        create_generated_secret(app, "password", rotation=rotation)
        if existing_secret is None
        else {"name": existing_secret, "key": "rabbitmq-password"}
    )
    # A StatefulSet, as two brokers at once would split the work: the old one stops before the new one starts.
    server = Server(None, _container(app, args, password), images.RABBITMQ.identity, termination_grace_period=60)
    workload = run(app, server, admit=[firecrawl.name])
    url = apply(lambda host: f"amqp://{USER}:$({PASSWORD_VARIABLE})@{host}:{PORT}", app.host)
    return Backend({PASSWORD_VARIABLE: password, "NUQ_RABBITMQ_URL": url}, [pods(app.name, PORT)], workload)


def _container(app: Application, args: FirecrawlRabbitMQArgs, password: SecretReference) -> Container:
    resources = RESOURCES.with_overrides(args.get("resources", {}))
    # By default the limit is a share of the machine's memory.
    configuration = apply(
        lambda size: f"vm_memory_high_watermark.absolute = {size}\n", resources.memory_limit_share("0.6")
    )
    files = config_map_volume("configuration", create_config_map(app, "configuration", {CONFIGURATION: configuration}))
    return container(
        "rabbitmq",
        image=images.RABBITMQ.reference(app.placement),
        environment={
            "RABBITMQ_DEFAULT_USER": USER,
            "RABBITMQ_DEFAULT_PASS": password,
            "RABBITMQ_NODENAME": "rabbit@localhost",
            "RABBITMQ_LOGS": "-",
            # Erlang allocates memory for as many connections as the machine allows, which may be a billion.
            "ERL_MAX_PORTS": "4096",
        },
        ports={"amqp": PORT},
        # It listens once it has started, and as long as it works.
        probes=Probes(
            startup=tcp_probe("amqp", period=5, failures=60),
            readiness=tcp_probe("amqp"),
            liveness=tcp_probe("amqp", failures=6),
        ),
        resources=resources,
        mounts={
            "/var/lib/rabbitmq": empty_dir("data", "1Gi"),
            "/tmp": empty_dir("tmp", "64Mi"),
            f"/etc/rabbitmq/conf.d/{CONFIGURATION}": files.file(CONFIGURATION),
        },
    )
