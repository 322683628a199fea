"""Objects of one workload, recorded."""

from collections.abc import Callable, Mapping
from typing import Any

import pulumi

from homelab.kubernetes import Application, Identity, Resources, container, create_stateful_set
from homelab.offline import Recording, record

IDENTITY = Identity(1000, 1000)
SERVER = container(
    "server",
    image="registry.example.com/server:1",
    resources=Resources(cpu="1", memory="1Gi", memory_limit="1Gi"),
    ports={"http": 80, "debug": 81},
)


def recorded(create: Callable[[Application], object], **place: Any) -> Recording:
    """What ``create`` declares for the application ``db``."""
    arguments: Mapping[str, Any] = {"namespace": "ai", **place}

    def program() -> None:
        parent = pulumi.ComponentResource("test:index:Parent", "parent")
        create(Application(parent, "db", app="valkey", component="cache", **arguments))

    return record(program)


def stateful_set(app: Application) -> pulumi.Resource:
    return create_stateful_set(app, SERVER, IDENTITY, termination_grace_period=30)
