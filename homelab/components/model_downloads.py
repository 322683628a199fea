"""The Job that has a server download its models: done only when the server has all of them."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

import pulumi

from homelab import images
from homelab.connections import HttpConnection
from homelab.kubernetes import Application, Resources, SecretReference, backend, container

SCRIPT = Path(__file__).with_name("scripts") / "download_models.py"
SUFFIX = "models"
"""The Job's name after the server's; the server has to admit it as a client."""
RESOURCES = Resources(cpu="10m", memory="32Mi", memory_limit="128Mi")


class DownloadApi(StrEnum):
    """How a server is told to download a model."""

    OLLAMA = "ollama"
    SPEACHES = "speaches"


def download_models(
    app: Application,
    api: DownloadApi,
    *,
    server: HttpConnection,
    models: Sequence[str],
    deadline_minutes: int,
    api_key: SecretReference | None = None,
) -> pulumi.Resource:
    """A Job of its own beside ``app``, which the server has to admit as a client.

    It waits for the server, and runs again when the models change.
    """
    job = app.beside(SUFFIX, app="model-download", component="model-download")
    job.allow(backends=[backend(app.name, server["port"])])
    client = container(
        "download",
        image=images.PYTHON.reference(app.placement),
        command=["python", "-c", SCRIPT.read_text()],
        args=[api.value, server["url"], *models],
        environment={"API_KEY": api_key} if api_key else {},
        resources=RESOURCES,
    )
    return job.job(client, images.PYTHON.identity, stop_within=5, deadline=deadline_minutes * 60)
