"""All that LibreChat is told in a workspace: one line a capability."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pulumi

from homelab.components.firecrawl import Firecrawl
from homelab.components.ollama.component import Ollama
from homelab.components.searxng.component import SearXNG
from homelab.components.speaches.component import Speaches
from homelab.connections import HttpConnection
from homelab.kubernetes import SecretReference
from homelab.librechat_config import (
    actions,
    agents,
    assistants,
    balance,
    code_interpreter,
    email,
    files,
    interface,
    langfuse,
    limits,
    memory,
    ocr,
    pii_filter,
    registration,
    sessions,
    speech,
    summarization,
    tools,
    turnstile,
    web_search,
)
from homelab.librechat_config.endpoints import (
    anthropic,
    azure_openai,
    bedrock,
    custom,
    google,
    offered_models,
    ollama,
    openai,
    openrouter,
)
from homelab.librechat_config.interface import InterfaceArgs
from homelab.librechat_config.mcp import servers as mcp
from homelab.librechat_config.model_specs import specs as model_specs
from homelab.librechat_config.settings import SecretValue, Settings, secret_of, together
from homelab.librechat_config.sign_in import auth
from homelab.librechat_config.web_search import SearchServer
from homelab.modules.settings import enabled_group

if TYPE_CHECKING:
    from homelab.modules.ai_workspace_args import AIWorkspaceArgs


@dataclass(frozen=True)
class Servers:
    """The servers beside LibreChat that the workspace has, or that are in their place; None for the others."""

    searxng: SearchServer | None = None
    firecrawl: SearchServer | None = None
    ollama: HttpConnection | None = None
    speaches: HttpConnection | None = None
    speaches_key: SecretReference | None = None

    @classmethod
    def of(
        cls,
        args: "AIWorkspaceArgs",
        searxng: SearXNG | None,
        firecrawl: Firecrawl | None,
        ollama: Ollama | None,
        speaches: Speaches | None,
    ) -> "Servers":
        """Those that components serve or stand for."""
        return cls(
            searxng=searxng and SearchServer(searxng.connection, _external_key(args, "searxng")),
            firecrawl=firecrawl and SearchServer(firecrawl.connection, _external_key(args, "firecrawl")),
            ollama=ollama and ollama.connection,
            speaches=speaches and speaches.connection,
            speaches_key=speaches and speaches.api_key,
        )


_CAPABILITIES: Mapping[str, Callable[[Any], Settings]] = {
    "email": email.settings,
    "balance": balance.settings,
    "turnstile": turnstile.settings,
    "pii_filter": pii_filter.settings,
    "ocr": ocr.settings,
    "agents": agents.settings,
    "assistants": assistants.settings,
    "actions": actions.settings,
    "code_interpreter": code_interpreter.settings,
    "memory": memory.settings,
    "summarization": summarization.settings,
    "tools": tools.settings,
    "langfuse": langfuse.settings,
}
"""Groups of ``librechat`` that say all of their capability."""
_PROVIDERS: Mapping[str, Callable[[Any], Settings]] = {
    "openai": openai.settings,
    "anthropic": anthropic.settings,
    "google": google.settings,
    "azure_openai": azure_openai.settings,
    "bedrock": bedrock.settings,
    "openrouter": openrouter.settings,
}
"""Groups of the workspace that say all of their endpoint."""


def librechat_settings(
    args: "AIWorkspaceArgs",
    servers: Servers,
    *,
    address: pulumi.Input[str],
    session_secret: SecretReference | None,
) -> Settings:
    """Everything together.

    :param address: LibreChat's own, for people.
    :param session_secret: Where the secret is that signs sessions of OpenID Connect and SAML.
    """
    chat = args["librechat"]
    hidden = model_specs.interface_defaults(chat.get("model_specs", {"enabled": False}))
    return together(
        [
            interface.settings(cast(InterfaceArgs, {**hidden, **chat.get("interface", {})})),
            auth.settings(chat.get("auth", {}), address=address, session_secret=session_secret),
            registration.settings(chat.get("registration", {})),
            sessions.settings(chat.get("session", {})),
            limits.settings(chat.get("limits", {})),
            files.settings(chat.get("storage", {}), chat.get("files", {}), chat.get("limits", {})),
            *_of_groups(chat, _CAPABILITIES),
            *_of_groups(args, _PROVIDERS),
            *_ollama(args, servers),
            custom.settings(args.get("custom_endpoints", [])),
            speech.settings(
                chat.get("stt"),
                chat.get("tts"),
                openai=enabled_group(args, "openai"),
                speaches=servers.speaches,
                speaches_key=servers.speaches_key,
            ),
            web_search.settings(
                chat.get("web_search"),
                searxng=servers.searxng,
                firecrawl=servers.firecrawl,
                jinaai=enabled_group(args, "jinaai"),
            ),
            mcp.settings(chat.get("mcp_servers", []), chat.get("mcp_settings", {}), replicas=chat.get("replicas", 1)),
            model_specs.settings(chat["model_specs"], offered_models(args)) if "model_specs" in chat else Settings(),
        ]
    )


def _of_groups(groups: Mapping[str, Any], settings_of: Mapping[str, Callable[[Any], Settings]]) -> Iterator[Settings]:
    for name, settings in settings_of.items():
        if name in groups:
            yield settings(groups[name])


def _ollama(args: "AIWorkspaceArgs", servers: Servers) -> Iterator[Settings]:
    if servers.ollama is not None and (group := enabled_group(args, "ollama")) is not None:
        yield ollama.settings(group, servers.ollama, group.get("models", []))


def _external_key(args: "AIWorkspaceArgs", name: str) -> SecretValue | None:
    """What a server outside of the workspace is opened with."""
    groups: Mapping[str, Any] = args
    return secret_of(groups.get(name, {}).get("external", {}), "api_key")
