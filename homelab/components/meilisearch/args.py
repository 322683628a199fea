"""Arguments of `homelab.components.meilisearch.Meilisearch`."""

from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain, mutually_exclusive, no_effect_with, rules
from homelab.arguments.constraints import COUNTER, ENVIRONMENT, IMAGE, password, secret, url
from homelab.components.base import replaceable
from homelab.components.env import refuse_own_variables
from homelab.components.minimum_memory import enough_memory
from homelab.components.monitoring.component_args import MonitoredServerArgs
from homelab.kubernetes import ResourcesArgs, SecretReference, StorageArgs

OWN_VARIABLES = {
    "MEILI_DB_PATH": None,
    "MEILI_DUMP_DIR": None,
    "MEILI_ENV": None,
    "MEILI_HTTP_ADDR": None,
    "MEILI_MASTER_KEY": "master_key or master_key_secret",
    "MEILI_SNAPSHOT_DIR": None,
}


@rules(mutually_exclusive("api_key", "api_key_secret", required=True))
@constrain(url=url("http", "https", example="https://search.example.com"), api_key=secret())
class ExternalMeilisearchArgs(TypedDict):
    """A Meilisearch server outside of the workspace."""

    url: pulumi.Input[str]
    """Base URL."""
    api_key: NotRequired[pulumi.Input[str]]
    """Key with the rights to search, create indexes and write documents. Either this or ``api_key_secret``."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds the key. Either this or ``api_key``."""


@replaceable(
    no_effect_with("master_key_secret", "master_key", "master_key_rotation"),
    refuse_own_variables(OWN_VARIABLES),
    enough_memory("Meilisearch"),
)
@constrain(image=IMAGE, env=ENVIRONMENT, master_key=password(32), master_key_rotation=COUNTER)
class MeilisearchServerArgs(TypedDict):
    """A Meilisearch server, or an external one to use instead."""

    storage: NotRequired[StorageArgs]
    """Volume of the indexes, which can be rebuilt from the conversations. Default: 5Gi, retained."""
    resources: NotRequired[ResourcesArgs]
    """Default: 100m CPU and 256Mi memory, at most 1Gi, of which indexing takes up to half."""
    image: NotRequired[pulumi.Input[str]]
    """Image with Meilisearch. Another version, older or newer, starts with new indexes, which LibreChat fills from its
    conversations. Default: the one in `homelab.images`."""
    keep_previous_indexes: NotRequired[bool]
    """Keep the indexes of the version that ran before on the volume, for a way back. Default: true."""
    env: NotRequired[dict[str, pulumi.Input[str]]]
    """Additional variables, for example ``MEILI_LOG_LEVEL`` or ``MEILI_MAX_INDEXING_THREADS``. Default: none."""
    master_key: NotRequired[pulumi.Input[str]]
    """At least 32 letters and digits. Default: 32 generated ones."""
    master_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds the key; nothing is generated then. Default: none."""
    master_key_rotation: NotRequired[int]
    """A new number generates a new key; server and clients restart. Default: 0."""
    external: NotRequired[ExternalMeilisearchArgs]
    """External server to use; no server is created then. Default: none."""


class MeilisearchArgs(MonitoredServerArgs, MeilisearchServerArgs):
    """Arguments of `Meilisearch`."""
