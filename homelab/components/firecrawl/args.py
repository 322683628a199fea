"""Arguments of `homelab.components.firecrawl.Firecrawl`."""

from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain, mutually_exclusive, no_effect_with, rules
from homelab.arguments.constraints import COUNTER, IMAGE, password, secret, url, whole_number
from homelab.components.base import ServerArgs
from homelab.components.firecrawl.models import FirecrawlModelsArgs
from homelab.components.own_valkey import OwnValkeyArgs
from homelab.kubernetes import ResourcesArgs, SecretReference, StorageArgs


@rules(mutually_exclusive("api_key", "api_key_secret"))
@constrain(url=url("http", "https", example="https://firecrawl.example.com"), api_key=secret())
class ExternalFirecrawlArgs(TypedDict):
    """A Firecrawl server outside of the workspace; Firecrawl's cloud is ``librechat.web_search.firecrawl``."""

    url: str
    """Base URL, without a version."""
    api_key: NotRequired[pulumi.Input[str]]
    """Key that the server wants. Default: none."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``api_key``. Default: none."""


@constrain(pages=whole_number(1, 100), image=IMAGE)
class FirecrawlPlaywrightArgs(TypedDict):
    """The browser that loads pages."""

    pages: NotRequired[int]
    """Pages that are open at once. Default: 5."""
    resources: NotRequired[ResourcesArgs]
    """Default: 250m CPU and 512Mi memory, at most 2Gi."""
    image: NotRequired[pulumi.Input[str]]
    """Image with Firecrawl's playwright-service. Default: the one of `homelab.images`."""


@constrain(password=password(16), superuser_password=password(16), image=IMAGE)
class FirecrawlPostgresArgs(TypedDict):
    """The database of the queue.

    Its tables are made at the first start alone: when a new version of Firecrawl needs others, delete the volume; no
    more than unfinished work is lost.
    """

    storage: NotRequired[StorageArgs]
    """Volume of the database. Default: 10Gi, kept."""
    resources: NotRequired[ResourcesArgs]
    """Default: 100m CPU and 256Mi memory, at most 1Gi."""
    password: NotRequired[pulumi.Input[str]]
    """Password of Firecrawl's role, at least 16 letters and digits. Default: 32 generated ones."""
    superuser_password: NotRequired[pulumi.Input[str]]
    """Password of ``postgres``, at least 16 letters and digits. Default: 32 generated ones."""
    image: NotRequired[pulumi.Input[str]]
    """Image with Firecrawl's nuq-postgres. Default: the one of `homelab.images`."""


@constrain(password=password(16), password_rotation=COUNTER, image=IMAGE)
class FirecrawlRabbitMQArgs(TypedDict):
    """The broker between the API and its workers. It has no volume: a new pod starts empty, and work is queued anew."""

    resources: NotRequired[ResourcesArgs]
    """Default: 100m CPU and 192Mi memory, at most 512Mi."""
    password: NotRequired[pulumi.Input[str]]
    """At least 16 letters and digits. Default: 32 generated ones."""
    password_rotation: NotRequired[int]
    """Another number generates another password; broker and Firecrawl restart. Default: 0."""
    image: NotRequired[pulumi.Input[str]]
    """Image with RabbitMQ 3. Default: the one of `homelab.images`."""


@rules(
    no_effect_with(
        "external",
        "models",
        "workers",
        "resources",
        "image",
        "bull_auth_key",
        "bull_auth_key_rotation",
        "playwright",
        "postgres",
        "rabbitmq",
        "valkey",
    ),
    mutually_exclusive("bull_auth_key", "bull_auth_key_rotation"),
)
@constrain(workers=whole_number(1, 20), image=IMAGE, bull_auth_key=password(16), bull_auth_key_rotation=COUNTER)
class FirecrawlServerArgs(TypedDict):
    """A Firecrawl server and what it needs, or another one in its place.

    It knows no users, so there is no ingress: whoever reaches it can fetch whatever it can.
    """

    models: NotRequired[FirecrawlModelsArgs]
    """Language model for extraction. Default: none."""
    workers: NotRequired[int]
    """Processes that scrape, each of about 250Mi. Default: 5."""
    resources: NotRequired[ResourcesArgs]
    """Of API and workers together. Default: 400m CPU and 1Gi memory, at most 4Gi."""
    image: NotRequired[pulumi.Input[str]]
    """Image with Firecrawl's API and workers. Default: the one of `homelab.images`."""
    bull_auth_key: NotRequired[pulumi.Input[str]]
    """What the paths of the administration begin with, at least 16 letters and digits. Default: 32 generated ones."""
    bull_auth_key_rotation: NotRequired[int]
    """Another number generates another key. Default: 0."""
    playwright: NotRequired[FirecrawlPlaywrightArgs]
    """The browser. Default: the component's own."""
    postgres: NotRequired[FirecrawlPostgresArgs]
    """The database of the queue. Default: the component's own."""
    rabbitmq: NotRequired[FirecrawlRabbitMQArgs]
    """The broker. Default: the component's own."""
    valkey: NotRequired[OwnValkeyArgs]
    """The cache. Default: the component's own."""
    external: NotRequired[ExternalFirecrawlArgs]
    """Server to use instead; nothing is created then. Default: none."""


@rules(no_effect_with("external", "clients"))
class FirecrawlArgs(ServerArgs, FirecrawlServerArgs):
    """Arguments of `Firecrawl`."""
