"""The language model with which Firecrawl extracts data from pages."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

import pulumi

from homelab.arguments import Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import secret, url
from homelab.choices import Choice
from homelab.components.passwords import resolve_secret
from homelab.kubernetes import Application, EnvironmentValue, Peer, SecretReference, apply, peer_of_url


class FirecrawlProvider(StrEnum):
    """Providers of Firecrawl's language model."""

    OPENAI = "openai"
    """OpenAI, or an OpenAI-compatible server at ``base_url``."""
    OLLAMA = "ollama"
    """An Ollama server at ``base_url``."""
    NONE = "none"
    """No model: pages are converted to text, which is all that LibreChat needs."""


FirecrawlProviderChoice: TypeAlias = Choice[FirecrawlProvider, Literal["openai", "ollama", "none"]]


def _arguments_fit_provider(group: Mapping[str, Any]) -> Iterable[str]:
    provider = FirecrawlProvider(group["provider"])
    has_key = bool(group.keys() & {"api_key", "api_key_secret"})
    if provider is FirecrawlProvider.NONE:
        unused = (name for name in ("base_url", "api_key", "api_key_secret") if name in group)
        yield from (f"{name} has no effect with provider none: remove it" for name in unused)
    if provider is FirecrawlProvider.OPENAI and not has_key:
        yield "provider openai needs api_key or api_key_secret"
    if provider is FirecrawlProvider.OLLAMA:
        if "base_url" not in group:
            yield "provider ollama needs base_url"
        if has_key:
            yield "api_key has no effect with provider ollama: remove it"


@rules(
    mutually_exclusive("api_key", "api_key_secret"),
    Rule(("provider", "base_url", "api_key", "api_key_secret"), _arguments_fit_provider),
)
@constrain(base_url=url("http", "https", example="http://ollama.ai.svc.cluster.local:11434"), api_key=secret())
class FirecrawlModelsArgs(TypedDict):
    """The language model for JSON extraction and summaries, which LibreChat does not use.

    Its name is set by the variable ``MODEL_NAME``, and that of the embedding model by ``MODEL_EMBEDDING_NAME``.
    """

    provider: FirecrawlProviderChoice
    """Provider of the model."""
    base_url: NotRequired[pulumi.Input[str]]
    """Base URL of the server: with ``/v1`` for openai, without a path for ollama. Default: OpenAI's."""
    api_key: NotRequired[pulumi.Input[str]]
    """Key for openai."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds the key, instead of ``api_key``. Default: none."""


MODEL_VARIABLES = ("MODEL_NAME", "MODEL_EMBEDDING_NAME")


def _names_fit_provider(group: Mapping[str, Any]) -> Iterable[str]:
    provider = group.get("models", {}).get("provider", FirecrawlProvider.NONE)
    named = [name for name in MODEL_VARIABLES if name in group.get("env", {})]
    if provider == FirecrawlProvider.OLLAMA and "MODEL_NAME" not in named:
        yield "models.provider ollama needs env.MODEL_NAME"
    if provider == FirecrawlProvider.NONE:
        yield from (f"env.{name} has no effect without models.provider openai or ollama: remove it" for name in named)


MODEL_NAMES_FIT_PROVIDER = Rule(("models", "env"), _names_fit_provider)
"""Rule of the group with ``models`` and ``env``."""


def environment(app: Application, models: FirecrawlModelsArgs | None) -> dict[str, EnvironmentValue]:
    """Create the variables that connect Firecrawl with the model's server; a key goes into a Secret."""
    variables: dict[str, EnvironmentValue] = {}
    if models is None:
        return variables
    if models["provider"] is FirecrawlProvider.OPENAI:
        variables["OPENAI_API_KEY"] = resolve_secret(app, "openai-key", models, "api_key")
    if "base_url" in models:
        # Setting Ollama's address is also what makes Firecrawl use Ollama.
        is_ollama = models["provider"] is FirecrawlProvider.OLLAMA
        address = apply(lambda url: url.rstrip("/") + ("/api" if is_ollama else ""), models["base_url"])
        variables["OLLAMA_BASE_URL" if is_ollama else "OPENAI_BASE_URL"] = address
    return variables


def peers(models: FirecrawlModelsArgs | None) -> list[pulumi.Input[Peer]]:
    """The server of the model, if one is set."""
    return [apply(peer_of_url, models["base_url"])] if models and "base_url" in models else []
