"""Jobs that make a server download its models, and complete once it has all of them."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import NotRequired, TypedDict

import pulumi

from homelab import images
from homelab.connections import HttpConnection, peer_of
from homelab.kubernetes import (
    Application,
    Peer,
    PodsArgs,
    Resources,
    SecretReference,
    container,
    create_job,
    create_network_policy,
    pods,
)

SCRIPT = Path(__file__).with_name("scripts") / "download_models.py"
RESOURCES = Resources(cpu="10m", memory="32Mi", memory_limit="128Mi")
_SUFFIX = "models"


class DownloadingArgs(TypedDict):
    """Arguments of components whose server downloads models."""

    download_pods: NotRequired[PodsArgs]
    """Where and how the pods of the Job run that has the server download its models. Default: as ``pods``."""


class DownloadApi(StrEnum):
    """API by which a server downloads a model."""

    OLLAMA = "ollama"
    SPEACHES = "speaches"


def create_download_job(
    app: Application,
    api: DownloadApi,
    *,
    server: HttpConnection,
    models: Sequence[str],
    deadline_minutes: int,
    api_key: SecretReference | None = None,
    pods: PodsArgs | None = None,
) -> pulumi.Resource:
    """Create a Job that waits for the server of ``app``, and runs again when the models change.

    The server's network policy must allow `job_pods`. The server alone has the volume, so that any node will do.

    :param pods: Where and how the Job's pods run. Default: as the server's do.
    """
    job = app.sibling(_SUFFIX, app="model-download", component="model-download", pods=pods)
    create_network_policy(job, egress=[peer_of(server)])
    client = container(
        "download",
        image=images.PYTHON.reference(app.placement),
        command=["python", "-c", SCRIPT.read_text()],
        args=[api.value, server["url"], *models],
        environment={"API_KEY": api_key} if api_key else {},
        resources=RESOURCES,
    )
    return create_job(
        job, client, images.PYTHON.identity, termination_grace_period=5, active_deadline=deadline_minutes * 60
    )


def job_pods(app: Application, port: int) -> Peer:
    """Pods of the Job, for the network policy of the server of ``app``."""
    return pods(f"{app.name}-{_SUFFIX}", port)
