"""Arguments of `homelab.components.firecrawl.Firecrawl`."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import COUNTER, ENVIRONMENT, IMAGE, OBJECT_NAME, secret, url
from homelab.components.base import ServerArgs, replaceable
from homelab.components.env import plain_variable, refuse_own_variables, whole_numbers
from homelab.components.firecrawl.models import MODEL_NAMES_FIT_PROVIDER, FirecrawlModelsArgs
from homelab.components.firecrawl.own_variables import OWN_VARIABLES
from homelab.components.minimum_memory import enough_memory, memory_violations
from homelab.components.postgres import REFUSE_OWN_SETTINGS, SETTINGS
from homelab.components.proxy import ProxiedArgs
from homelab.components.valkey.dedicated import DedicatedValkeyArgs
from homelab.kubernetes import ResourcesArgs, SecretReference, StorageArgs

WORKERS = 5
"""Scraping processes by default."""
OTHER_PROCESSES = 5
"""The API, and the processes for extraction, prefetching and cleaning up."""
CONNECTIONS_OF_PROCESS = 10
"""Connections to the database of the queue that each process may open."""
MAX_CONNECTIONS = 200
"""Of that database by default."""


@rules(mutually_exclusive("api_key", "api_key_secret"))
@constrain(url=url("http", "https", example="https://firecrawl.example.com"), api_key=secret())
class ExternalFirecrawlArgs(TypedDict):
    """A Firecrawl server outside of the workspace; Firecrawl's cloud is ``librechat.web_search.firecrawl``."""

    url: pulumi.Input[str]
    """Base URL, without a version."""
    api_key: NotRequired[pulumi.Input[str]]
    """Key that the server requires. Default: none."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds the key, instead of ``api_key``. Default: none."""


@rules(
    refuse_own_variables({"HOME": None, "PORT": None}),
    whole_numbers("MAX_CONCURRENT_PAGES", minimum=1),
    enough_memory("Firecrawl's browser"),
)
@constrain(env=ENVIRONMENT, image=IMAGE)
class FirecrawlPlaywrightArgs(TypedDict):
    """The browser that loads pages."""

    env: NotRequired[dict[str, pulumi.Input[str]]]
    """Additional variables, for example ``MAX_CONCURRENT_PAGES``, which is 5 by default. Default: none."""
    resources: NotRequired[ResourcesArgs]
    """Default: 250m CPU and 512Mi memory, at most 2Gi."""
    image: NotRequired[pulumi.Input[str]]
    """Image with Firecrawl's playwright-service. Default: the one in `homelab.images`."""


@rules(REFUSE_OWN_SETTINGS, enough_memory("Postgres"))
@constrain(image=IMAGE, settings=SETTINGS)
class FirecrawlPostgresArgs(TypedDict):
    """The database of the queue.

    Its tables are only created at the first start: if a new version of Firecrawl needs different ones, delete the
    volume; only unfinished work is lost.
    """

    storage: NotRequired[StorageArgs]
    """Volume of the database. Default: 10Gi, retained."""
    resources: NotRequired[ResourcesArgs]
    """Default: 100m CPU and 256Mi memory, at most 1Gi."""
    settings: NotRequired[dict[str, pulumi.Input[str]]]
    """Postgres' own parameters. Those about memory follow the memory limit otherwise. Default: none."""
    image: NotRequired[pulumi.Input[str]]
    """Image with Firecrawl's nuq-postgres. Default: the one in `homelab.images`."""


@rules(enough_memory("RabbitMQ"))
class FirecrawlRabbitMQArgs(TypedDict):
    """The broker between the API and its workers. It has no volume: a new pod starts empty, and work is requeued."""

    resources: NotRequired[ResourcesArgs]
    """Default: 100m CPU and 192Mi memory, at most 512Mi."""


def _workers_fit(group: Mapping[str, Any]) -> Iterable[str]:
    """Scraping processes need memory, and connections to the database of the queue."""
    text = plain_variable(group, "NUQ_WORKER_COUNT") or str(WORKERS)
    workers = int(text) if text.isdecimal() else WORKERS
    yield from memory_violations("a process of Firecrawl", group.get("resources", {}), "resources", times=workers)
    connections = group.get("postgres", {}).get("settings", {}).get("max_connections", str(MAX_CONNECTIONS))
    needed = (workers + OTHER_PROCESSES) * CONNECTIONS_OF_PROCESS
    if isinstance(connections, str) and connections.isdecimal() and needed > int(connections):
        yield (
            f"env.NUQ_WORKER_COUNT {workers} may open {needed} connections, but postgres.settings.max_connections is "
            f"{connections}: raise it to {needed}"
        )


@replaceable(
    mutually_exclusive("existing_secret", "secret_rotation"),
    refuse_own_variables(OWN_VARIABLES),
    whole_numbers("NUQ_WORKER_COUNT", minimum=1),
    MODEL_NAMES_FIT_PROVIDER,
    Rule(("env", "resources", "postgres"), _workers_fit),
)
@constrain(env=ENVIRONMENT, image=IMAGE, existing_secret=OBJECT_NAME, secret_rotation=COUNTER)
class FirecrawlServerArgs(TypedDict):
    """A Firecrawl server and its backends, or an external one to use instead.

    It has no authentication, so there is no ingress: any client can fetch whatever the server can reach.
    """

    models: NotRequired[FirecrawlModelsArgs]
    """Language model for extraction. Default: none."""
    env: NotRequired[dict[str, pulumi.Input[str]]]
    """Additional variables, for example ``NUQ_WORKER_COUNT``, the number of scraping processes of about 250Mi each,
    which is 5 by default. Default: none."""
    resources: NotRequired[ResourcesArgs]
    """Resources of the pod with API and workers. Default: 400m CPU and 1Gi memory, at most 4Gi."""
    image: NotRequired[pulumi.Input[str]]
    """Image with Firecrawl's API and workers. Default: the one in `homelab.images`."""
    existing_secret: NotRequired[pulumi.Input[str]]
    """Name of a Secret with the keys ``bull-auth-key``, the secret prefix of the administration's paths,
    ``postgres-password``, ``postgres-superuser-password`` and ``rabbitmq-password``, of letters and digits; nothing
    is generated then. Default: none."""
    secret_rotation: NotRequired[int]
    """A new number generates a new administration key and a new password of RabbitMQ; both servers restart.
    Default: 0."""
    playwright: NotRequired[FirecrawlPlaywrightArgs]
    """The browser. Default: the component's own."""
    postgres: NotRequired[FirecrawlPostgresArgs]
    """The database of the queue. Default: the component's own."""
    rabbitmq: NotRequired[FirecrawlRabbitMQArgs]
    """The broker. Default: the component's own."""
    valkey: NotRequired[DedicatedValkeyArgs]
    """The cache. Default: the component's own."""
    external: NotRequired[ExternalFirecrawlArgs]
    """External server to use; nothing is created then. Default: none."""


class FirecrawlArgs(ServerArgs, ProxiedArgs, FirecrawlServerArgs):
    """Arguments of `Firecrawl`."""
