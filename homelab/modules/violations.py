"""Conflicts between groups of a workspace's arguments."""

from collections.abc import Iterator, Mapping
from typing import Any

from homelab.components import postgres, proxy
from homelab.components.librechat import scaling
from homelab.components.passwords import INITIAL_PASSWORD_LENGTH
from homelab.components.rag_api.args import AUTOSCALING, CONNECTIONS_OF_REPLICA, embeddings_memory_violations
from homelab.kubernetes.autoscaling import scale_of
from homelab.kubernetes.variables import Variables
from homelab.librechat_config import speech, web_search
from homelab.librechat_config.checks.flags import is_true
from homelab.librechat_config.configuration import Configuration
from homelab.modules import admin_panel, existing_secrets, fake_model, privacy
from homelab.modules.embeddings import workspace_embeddings
from homelab.modules.groups import ALL_PODS, OPTIONAL, OPTIONAL_SERVERS, enabled_group, is_enabled


def group_violations(args: Mapping[str, Any]) -> Iterator[str]:
    """One message per group that conflicts with another, or lacks one."""
    yield from speech.violations(args)
    yield from _speaches_has_models(args)
    yield from _web_search(args)
    yield from _ollama(args)
    yield from _embeddings(args)
    yield from _proxy(args)
    yield from _pods(args)
    yield from _rag_api_has_memory(args)
    yield from connections_violations(args)
    yield from _librechat_scales(args)
    yield from admin_panel.violations(args)
    yield from fake_model.violations(args)
    yield from existing_secrets.violations(args)
    yield from privacy.violations(args)


def _librechat_scales(args: Mapping[str, Any]) -> Iterator[str]:
    chat = args["librechat"]
    scale = scaling.scale(chat)
    if scale.has_replicas and not is_enabled(args.get("valkey", {})):
        yield (
            f"librechat.{scale.argument} {scale.largest} needs valkey, by which replicas share sessions and streams: "
            "remove valkey.enabled: false"
        )
    resources = chat.get("resources", {}).get("api", {})
    for message in scaling.memory_violations(chat, resources, "librechat.resources.api"):
        yield f"librechat.{message}"


def first_admin_violations(args: Mapping[str, Any], configuration: Configuration) -> Iterator[str]:
    """Reasons why the first administrator could not sign in with the final configuration."""
    first_admin = args["librechat"].get("first_admin")
    variables = configuration.variables
    if first_admin is None:
        return
    if "LDAP_URL" in variables.names:
        yield "librechat.first_admin has no effect with LDAP: the first user who signs in becomes the administrator"
    if not is_true(variables.plain, "ALLOW_EMAIL_LOGIN", default=True):
        yield "librechat.first_admin needs email login: remove librechat.auth.email_login: false"
    length = variables.plain.get("MIN_PASSWORD_LENGTH")
    minimum = int(length) if isinstance(length, str) and length.isdigit() else 0
    password = first_admin.get("password")
    if isinstance(password, str) and len(password) < minimum:
        yield f"librechat.first_admin.password is shorter than MIN_PASSWORD_LENGTH {minimum}: set a longer one"
    is_generated = "password" not in first_admin and "password_secret" not in first_admin
    if is_generated and minimum > INITIAL_PASSWORD_LENGTH:
        yield (
            f"librechat.first_admin needs password or password_secret with MIN_PASSWORD_LENGTH {minimum}: "
            f"the generated one has {INITIAL_PASSWORD_LENGTH} characters"
        )


def _speaches_has_models(args: Mapping[str, Any]) -> Iterator[str]:
    chat, speaches = args["librechat"], enabled_group(args, "speaches")
    used = speech.speaches_models(chat.get("stt"), chat.get("tts"))
    if speaches is not None and not used and not speaches.get("models"):
        yield "speaches has no effect without models: use it in librechat.stt or librechat.tts, or set speaches.models"


def _web_search(args: Mapping[str, Any]) -> Iterator[str]:
    chat = args["librechat"]
    return web_search.violations(
        chat.get("web_search"),
        searxng=is_enabled(args.get("searxng")),
        firecrawl=is_enabled(args.get("firecrawl")),
        jinaai=is_enabled(args.get("jinaai")),
        variables=Variables.of(chat),
    )


def _ollama(args: Mapping[str, Any]) -> Iterator[str]:
    group = enabled_group(args, "ollama")
    if group is None:
        return
    if "chat_models" not in group and not group.get("models"):
        yield "ollama.models: missing: name at least one, or set ollama.chat_models to [] for a server without chats"
    # Only this name is case-insensitive in LibreChat.
    for index, endpoint in enumerate(args.get("custom_endpoints", [])):
        if is_enabled(endpoint) and endpoint["name"].lower() == "ollama":
            yield f"custom_endpoints.{index}.name {endpoint['name']}: taken by ollama: choose another name"


def _proxy(args: Mapping[str, Any]) -> Iterator[str]:
    if "proxy" in args:
        for name in ("librechat", "rag", *OPTIONAL_SERVERS):
            yield from proxy.variable_violations(args.get(name, {}), f"{name}.")


def _pods(args: Mapping[str, Any]) -> Iterator[str]:
    for name in args.get("pods", {}):
        group = args.get(name, {})
        if name != ALL_PODS and ((name in OPTIONAL and name not in args) or not is_enabled(group)):
            yield f"pods.{name} has no effect without {name}: remove it"
        elif name != ALL_PODS and "external" in group:
            yield f"pods.{name} has no effect with {name}.external: remove it"


def _rag_api_has_memory(args: Mapping[str, Any]) -> Iterator[str]:
    if (chosen := workspace_embeddings(args)) is not None:
        resources = args["librechat"].get("resources", {}).get("rag", {})
        yield from embeddings_memory_violations(chosen, resources, "librechat.resources.rag")


def connections_violations(args: Mapping[str, Any]) -> Iterator[str]:
    """The RAG API may open more connections than this workspace's database accepts."""
    database = args.get("pgvector", {})
    if workspace_embeddings(args) is None or "external" in database:
        return
    scale, connections = scale_of(args.get("rag", {}), AUTOSCALING), database.get("settings", {}).get("max_connections")
    replicas = scale.largest
    connections = postgres.MAX_CONNECTIONS if connections is None else connections
    if not isinstance(replicas, int) or not str(connections).isdecimal():
        return
    needed = replicas * CONNECTIONS_OF_REPLICA + postgres.RESERVED_CONNECTIONS
    if needed > int(connections):
        yield (
            f"rag.{scale.argument} {replicas} may open {replicas * CONNECTIONS_OF_REPLICA} connections, but "
            f"pgvector.settings.max_connections is {connections}, {postgres.RESERVED_CONNECTIONS} of which are the "
            f"superuser's: raise it to at least {needed}"
        )


def _embeddings(args: Mapping[str, Any]) -> Iterator[str]:
    rag, chosen = args.get("rag", {}), workspace_embeddings(args)
    if "external" in rag:
        if "pgvector" in args:
            yield "pgvector has no effect with rag.external: remove it"
    elif chosen is None:
        if rag.get("enabled"):
            yield "rag.enabled needs rag.embeddings, or openai, bedrock, ollama or google with a key or role"
        unused = [name for name in ("pgvector", "rag") if args.get(name, {}).keys() - {"enabled"}]
        unused += ["librechat.resources.rag"] if "rag" in args["librechat"].get("resources", {}) else []
        yield from (f"{name} has no effect without embeddings: set rag.embeddings, or remove it" for name in unused)
