"""URLs of LibreChat's documentation for keys of librechat.yaml."""

from collections.abc import Mapping

_OBJECT_STRUCTURE = "https://www.librechat.ai/docs/configuration/librechat_yaml/object_structure"
_PAGES: Mapping[str, str] = {
    "actions": "actions",
    "balance": "balance",
    "cloudfront": "cloudfront",
    "endpoints.agents": "agents",
    "endpoints.all": "shared_endpoint_settings",
    "endpoints.anthropic": "anthropic_vertex",
    "endpoints.assistants": "assistants_endpoint",
    "endpoints.azureAssistants": "assistants_endpoint",
    "endpoints.azureOpenAI": "azure_openai",
    "endpoints.bedrock": "aws_bedrock",
    "endpoints.custom": "custom_endpoint",
    "endpoints.google": "shared_endpoint_settings",
    "endpoints.openAI": "shared_endpoint_settings",
    "fileConfig": "file_config",
    "interface": "interface",
    "mcpServers": "mcp_servers",
    "mcpSettings": "mcp_settings",
    "memory": "memory",
    "messageFilter": "message_filter",
    "modelSpecs": "model_specs",
    "ocr": "ocr",
    "registration": "registration",
    "skillSync": "skill_sync",
    "speech": "speech",
    "summarization": "summarization",
    "transactions": "transactions",
    "turnstile": "turnstile",
    "webSearch": "web_search",
}
"""Page of each key that has its own; the page ``config`` documents the others. As of 2026-08-21."""


def documentation_url(key: str) -> str:
    """URL of the page that documents a key.

    :param key: Path of a key in librechat.yaml: ``endpoints.custom``, ``interface.agents.use``.
    """
    parts = key.split(".")
    paths = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return f"{_OBJECT_STRUCTURE}/{next((_PAGES[path] for path in paths if path in _PAGES), 'config')}"
