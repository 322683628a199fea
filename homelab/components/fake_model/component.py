"""A model that costs nothing and always answers at the same pace, so that a load test measures LibreChat alone."""

from pathlib import Path

import pulumi

from homelab import images
from homelab.arguments import check
from homelab.components.base import ServerArgs, application
from homelab.components.http_connection import service_connection
from homelab.components.server import Server, run
from homelab.connections import HttpConnection
from homelab.kubernetes import ONE_POD, Probes, Resources, container, http_probe
from homelab.kubernetes.rollout import STOP_DELAY

PORT = 8000
RESOURCES = Resources(cpu="250m", memory="64Mi", memory_limit="256Mi")
SCRIPT = Path(__file__).parent / "server.py"


def connection_of(name: str, namespace: pulumi.Input[str]) -> HttpConnection:
    """Connection for clients, known before anything is created."""
    return service_connection(name, namespace, PORT)


class FakeModel(pulumi.ComponentResource):
    """A server with OpenAI's API for chats and embeddings, which answers everything with the same words."""

    connection: HttpConnection
    """Connection for clients; the API is at ``/v1``."""

    def __init__(self, name: str, args: ServerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(ServerArgs, args, f"FakeModel {name!r}")
        super().__init__("homelab:index:FakeModel", name, {}, opts)
        app = application(self, name, args, app="fake-model", role="load-test")
        self.connection = connection_of(name, args["namespace"])
        server = container(
            "fake-model",
            image=images.PYTHON.reference(app.placement),
            command=["python", "-c", SCRIPT.read_text(encoding="utf-8")],
            args=[str(PORT)],
            ports={"http": PORT},
            probes=Probes(
                startup=http_probe("/v1/models", "http", period=5, failures=12),
                readiness=http_probe("/v1/models", "http", period=5),
                liveness=http_probe("/v1/models", "http", failures=6),
            ),
            resources=RESOURCES,
            pre_stop_sleep=STOP_DELAY,
        )
        described = Server(self.connection, server, images.PYTHON.identity, termination_grace_period=30, scale=ONE_POD)
        run(app, described, admit=args.get("clients"))
        self.register_outputs({"connection": self.connection})
