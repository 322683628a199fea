"""Arguments of a workspace that are mutually exclusive, across its groups."""

from collections.abc import Iterable, Mapping
from typing import Any

from homelab.arguments import Rule
from homelab.components.rag_api import embeddings
from homelab.librechat_config import agents, endpoints, memory, speech, summarization
from homelab.librechat_config.endpoints import offered_models
from homelab.librechat_config.endpoints.bedrock_args import CREDENTIALS as BEDROCK_CREDENTIALS
from homelab.librechat_config.model_specs.contradictions import contradictions as model_spec_contradictions
from homelab.librechat_config.offered_models import OfferedModels
from homelab.librechat_config.settings import secret_of
from homelab.librechat_config.web_search import problems as web_search_problems
from homelab.modules.settings import embeddings_of, enabled_group, is_enabled, uses_own_ollama

PROVIDERS = ("openai", "anthropic", "google", "azure_openai", "bedrock", "openrouter", "ollama", "custom_endpoints")


def _embeddings_can_be_made(group: Mapping[str, Any]) -> Iterable[str]:
    rag, told = group.get("rag", {}), embeddings_of(group)
    if "external" in rag:
        unused = [name for name in ("pgvector",) if name in group]
        yield from (f"{name} has no effect with rag.external: remove it" for name in unused)
    elif told is None:
        if rag.get("enabled"):
            yield "rag.enabled needs rag.embeddings, or openai, bedrock, ollama or google with what opens it"
        unused = [name for name in ("pgvector", "rag") if group.get(name, {}).keys() - {"enabled"}]
        unused += ["librechat.resources.rag"] if "rag" in group["librechat"].get("resources", {}) else []
        yield from (f"{name} has no effect without embeddings: set rag.embeddings, or remove it" for name in unused)
    else:
        role = "service_account" in rag
        for lack in embeddings.missing(told, server=uses_own_ollama(group, told), role=role):
            yield f"rag.embeddings: {lack}"


def _models_are_offered(group: Mapping[str, Any]) -> Iterable[str]:
    chat, offered = group["librechat"], offered_models(group)
    found: dict[str, Iterable[str]] = {}
    if "model_specs" in chat:
        servers = [server["name"] for server in chat.get("mcp_servers", [])]
        found["model_specs"] = model_spec_contradictions(chat["model_specs"], [*offered, *_assistants(group)], servers)
    if "agents" in chat:
        found["agents"] = agents.contradictions(chat["agents"], offered)
    if "memory" in chat:
        found["memory"] = memory.contradictions(chat["memory"], offered)
    if "summarization" in chat:
        found["summarization"] = summarization.contradictions(chat["summarization"], offered)
    for name, messages in found.items():
        yield from (f"librechat.{name}.{message}" for message in messages)


def _assistants(group: Mapping[str, Any]) -> Iterable[OfferedModels]:
    """Endpoints whose models stand in the assistants themselves."""
    if enabled_group(group["librechat"], "assistants") is not None:
        yield OfferedModels("assistants", "Assistants", ())
    azure = enabled_group(group, "azure_openai") or {}
    if any(each.get("assistants") for each in azure.get("groups", [])):
        yield OfferedModels("azureAssistants", "Azure Assistants", ())


def _enforced_specs_are_all(group: Mapping[str, Any]) -> Iterable[str]:
    chat = group["librechat"]
    specs, interface = chat.get("model_specs"), chat.get("interface", {})
    if specs is not None and is_enabled(specs) and specs.get("enforce"):
        for name in ("model_select", "parameters", "presets"):
            if interface.get(name):
                yield (
                    f"librechat.interface.{name} and librechat.model_specs.enforce are mutually exclusive: "
                    "LibreChat refuses what people choose beside a spec; remove one"
                )


def _web_search_is_complete(group: Mapping[str, Any]) -> Iterable[str]:
    return web_search_problems.problems(
        group["librechat"].get("web_search"),
        searxng=is_enabled(group.get("searxng")),
        firecrawl=is_enabled(group.get("firecrawl")),
        jinaai=enabled_group(group, "jinaai"),
    )


def _speaches_has_models(group: Mapping[str, Any]) -> Iterable[str]:
    chat, speaches = group["librechat"], enabled_group(group, "speaches")
    used = speech.speaches_models(chat.get("stt"), chat.get("tts"))
    if speaches is not None and not used and not speaches.get("models"):
        yield "speaches has no effect without models: use it in librechat.stt or librechat.tts, or give speaches.models"


def _keys_of_aws_do_not_leak(group: Mapping[str, Any]) -> Iterable[str]:
    bedrock = enabled_group(group, "bedrock")
    has_key_of_s3 = "access_key" in group["librechat"].get("storage", {}).get("s3", {})
    if has_key_of_s3 and bedrock is not None and not bedrock.keys() & {*BEDROCK_CREDENTIALS}:
        yield (
            "bedrock by role and librechat.storage.s3.access_key are mutually exclusive: LibreChat would ask Bedrock "
            "with the key of S3; give bedrock keys of its own, or S3 a role"
        )


def _vertex_ai_is_one(group: Mapping[str, Any]) -> Iterable[str]:
    """LibreChat has one key and one location of Vertex AI, for chats and OCR alike."""
    ocr = group["librechat"].get("ocr", {})
    vertex = (enabled_group(group, "google") or {}).get("vertex")
    if vertex is None:
        if ocr.get("strategy") == "vertexai_mistral_ocr" and not secret_of(ocr, "service_key"):
            yield "librechat.ocr.strategy vertexai_mistral_ocr needs librechat.ocr.service_key, or google.vertex"
        return
    if secret_of(ocr, "service_key"):
        yield "librechat.ocr.service_key and google.vertex are mutually exclusive, as LibreChat has one key: remove it"
    if "location" in ocr:
        yield "librechat.ocr.location and google.vertex are mutually exclusive, as LibreChat has one: remove it"


WORKSPACE = (
    Rule(("librechat.stt", "librechat.tts", "openai", "speaches"), speech.contradictions),
    Rule(("librechat.stt", "librechat.tts", "speaches"), _speaches_has_models),
    Rule(("librechat", "rag", "pgvector", "openai", "google", "bedrock", "ollama"), _embeddings_can_be_made),
    Rule(("librechat.web_search", "searxng", "firecrawl", "jinaai"), _web_search_is_complete),
    Rule(("librechat", *PROVIDERS), _models_are_offered),
    Rule(("librechat.model_specs", "librechat.interface"), _enforced_specs_are_all),
    Rule(PROVIDERS, endpoints.contradictions),
    Rule(("librechat.storage", "bedrock"), _keys_of_aws_do_not_leak),
    Rule(("librechat.ocr", "google"), _vertex_ai_is_one),
)
