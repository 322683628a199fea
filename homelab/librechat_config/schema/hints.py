"""Keys that LibreChat once had, or that people expect: what to write instead."""

from collections.abc import Mapping

from homelab.librechat_config.schema.problem import Keys

HINTS: Mapping[str, str] = {
    "endpoints.anthropic.models": "write the models as a list, or in ANTHROPIC_MODELS",
    "endpoints.google.models": "write the models in GOOGLE_MODELS, separated by commas",
    "endpoints.ollama": "write Ollama as an entry of endpoints.custom",
    "endpoints.openAI.models": "write the models in OPENAI_MODELS, separated by commas",
    "endpoints.openrouter": "write OpenRouter as an entry of endpoints.custom",
    "fileStrategy": "strategies by type of file are fileStrategies",
    "fileConfig.stt": "which files are transcribed cannot be set",
    "interface.endpointsMenu": "was removed: remove it",
    "interface.sidePanel": "was removed: remove it",
    "ragConfig": "write RAG_API_URL, and settings of the RAG API in its own environment",
    "speech.stt.provider": "name the provider as the key: speech.stt.openai",
    "speech.tts.provider": "name the provider as the key: speech.tts.openai",
    "stt": "write it as speech.stt",
    "tools": "write includedTools or filteredTools",
    "tts": "write it as speech.tts",
    "webSearch.rerankerProvider": "is called rerankerType",
    "webSearch.scraperType": "was renamed to scraperProvider",
    "webSearch.searchType": "is called searchProvider",
}


def hint(keys: Keys) -> str | None:
    """What to write instead of an unknown key, or of a value of the wrong type."""
    return HINTS.get(".".join(map(str, keys)))
