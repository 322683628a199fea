"""Embeddings: which model turns text into vectors for rag_api, and what its provider needs for that."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NAME, secret, url, whole_number
from homelab.components.rag_api.embeddings_providers import DEFAULT_MODELS, PROVIDERS, EmbeddingsProvider
from homelab.kubernetes import SecretReference


def _has_an_effect(group: Mapping[str, Any]) -> Iterable[str]:
    provider = EmbeddingsProvider(group["provider"])
    allowed = {"provider", "model", *PROVIDERS[provider].variables}
    for name in group:
        if name.removesuffix("_secret") not in allowed:
            yield f"{name} has no effect with provider {provider}: remove it"


def _key_is_complete(group: Mapping[str, Any]) -> Iterable[str]:
    if ("access_key_id" in group) != has(group, "secret_access_key"):
        yield "access_key_id and secret_access_key need each other"


@rules(
    mutually_exclusive("api_key", "api_key_secret"),
    mutually_exclusive("secret_access_key", "secret_access_key_secret"),
    mutually_exclusive("service_key", "service_key_secret"),
    Rule(("access_key_id", "secret_access_key", "secret_access_key_secret"), _key_is_complete),
    Rule(("provider",), _has_an_effect),
)
@constrain(
    model=NAME,
    dimensions=whole_number(1, 16000),
    base_url=url("http", "https", example="http://ollama.ai.svc.cluster.local:11434"),
    api_key=secret(),
    api_version=NAME,
    region=NAME,
    access_key_id=NAME,
    secret_access_key=secret(),
    project=NAME,
    service_key=secret(),
    inputs_per_request=whole_number(1, 2048),
)
class EmbeddingsArgs(TypedDict):
    """Which model makes the vectors. Changing it makes a filled collection useless: name another collection then."""

    provider: EmbeddingsProvider
    """Who makes the vectors."""
    model: NotRequired[pulumi.Input[str]]
    """Name of the model; for azure of the deployment; for huggingface_tei of what the server serves, which only the
    collection remembers. Default: text-embedding-3-small, amazon.titan-embed-text-v2:0, gemini-embedding-001,
    nomic-embed-text or sentence-transformers/all-MiniLM-L6-v2, by provider."""
    dimensions: NotRequired[pulumi.Input[int]]
    """Length of the vectors, for openai and azure. Default: the model's own."""
    base_url: NotRequired[str]
    """Server to ask, for openai, azure, ollama and huggingface_tei. Default: OpenAI's own."""
    api_key: NotRequired[pulumi.Input[str]]
    """Key for openai, azure and google; for huggingface a token for closed models. Default: in a workspace the
    provider's."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``api_key``. Default: none."""
    api_version: NotRequired[pulumi.Input[str]]
    """Version of Azure's API, for azure."""
    region: NotRequired[pulumi.Input[str]]
    """Region, for bedrock and vertexai. Default: us-central1 for vertexai."""
    access_key_id: NotRequired[pulumi.Input[str]]
    """Id of an AWS key, for bedrock. Default: none, the role of ``service_account``."""
    secret_access_key: NotRequired[pulumi.Input[str]]
    """Secret of that key. Default: none."""
    secret_access_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``secret_access_key``. Default: none."""
    project: NotRequired[pulumi.Input[str]]
    """Google's project, for vertexai."""
    service_key: NotRequired[pulumi.Input[str]]
    """JSON key of a Google service account, for vertexai. Default: none, the role of ``service_account``."""
    service_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``service_key``. Default: none."""
    inputs_per_request: NotRequired[pulumi.Input[int]]
    """Passages sent at once, for openai and azure; fewer where it answers 429. Default: rag_api's own, 200."""


def has(group: Mapping[str, Any], secret_name: str) -> bool:
    """Whether a secret is given, by its value or by where it is."""
    return secret_name in group or f"{secret_name}_secret" in group


def missing(args: Mapping[str, Any], *, server: bool = False, role: bool = False) -> Iterable[str]:
    """What the provider still needs, one message each.

    :param server: Whether the provider's server is known, so that ``base_url`` need not be given.
    :param role: Whether rag_api's pods have a ServiceAccount.
    """
    provider = EmbeddingsProvider(args["provider"])
    known = {"base_url"} if server else set[str]()
    for name in PROVIDERS[provider].needed:
        if name not in known and not has(args, name):
            yield f"provider {provider} needs {name}"
    key = {EmbeddingsProvider.BEDROCK: "access_key_id", EmbeddingsProvider.VERTEXAI: "service_key"}.get(provider)
    if key and not role and not has(args, key):
        yield f"provider {provider} needs {key}, or the group service_account with a role"
    if role and (key is None or has(args, key)):
        yield f"service_account has no effect with {f'{key} of ' if key else ''}provider {provider}: remove it"


def model(args: EmbeddingsArgs) -> pulumi.Input[str]:
    """Name of the model."""
    return args["model"] if "model" in args else DEFAULT_MODELS[args["provider"]]


def in_process(args: EmbeddingsArgs) -> bool:
    """Whether the model runs in rag_api itself."""
    return args["provider"] == EmbeddingsProvider.HUGGINGFACE


def needs_full_image(args: EmbeddingsArgs) -> bool:
    """Whether rag_api's lite image lacks what the provider needs: all that is Hugging Face's."""
    return args["provider"] in (EmbeddingsProvider.HUGGINGFACE, EmbeddingsProvider.HUGGINGFACE_TEI)
