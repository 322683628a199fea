"""What a workspace's arguments mean, as plain data: what exists, and what the components are told."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import pulumi

from homelab.components.base import ComponentArgs
from homelab.components.embeddings import EmbeddingsArgs, EmbeddingsProvider
from homelab.components.librechat_storage import FileStorageArgs, LocalStorageArgs, strategy
from homelab.kubernetes import PlacementArgs
from homelab.librechat_config.arguments import STTImplementation, TTSImplementation
from homelab.librechat_config.environment import (
    Providers,
    people_environment,
    provider_environment,
    provider_secrets,
)
from homelab.librechat_config.yaml import Settings

if TYPE_CHECKING:
    from homelab.modules.ai_workspace_args import AIWorkspaceArgs


def is_enabled(group: Mapping[str, Any] | None) -> bool:
    """A group is on where it is given and does not say otherwise."""
    return group is not None and group.get("enabled", True)


def providers_of(args: "AIWorkspaceArgs") -> Providers:
    """The providers that are switched on."""
    names = ("openai", "anthropic", "google", "openrouter", "jinaai")
    enabled = {name: args.get(name) for name in names if is_enabled(args.get(name))}
    endpoints = [endpoint for endpoint in args.get("custom_endpoints", []) if is_enabled(endpoint)]
    return Providers(**cast(Any, enabled), custom_endpoints=endpoints)


def embeddings_of(args: Mapping[str, Any]) -> EmbeddingsArgs | None:
    """How embeddings are made: as told, else with the key of openai or google, else not at all."""
    rag = args.get("rag", {})
    if not rag.get("enabled", True):
        return None
    keys = {
        name: args[name]["api_key"]
        for name in ("openai", "google")
        if is_enabled(args.get(name)) and "api_key" in args[name]
    }
    if "embeddings" in rag:
        embeddings = rag["embeddings"]
        key = keys.get(embeddings["provider"])
        return cast(EmbeddingsArgs, embeddings if key is None else {"api_key": key, **embeddings})
    return next(({"provider": EmbeddingsProvider(name), "api_key": key} for name, key in keys.items()), None)


def place_of(args: "AIWorkspaceArgs") -> ComponentArgs:
    """Where every component goes."""
    placement = {name: args[name] for name in PlacementArgs.__annotations__ if name in args}
    place: ComponentArgs = {"namespace": args["namespace"], "placement": cast(PlacementArgs, placement)}
    return {**place, "adopt": args["adopt"]} if "adopt" in args else place


def backend_args(args: "AIWorkspaceArgs", group_name: str, *, clients: Sequence[str]) -> Any:
    """Arguments of a backend: its group, the workspace's place, and who may connect to a server that is created.

    They are of the backend's own type, which depends on ``group_name``; the backend checks them.
    """
    group = cast(Mapping[str, Any], args.get(group_name, {}))
    if "external" in group:
        return {**group, **place_of(args)}
    return {
        **group,
        **place_of(args),
        "storage": _with_defaults(args, group.get("storage", {})),
        "clients": list(clients),
    }


def librechat_environment(args: "AIWorkspaceArgs") -> dict[str, pulumi.Input[str]]:
    """LibreChat's variables that are no secret."""
    librechat = args["librechat"]
    return {
        **people_environment(librechat.get("registration", {}), librechat.get("session", {})),
        **provider_environment(providers_of(args)),
        **librechat.get("extra_env", {}),
    }


def librechat_secrets(args: "AIWorkspaceArgs") -> dict[str, pulumi.Input[str]]:
    """LibreChat's variables that are."""
    settings = librechat_settings(args)
    keys = provider_secrets(settings.providers, settings.stt, settings.tts)
    return {**keys, **args["librechat"].get("extra_secret_env", {})}


def librechat_settings(args: "AIWorkspaceArgs") -> Settings:
    """What librechat.yaml depends on."""
    librechat = args["librechat"]
    return Settings(
        providers=providers_of(args),
        file_strategy=strategy(librechat.get("storage", {})).value,
        stt=librechat["stt"]["implementation"] if "stt" in librechat else STTImplementation.NONE,
        tts=librechat["tts"]["implementation"] if "tts" in librechat else TTSImplementation.NONE,
        registration=librechat.get("registration", {}),
        limits=librechat.get("limits", {}),
        interface=librechat.get("interface", {}),
    )


def server_urls(args: "AIWorkspaceArgs") -> list[str]:
    """Servers besides the public internet that LibreChat is told to talk to."""
    providers = providers_of(args)
    gateway = [providers.openai["base_url"]] if providers.openai and "base_url" in providers.openai else []
    return [
        *gateway,
        *(endpoint["base_url"] for endpoint in providers.custom_endpoints),
        *args["librechat"].get("allow_to", []),
    ]


def file_storage_args(args: "AIWorkspaceArgs") -> FileStorageArgs:
    """LibreChat's storage, its volume as the workspace says of all of them."""
    storage = args["librechat"].get("storage", {})
    if "s3" in storage:
        return storage
    return {**storage, "local": cast(LocalStorageArgs, _with_defaults(args, storage.get("local", {})))}


def keeps_documents(args: "AIWorkspaceArgs") -> bool:
    """Whether LibreChat's database outlives the stack; the keys that open what is in it have to do so then."""
    return args.get("documentdb", {}).get("storage", {}).get("retain", args.get("retain", True))


def keeps_anything(args: "AIWorkspaceArgs") -> bool:
    """Whether some volume outlives the stack; the namespace has to do so then."""
    groups = cast(Mapping[str, Any], args)
    backends = [groups.get(name, {}) for name in ("documentdb", "pgvector", "valkey", "meilisearch")]
    volumes = [*(group.get("storage", {}) for group in backends), args["librechat"].get("storage", {}).get("local", {})]
    return args.get("retain", True) or any(volume.get("retain", False) for volume in volumes)


def _with_defaults(args: "AIWorkspaceArgs", storage: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a volume is told, beside what the whole workspace says of its volumes."""
    said = cast(Mapping[str, Any], args)
    return {**{name: said[name] for name in ("storage_class", "retain") if name in said}, **storage}
