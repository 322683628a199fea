"""Arguments of secrets that a store outside of the cluster holds."""

from enum import StrEnum
from typing import Literal, NotRequired, TypeAlias, TypedDict

from homelab.arguments import constrain
from homelab.arguments.constraints import OBJECT_NAME, matching
from homelab.choices import Choice

_REMOTE_KEY = matching(r"\S+", "the key of a secret in the store, such as 'ai/chat'")


class StoreKind(StrEnum):
    """Kinds of stores of the External Secrets Operator."""

    SECRET_STORE = "SecretStore"
    """A store of one namespace."""
    CLUSTER_SECRET_STORE = "ClusterSecretStore"
    """A store of the cluster."""


StoreKindChoice: TypeAlias = Choice[StoreKind, Literal["SecretStore", "ClusterSecretStore"]]


@constrain(name=OBJECT_NAME)
class StoreArgs(TypedDict):
    """A store that exists in the cluster: it says which vault there is, and how to sign in."""

    name: str
    """Its name."""
    kind: NotRequired[StoreKindChoice]
    """Its kind. Default: SecretStore, in the workspace's namespace."""


@constrain(
    key=_REMOTE_KEY,
    property=matching(r"\S+", "the name of a value in a secret of the store"),
    version=matching(r"\S+", "the version of a secret in the store"),
)
class RemoteValueArgs(TypedDict):
    """Where a store has a single value."""

    key: str
    """Key of the secret in the store."""
    property: NotRequired[str]
    """The value in it. Default: none, the secret is the value."""
    version: NotRequired[str]
    """Its version. Default: the newest."""


@constrain(key=_REMOTE_KEY)
class SourceArgs(TypedDict):
    """Where a store has the values of one Secret."""

    key: NotRequired[str]
    """Key of the secret in the store. Default: ``external_secrets.key``."""
    values: NotRequired[dict[str, RemoteValueArgs]]
    """Values that are somewhere else, by keys of the Secret. Default: none."""


@constrain(key=_REMOTE_KEY, refresh=matching(r"[1-9][0-9]*[smh]", "an interval such as '1h'"))
class ExternalSecretsArgs(TypedDict):
    """Secrets from a store outside of the cluster, such as Vault, by the External Secrets Operator.

    Pulumi generates none of the passwords then, and knows none: those that arguments do not set come from the store,
    under the names in ``docs/secrets.md``. An error lists those that nothing says where to find.
    """

    store: StoreArgs
    """The store."""
    key: NotRequired[str]
    """Key of the secret in the store that holds all values, such as the path ``ai/chat`` in Vault. Default: none;
    ``secrets`` says where each is."""
    secrets: NotRequired[dict[str, SourceArgs]]
    """Where the values of single Secrets are: those of the workspace by ``librechat``, ``documentdb``,
    ``documentdb_server``, ``pgvector``, ``valkey``, ``meilisearch``, ``firecrawl``, ``firecrawl_valkey``, ``searxng``,
    ``searxng_valkey``, ``speaches``, ``admin_panel`` and ``first_admin``, and those to which arguments such as
    ``openai.api_key_secret`` refer, by their names: the latter are only created if they are named here. Default: all of
    the workspace's are in ``key``, and there are no others."""
    refresh: NotRequired[str]
    """How often the operator looks for new values. Default: 1h."""
    reloader: NotRequired[bool]
    """Whether Stakater's Reloader, which the cluster must have, replaces the pods that read a Secret when it changes.
    Those of the databases are left alone, whose passwords change in the database first. Default: false: new values
    reach pods when they restart."""
