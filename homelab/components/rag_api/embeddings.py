"""Embedding model of rag_api."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import NAME, whole_number
from homelab.components.rag_api.embeddings_providers import (
    DEFAULT_MODELS,
    PROVIDERS,
    EmbeddingsProvider,
    EmbeddingsProviderChoice,
)
from homelab.kubernetes import apply
from homelab.kubernetes.variables import Variables


def _model_fits_provider(args: Mapping[str, Any]) -> Iterable[str]:
    provider = EmbeddingsProvider(args["provider"])
    if PROVIDERS[provider].needs_model and "model" not in args:
        yield f"provider {provider.value} needs model"
    if "dimensions" in args and provider not in (EmbeddingsProvider.OPENAI, EmbeddingsProvider.AZURE):
        yield f"dimensions has no effect with provider {provider.value}: remove it"


@rules(Rule(("provider", "model", "dimensions"), _model_fits_provider))
@constrain(model=NAME, dimensions=whole_number(1, 16000))
class EmbeddingsArgs(TypedDict):
    """The embedding model. A new model requires a new collection, as existing vectors cannot be searched with it.

    Set URLs, keys and API versions of a provider as the RAG API's own variables, in ``rag.env`` and ``rag.secret_env``;
    in a workspace, the keys of openai, bedrock and google are the defaults.
    """

    provider: EmbeddingsProviderChoice
    """Provider that computes the vectors."""
    model: NotRequired[pulumi.Input[str]]
    """Name of the model; for azure, of the deployment; for huggingface_tei, of the model that the server serves, which
    is only recorded with the collection. Default: text-embedding-3-small, amazon.titan-embed-text-v2:0,
    gemini-embedding-001, nomic-embed-text or sentence-transformers/all-MiniLM-L6-v2, by provider."""
    dimensions: NotRequired[pulumi.Input[int]]
    """Length of the vectors, for openai and azure. Default: the model's own."""


def variables(args: EmbeddingsArgs) -> Variables:
    """Variables that select the model."""
    plain: dict[str, pulumi.Input[str]] = {"EMBEDDINGS_PROVIDER": PROVIDERS[EmbeddingsProvider(args["provider"])].name}
    if args["provider"] != EmbeddingsProvider.HUGGINGFACE_TEI:
        plain["EMBEDDINGS_MODEL"] = model(args)
    if "dimensions" in args:
        plain["EMBEDDINGS_DIMENSIONS"] = apply(str, args["dimensions"])
    if in_process(args):
        plain["HF_HOME"] = "/tmp/huggingface"
    return Variables(plain)


def violations(
    args: EmbeddingsArgs, names: Collection[str], *, server: bool = False, role: bool = False, prefix: str = ""
) -> Iterable[str]:
    """One message per variable that the provider lacks, and for a ServiceAccount without an effect.

    :param names: Variables that are set.
    :param server: Whether the provider's server is known, so that its URL need not be set.
    :param role: Whether rag_api's pods have a ServiceAccount.
    :param prefix: Prefix of the paths of arguments: ``rag.``.
    """
    name = EmbeddingsProvider(args["provider"])
    provider = PROVIDERS[name]
    for variable in provider.needed:
        if variable not in names and not (server and variable == provider.url):
            yield f"{prefix}embeddings.provider {name} needs {variable}"
    if provider.key and not role and provider.key not in names:
        yield f"{prefix}embeddings.provider {name} needs {provider.key}, or {prefix}service_account with a role"
    if role and (provider.key is None or provider.key in names):
        key = f"{provider.key} of " if provider.key else ""
        yield f"{prefix}service_account has no effect with {key}{prefix}embeddings.provider {name}: remove it"


def model(args: EmbeddingsArgs) -> pulumi.Input[str]:
    """Name of the model."""
    return args["model"] if "model" in args else DEFAULT_MODELS[EmbeddingsProvider(args["provider"])]


def in_process(args: EmbeddingsArgs) -> bool:
    """Whether the model runs in rag_api itself."""
    return args["provider"] == EmbeddingsProvider.HUGGINGFACE


def needs_full_image(args: EmbeddingsArgs) -> bool:
    """Whether the provider needs rag_api's full image, as those of Hugging Face do."""
    return args["provider"] in (EmbeddingsProvider.HUGGINGFACE, EmbeddingsProvider.HUGGINGFACE_TEI)
