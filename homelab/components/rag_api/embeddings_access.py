"""What rag_api's pods get for their embeddings: variables, files, and whom they may reach."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from homelab.components.rag_api import embeddings
from homelab.components.rag_api.embeddings import EmbeddingsArgs
from homelab.components.rag_api.embeddings_providers import PROVIDERS, EmbeddingsProvider
from homelab.connections import HttpConnection
from homelab.kubernetes import (
    Application,
    EnvironmentValue,
    Peer,
    SecretReference,
    Volume,
    backend,
    combine,
    internet,
    secret_files,
    server_at,
)
from homelab.kubernetes.service_account import EKS_POD_IDENTITY_AGENT, GKE_METADATA_SERVER

SERVICE_KEY_FOLDER = "/etc/google"
# How the Secrets that hold them are called.
_SECRETS = {
    "api_key": "embeddings-key",
    "secret_access_key": "embeddings-secret-access-key",
    "service_key": "embeddings-service-key",
}


@dataclass(frozen=True)
class EmbeddingsAccess:
    """What a container needs in order to have embeddings made."""

    environment: Mapping[str, EnvironmentValue]
    mounts: Mapping[str, Volume] = field(default_factory=dict[str, Volume])


def access(app: Application, args: EmbeddingsArgs, server: HttpConnection | None) -> EmbeddingsAccess:
    """Variables and files; a secret goes into a Secret.

    :param server: The provider's server, where ``base_url`` does not say it.
    """
    provider = PROVIDERS[args["provider"]]
    environment: dict[str, EnvironmentValue] = {
        "EMBEDDINGS_PROVIDER": provider.name,
        "EMBEDDINGS_MODEL": embeddings.model(args),
    }
    mounts: dict[str, Volume] = {}
    told = {**args, "base_url": server["url"]} if server else {**args}
    for argument, variable in provider.variables.items():
        if argument in _SECRETS:
            if reference := _secret(app, args, argument):
                environment[variable] = reference
        elif argument in told:
            environment[variable] = combine(str, told[argument])
    key = environment.get("GOOGLE_APPLICATION_CREDENTIALS")
    if isinstance(key, Mapping):
        environment["GOOGLE_APPLICATION_CREDENTIALS"] = combine(lambda name: f"{SERVICE_KEY_FOLDER}/{name}", key["key"])
        mounts[SERVICE_KEY_FOLDER] = secret_files("google", key["name"])
    if embeddings.in_process(args):
        environment["HF_HOME"] = "/tmp/huggingface"
    return EmbeddingsAccess(environment, mounts)


def servers(args: EmbeddingsArgs, server: HttpConnection | None, *, role: bool) -> list[Peer]:
    """Whom rag_api has to reach.

    :param role: Whether the pods ask their cloud for credentials.
    """
    if server:
        return [backend(server.get("workload"), server["port"])]
    if "base_url" in args:
        return [server_at(args["base_url"])]
    credentials = {
        EmbeddingsProvider.BEDROCK: (EKS_POD_IDENTITY_AGENT,),
        EmbeddingsProvider.VERTEXAI: GKE_METADATA_SERVER,
    }
    return [internet(443), *(credentials.get(args["provider"], ()) if role else ())]


def _secret(app: Application, args: EmbeddingsArgs, name: str) -> SecretReference | None:
    given: Mapping[str, Any] = {**args}
    if f"{name}_secret" in given:
        return given[f"{name}_secret"]
    return app.secret_value(_SECRETS[name], given[name]) if name in given else None
