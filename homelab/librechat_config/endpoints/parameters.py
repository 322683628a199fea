"""Parameters of models that LibreChat knows, by whose they are.

State of npm librechat-data-provider 0.8.524, 2026-11-21: ``paramSettings`` and ``agentParamSettings``.
"""

from collections.abc import Mapping
from enum import StrEnum


class ParameterSet(StrEnum):
    """Whose parameters people see."""

    CUSTOM = "custom"
    """Those of OpenAI's API."""
    OPENAI = "openAI"
    AZURE_OPENAI = "azureOpenAI"
    OPENROUTER = "openrouter"
    ANTHROPIC = "anthropic"
    GOOGLE = "google"
    BEDROCK_AI21 = "bedrock-ai21"
    BEDROCK_AMAZON = "bedrock-amazon"
    BEDROCK_ANTHROPIC = "bedrock-anthropic"
    BEDROCK_COHERE = "bedrock-cohere"
    BEDROCK_DEEPSEEK = "bedrock-deepseek"
    BEDROCK_META = "bedrock-meta"
    BEDROCK_MISTRAL = "bedrock-mistral"
    BEDROCK_MOONSHOT = "bedrock-moonshot"
    BEDROCK_MOONSHOTAI = "bedrock-moonshotai"
    BEDROCK_OPENAI = "bedrock-openai"
    BEDROCK_ZAI = "bedrock-zai"


_ALL = frozenset({"fileTokenLimit", "maxContextTokens", "modelLabel", "resendFiles", "temperature"})
_OPENAI = _ALL | {
    *("disableStreaming", "frequency_penalty", "imageDetail", "max_tokens", "presence_penalty", "promptPrefix"),
    *("reasoning_context", "reasoning_effort", "reasoning_mode", "reasoning_summary", "stop", "top_p"),
    *("useResponsesApi", "verbosity", "web_search"),
}
_CACHE = frozenset({"promptCache", "promptCacheTtl"})
_THINKING = frozenset({"effort", "thinking", "thinkingBudget", "thinkingDisplay", "topK", "topP"})
_BEDROCK = _ALL | {"region", "topP"}
_BEDROCK_CACHED = _BEDROCK | _CACHE | {"promptPrefix"}
_BEDROCK_LIMITED = _BEDROCK | {"maxTokens", "promptPrefix"}
_BEDROCK_MOONSHOT = _BEDROCK | {"maxTokens", "reasoning_effort", "stop", "system"}

PARAMETERS: Mapping[ParameterSet, frozenset[str]] = {
    ParameterSet.CUSTOM: _OPENAI,
    ParameterSet.OPENAI: _OPENAI,
    ParameterSet.AZURE_OPENAI: _OPENAI,
    ParameterSet.OPENROUTER: _OPENAI | _CACHE,
    ParameterSet.ANTHROPIC: _ALL | _CACHE | _THINKING | {"maxOutputTokens", "promptPrefix", "web_search"},
    ParameterSet.GOOGLE: _ALL
    | {"maxOutputTokens", "promptPrefix", "thinking", "thinkingBudget", "thinkingLevel", "topK", "topP"}
    | {"url_context", "web_search"},
    ParameterSet.BEDROCK_AI21: _BEDROCK_CACHED,
    ParameterSet.BEDROCK_AMAZON: _BEDROCK_CACHED,
    ParameterSet.BEDROCK_ANTHROPIC: _BEDROCK | _CACHE | _THINKING | {"maxTokens", "stop", "system"},
    ParameterSet.BEDROCK_COHERE: _BEDROCK_LIMITED,
    ParameterSet.BEDROCK_DEEPSEEK: _BEDROCK_CACHED,
    ParameterSet.BEDROCK_META: _BEDROCK_CACHED,
    ParameterSet.BEDROCK_MISTRAL: _BEDROCK_LIMITED,
    ParameterSet.BEDROCK_MOONSHOT: _BEDROCK_MOONSHOT,
    ParameterSet.BEDROCK_MOONSHOTAI: _BEDROCK_MOONSHOT,
    ParameterSet.BEDROCK_OPENAI: _BEDROCK_CACHED,
    ParameterSet.BEDROCK_ZAI: _BEDROCK | {"promptPrefix", "reasoning_effort"},
}
