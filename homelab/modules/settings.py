"""What a workspace's arguments mean, as plain data: what exists, and what the components are told."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from homelab.components.base import ComponentArgs
from homelab.components.ollama.args import OllamaServerArgs
from homelab.components.rag_api import embeddings
from homelab.components.rag_api.embeddings import EmbeddingsArgs
from homelab.components.rag_api.embeddings_providers import EmbeddingsProvider
from homelab.kubernetes import PlacementArgs
from homelab.librechat_config.speech import speaches_models

if TYPE_CHECKING:
    from homelab.modules.ai_workspace_args import AIWorkspaceArgs

_AWS_KEY = ("access_key_id", "secret_access_key", "secret_access_key_secret")


def is_enabled(group: Mapping[str, Any] | None) -> bool:
    """A group is on where it is given and does not say otherwise."""
    return group is not None and group.get("enabled", True)


def enabled_group(args: Mapping[str, Any], name: str) -> Any:
    """A group that is switched on; None for the others. It is of the type that the arguments say."""
    group = args.get(name)
    return group if is_enabled(group) else None


def only(args_type: type, group: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a group that a component takes as it is."""
    return {name: group[name] for name in args_type.__annotations__ if name in group}


def place_of(args: "AIWorkspaceArgs") -> ComponentArgs:
    """Where every component goes."""
    placement = only(PlacementArgs, args)
    place: ComponentArgs = {"namespace": args["namespace"], "placement": cast(PlacementArgs, placement)}
    return {**place, "adopt": args["adopt"]} if "adopt" in args else place


def completed_group(args: "AIWorkspaceArgs", name: str) -> Mapping[str, Any]:
    """The arguments of a server, completed by what other groups ask of it."""
    group = cast(Mapping[str, Any], args.get(name, {}))
    own = {argument: value for argument, value in group.items() if argument != "enabled"}
    completions: Mapping[str, Callable[[AIWorkspaceArgs, Mapping[str, Any]], dict[str, Any]]] = {
        "ollama": _ollama_args,
        "speaches": _speaches_args,
    }
    return completions[name](args, own) if name in completions else own


# Embeddings


def embeddings_of(args: Mapping[str, Any]) -> EmbeddingsArgs | None:
    """How embeddings are made: as told, completed by the provider's group, else by the first provider that can."""
    rag = args.get("rag", {})
    if not rag.get("enabled", True) or "external" in rag:
        return None
    if "embeddings" in rag:
        told = rag["embeddings"]
        return cast(EmbeddingsArgs, {**_known_of(args, told["provider"], told), **told})
    candidates = (EmbeddingsProvider.OPENAI, EmbeddingsProvider.BEDROCK, EmbeddingsProvider.OLLAMA)
    for provider in (*candidates, EmbeddingsProvider.GOOGLE):
        completed = {"provider": provider, **_known_of(args, provider, {})}
        lacks = embeddings.missing(completed, server=uses_own_ollama(args, completed), role="service_account" in rag)
        if is_enabled(args.get(provider.value)) and not list(lacks):
            return cast(EmbeddingsArgs, completed)
    return None


def uses_own_ollama(args: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Whether embeddings are made by the workspace's Ollama, or the one in its place."""
    is_ollama = told["provider"] == EmbeddingsProvider.OLLAMA
    return is_ollama and "base_url" not in told and is_enabled(args.get("ollama"))


def _known_of(args: Mapping[str, Any], provider: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """What the provider's own group says, as far as nothing else is told."""
    group = enabled_group(args, provider) or {}
    match provider:
        case EmbeddingsProvider.OPENAI | EmbeddingsProvider.GOOGLE:
            names = () if embeddings.has(told, "api_key") else ("api_key", "api_key_secret")
        case EmbeddingsProvider.BEDROCK:
            names = ("region",) if told.keys() & set(_AWS_KEY) else ("region", *_AWS_KEY)
        case _:
            names = ()
    return {name: group[name] for name in names if name in group}


# Models


def _ollama_args(args: "AIWorkspaceArgs", group: Mapping[str, Any]) -> dict[str, Any]:
    """The server's part of the group, with the model of the embeddings among those that it has to have."""
    own = only(OllamaServerArgs, group)
    told = embeddings_of(args)
    if told is None or "external" in group or not uses_own_ollama(args, told):
        return own
    return {**own, "models": list(dict.fromkeys([*own.get("models", []), embeddings.model(told)]))}


def _speaches_args(args: "AIWorkspaceArgs", group: Mapping[str, Any]) -> dict[str, Any]:
    """The group, with the models that speech is told to use."""
    chat = args["librechat"]
    models = [*group.get("models", []), *speaches_models(chat.get("stt"), chat.get("tts"))]
    return {**group, "models": list(dict.fromkeys(models))}


# Retention


def keeps_documents(args: "AIWorkspaceArgs") -> bool:
    """Whether LibreChat's database outlives the stack; the keys that open what is in it have to do so then."""
    return args.get("documentdb", {}).get("storage", {}).get("retain", args.get("retain", True))


def keeps_anything(args: "AIWorkspaceArgs") -> bool:
    """Whether some volume outlives the stack; the namespace has to do so then."""
    return args.get("retain", True) or any(_retaining(cast(Mapping[str, object], args)))


def _retaining(group: Mapping[str, object]) -> Sequence[bool]:
    """What the volumes of a group, and of the groups in it, say themselves."""
    found: list[bool] = []
    for name, value in group.items():
        if name == "retain" and isinstance(value, bool):
            found.append(value)
        elif isinstance(value, Mapping):
            found.extend(_retaining(cast(Mapping[str, object], value)))
    return found
