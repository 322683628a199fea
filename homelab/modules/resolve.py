"""Resolution of a workspace's arguments to the final arguments of each component.

All checks across components happen here, before the first resource is registered.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from homelab.arguments import ArgumentError, exposed_secrets
from homelab.components import firecrawl, searxng, speaches
from homelab.components import ollama as ollama_component
from homelab.components.http_connection import external_connection
from homelab.components.librechat.args import ConfigSchema, LibreChatServerArgs
from homelab.components.librechat.configuration import configuration_errors, final_configuration
from homelab.components.librechat.variables import signs_sessions
from homelab.components.ollama.args import OllamaServerArgs
from homelab.components.rag_api import embeddings
from homelab.components.rag_api.configuration import final_variables, variable_errors
from homelab.components.rag_api.embeddings import EmbeddingsArgs
from homelab.components.rag_api.embeddings_providers import EmbeddingsProvider
from homelab.connections import HttpConnection
from homelab.kubernetes import apply
from homelab.kubernetes.variables import Variables, replaced_secrets
from homelab.librechat_config import ownership, speech, web_search
from homelab.librechat_config.configuration import Configuration, combine, secret_argument
from homelab.librechat_config.contradictions import contradictions
from homelab.librechat_config.merge import merge
from homelab.librechat_config.providers import anthropic, bedrock, custom, google, ollama, openai, openrouter
from homelab.librechat_config.web_search import SearchServer
from homelab.modules import admin_panel, backup, external_secrets, fake_model, privacy
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.modules.canary import canary_violations
from homelab.modules.embeddings import provider_variables, uses_workspace_ollama, workspace_embeddings
from homelab.modules.existing_secrets import credentials_references, meilisearch_reference, own_variables
from homelab.modules.groups import (
    DOWNLOADING,
    OPTIONAL_SERVERS,
    component_args,
    downloading_args,
    enabled_group,
    proxied_args,
    subset,
)
from homelab.modules.monitoring import component_monitoring, monitoring_configuration
from homelab.modules.ollama_models import unlisted_models, unpulled_models
from homelab.modules.violations import first_admin_violations, group_violations


@dataclass(frozen=True)
class Servers:
    """Optional servers, in the workspace or external; None for those that are not enabled."""

    searxng: HttpConnection | None
    firecrawl: HttpConnection | None
    ollama: HttpConnection | None
    speaches: HttpConnection | None
    fake_model: HttpConnection | None

    @property
    def enabled(self) -> list[HttpConnection]:
        """Servers that are enabled."""
        servers = (self.searxng, self.firecrawl, self.ollama, self.speaches, self.fake_model)
        return [server for server in servers if server is not None]


@dataclass(frozen=True)
class ResolvedRagApi:
    """RAG API of a workspace."""

    embeddings: EmbeddingsArgs
    uses_workspace_ollama: bool
    """Whether the group ``ollama`` of the workspace computes the embeddings."""
    variables: Variables
    """Final variables."""


@dataclass(frozen=True)
class ResolvedWorkspace:
    """Checked parts of a workspace."""

    servers: Servers
    librechat: Configuration
    """LibreChat's final configuration, in which secrets that the workspace's servers generate are pending."""
    signs_sessions: bool
    """Whether users sign in by a provider that requires a session secret."""
    rag_api: ResolvedRagApi | None


def resolve(name: str, args: AIWorkspaceArgs, owner: str) -> ResolvedWorkspace:
    """Resolve a workspace's arguments, each of which is valid by itself, and check their combination.

    :param owner: Component that begins the message: ``AIWorkspace 'ai'``.
    :raises ArgumentError: Groups conflict, or LibreChat would reject, ignore or misread its configuration.
    """
    errors = list(group_violations(args))
    servers, chat, server_args = workspace_servers(name, args), args["librechat"], librechat_server_args(args)
    derived = _derived_settings(args, servers)
    final = _with_own_words(args, derived)
    errors.extend(configuration_errors(final, server_args, chat, owner=owner, prefix="librechat."))
    errors.extend(replaced_secrets(args, derived.variables, chat, "librechat."))
    errors.extend(_contradictions(name, args))
    ollama_url = servers.ollama and servers.ollama["url"]
    errors.extend([*unpulled_models(args, final, ollama_url)] or unlisted_models(args, final, ollama_url))
    errors.extend(first_admin_violations(args, final))
    errors.extend(admin_panel.sign_in_violations(args, final))
    errors.extend(backup.violations(args, final))
    errors.extend(_session_secret_errors(args, final))
    errors.extend(canary_violations(name, args, final))
    errors.extend(external_secrets.violations(name, args, signs_sessions=signs_sessions(final)))
    rag_api = _resolve_rag_api(args, servers)
    if rag_api is not None:
        errors.extend(_rag_api_errors(args, rag_api, owner))
    errors.extend(exposed_secrets(AIWorkspaceArgs, args, ownership.about_owned(errors)))
    if errors:
        raise ArgumentError(*errors, owner=owner)
    return ResolvedWorkspace(servers, final, signs_sessions(final), rag_api)


def workspace_servers(name: str, args: AIWorkspaceArgs) -> Servers:
    """Optional servers that a workspace has."""
    return Servers(
        searxng=_http_server(name, args, "searxng", searxng.connection_of),
        firecrawl=_http_server(name, args, "firecrawl", firecrawl.connection_of),
        ollama=_http_server(name, args, "ollama", ollama_component.connection_of),
        speaches=_http_server(name, args, "speaches", speaches.connection_of),
        fake_model=fake_model.connection(name, args),
    )


def librechat_configuration(name: str, args: AIWorkspaceArgs) -> Configuration:
    """LibreChat's final configuration, unchecked, without the variables of its backends."""
    return _with_own_words(args, _workspace_settings(name, args))


def rag_api_variables(name: str, args: AIWorkspaceArgs) -> Variables:
    """The RAG API's final variables, unchecked, without those of its backends; none without a RAG API."""
    rag_api = _resolve_rag_api(args, workspace_servers(name, args))
    return Variables() if rag_api is None else rag_api.variables


def librechat_server_args(args: AIWorkspaceArgs) -> LibreChatServerArgs:
    """Arguments of LibreChat's server."""
    return cast(LibreChatServerArgs, subset(LibreChatServerArgs, args["librechat"]))


def external_rag_api(args: AIWorkspaceArgs) -> HttpConnection | None:
    """Connection to the RAG API outside of the workspace, if there is one."""
    external = args.get("rag", {}).get("external")
    return None if external is None else external_connection(external["url"])


def server_args(args: AIWorkspaceArgs, group_name: str, *, clients: Sequence[str]) -> Any:
    """Arguments of a server: its group, models that other groups need, and its clients.

    Their type depends on ``group_name``; the component checks them.
    """
    group = cast(Mapping[str, Any], args.get(group_name, {}))
    own = {name: value for name, value in group.items() if name != "enabled"}
    if group_name == "ollama":
        own = _ollama_args(args, own)
    elif group_name == "speaches":
        chat = args["librechat"]
        own["models"] = _distinct(own.get("models", []), speech.speaches_models(chat.get("stt"), chat.get("tts")))
    elif group_name == "meilisearch" and (reference := meilisearch_reference(args)) is not None:
        own["master_key_secret"] = reference
    elif group_name == "documentdb":
        own = _documentdb_args(args, own)
    if group_name in DOWNLOADING:
        own.update(downloading_args(args, group_name))
    common: Mapping[str, Any] = {**own, **component_args(args, group_name)}
    if "external" in own:
        # An external server has no network policy here, and no metrics.
        return common
    proxied = proxied_args(args) if group_name in OPTIONAL_SERVERS else {}
    return {**common, **proxied, **component_monitoring(args, group_name), "clients": list(clients)}


def _documentdb_args(args: AIWorkspaceArgs, group: Mapping[str, Any]) -> dict[str, Any]:
    """The group, with the proxy's certificates added to the database's, as LibreChat reads a single file."""
    certificates = [group.get("external", {}).get("ca_pem"), args.get("proxy", {}).get("ca_pem")]
    if any(each is None for each in certificates):
        return {**group}
    joined = apply(lambda *texts: "\n".join(text.strip() for text in texts) + "\n", *certificates)
    return {**group, "external": {**group["external"], "ca_pem": joined}}


def _http_server(
    name: str, args: AIWorkspaceArgs, group_name: str, connection_of: Callable[[str, Any], HttpConnection]
) -> HttpConnection | None:
    group = enabled_group(args, group_name)
    if group is None:
        return None
    return connection_of(f"{name}-{group_name}", {**group, **component_args(args)})


def _with_own_words(args: AIWorkspaceArgs, derived: Configuration) -> Configuration:
    chat = args["librechat"]
    config = merge(derived.config, chat.get("config", {}))
    settings = Configuration(config, derived.variables.overridden_by(own_variables(chat)))
    return final_configuration(librechat_server_args(args), settings)


def _contradictions(name: str, args: AIWorkspaceArgs) -> Iterator[str]:
    # What monitoring says is for all components, and LibreChat may be an exception.
    own = {group: value for group, value in args.items() if group != "monitoring"}
    return contradictions(
        own, lambda changed: _workspace_settings(name, changed).variables, args["librechat"], "librechat."
    )


def _workspace_settings(name: str, args: AIWorkspaceArgs) -> Configuration:
    return _derived_settings(args, workspace_servers(name, args))


def _derived_settings(args: AIWorkspaceArgs, servers: Servers) -> Configuration:
    """LibreChat's settings from providers and servers of the workspace."""
    chat = args["librechat"]
    return combine(
        [
            *_provider_configurations(args, servers),
            monitoring_configuration(args),
            privacy.configuration(args),
            fake_model.configuration(servers.fake_model),
            admin_panel.configuration(args),
            speech.configuration(
                chat.get("stt"),
                chat.get("tts"),
                openai=enabled_group(args, "openai"),
                speaches_url=servers.speaches and servers.speaches["url"],
            ),
            web_search.configuration(
                chat.get("web_search"),
                searxng=_search_server(args, "searxng", servers.searxng),
                firecrawl=_search_server(args, "firecrawl", servers.firecrawl),
                jinaai=enabled_group(args, "jinaai"),
            ),
        ]
    )


def _provider_configurations(args: AIWorkspaceArgs, servers: Servers) -> list[Configuration]:
    parts = [custom.configuration(args.get("custom_endpoints", []))]
    if servers.ollama is not None and (group := enabled_group(args, "ollama")) is not None:
        parts.insert(0, ollama.configuration(group, servers.ollama["url"], group.get("models", [])))
    if "openrouter" in args:
        parts.insert(0, openrouter.configuration(args["openrouter"]))
    if "openai" in args:
        parts.append(openai.configuration(args["openai"]))
    if "anthropic" in args:
        parts.append(anthropic.configuration(args["anthropic"]))
    if "google" in args:
        parts.append(google.configuration(args["google"]))
    if "bedrock" in args:
        parts.append(bedrock.configuration(args["bedrock"]))
    return parts


def _search_server(args: Mapping[str, Any], name: str, server: HttpConnection | None) -> SearchServer | None:
    if server is None:
        return None
    return SearchServer(server["url"], secret_argument(args.get(name, {}).get("external", {}), "api_key"))


def _resolve_rag_api(args: AIWorkspaceArgs, servers: Servers) -> ResolvedRagApi | None:
    chosen = workspace_embeddings(args)
    if chosen is None:
        return None
    on_ollama = uses_workspace_ollama(args, chosen)
    own = provider_variables(args, EmbeddingsProvider(chosen["provider"])).overridden_by(
        Variables.of(args.get("rag", {}))
    )
    server_url = servers.ollama["url"] if on_ollama and servers.ollama is not None else None
    return ResolvedRagApi(chosen, on_ollama, final_variables(chosen, own, server_url=server_url))


def _rag_api_errors(args: AIWorkspaceArgs, rag_api: ResolvedRagApi, owner: str) -> list[str]:
    lenient = args["librechat"].get("config_schema") == ConfigSchema.LENIENT
    own = args.get("rag", {})
    return variable_errors(rag_api.variables, rag_api.embeddings, own, owner=owner, prefix="rag.", lenient=lenient)


def _session_secret_errors(args: AIWorkspaceArgs, final: Configuration) -> list[str]:
    if signs_sessions(final):
        return []
    if "SESSION_SECRET" in credentials_references(args):
        return [
            "librechat.env_from.variables: a session secret has no effect without OpenID Connect or SAML: remove it"
        ]
    if "session_secret" in args["librechat"].get("security", {}):
        return ["librechat.security.session_secret has no effect without OpenID Connect or SAML: remove it"]
    return []


def _ollama_args(args: AIWorkspaceArgs, group: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of the Ollama server, including the embedding model among its models."""
    own = subset(OllamaServerArgs, group)
    chosen = workspace_embeddings(args)
    if chosen is not None and "external" not in group and uses_workspace_ollama(args, chosen):
        own["models"] = _distinct(own.get("models", []), [embeddings.model(chosen)])
    return own


def _distinct(*lists: Sequence[Any]) -> list[Any]:
    return list(dict.fromkeys(item for each in lists for item in each))
