"""References to environment variables in librechat.yaml: ``${NAME}``.

LibreChat has no general rule: whether a reference is expanded depends on the key.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from homelab.librechat_config.schema.opaque import Unknown
from homelab.librechat_config.schema.problem import Keys, Problem, did_you_mean
from homelab.librechat_config.schema.published import web_search_defaults
from homelab.librechat_config.schema.values import is_at, leaves

NEVER_EXPANDED = frozenset(
    {
        *("JWT_SECRET", "JWT_REFRESH_SECRET", "CREDS_KEY", "CREDS_IV", "MEILI_MASTER_KEY"),
        *("MONGO_URI", "REDIS_URI", "REDIS_PASSWORD"),
    }
)
"""LibreChat's own secrets, which it never expands."""

_AZURE_PLACEHOLDERS = frozenset({"INSTANCE_NAME", "DEPLOYMENT_NAME"})
"""Placeholders in the URL of an Azure group, which LibreChat replaces by values of the group and the model."""
_AZURE_URL = "endpoints.azureOpenAI.groups.*.baseURL"

_REFERENCE = re.compile(r"\$\{([^}]+)\}")
_DEFAULT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*):?[-=+?]")
"""Syntax of shells and Docker Compose: ``${NAME:-default}``."""
_WHOLE_TEXT = re.compile(r"\$\{(.+)\}")
_EXPANDED = (
    "endpoints.*.headers.*",
    "endpoints.anthropic.vertex.deploymentName",
    "endpoints.anthropic.vertex.models.*.deploymentName",
    "endpoints.anthropic.vertex.projectId",
    "endpoints.anthropic.vertex.region",
    "endpoints.anthropic.vertex.serviceKeyFile",
    "endpoints.assistants.apiKey",
    "endpoints.azureAssistants.apiKey",
    *(
        f"endpoints.azureOpenAI.groups.*.{key}"
        for key in ("apiKey", "baseURL", "deploymentName", "instanceName", "version", "additionalHeaders.*")
    ),
    "endpoints.azureOpenAI.groups.*.models.*.deploymentName",
    "endpoints.azureOpenAI.groups.*.models.*.version",
    "endpoints.bedrock.guardrailConfig.guardrailIdentifier",
    "endpoints.bedrock.guardrailConfig.guardrailVersion",
    "endpoints.bedrock.inferenceProfiles.*",
    "endpoints.custom.*.apiKey",
    "endpoints.custom.*.baseURL",
    "endpoints.custom.*.headers.*",
    "langfuse.headers.*",
    *(
        f"mcpServers.*.{key}"
        for key in ("args.*", "env.*", "headers.*", "oauth.*", "oauth_headers.*", "proxy", "requestHeaders.*", "url")
    ),
    "mcpServers.*.apiKey.key",
    "ocr.apiKey",
    "ocr.baseURL",
    "ocr.mistralModel",
    "skillSync.github.sources.*.token",
    "speech.*.*.apiKey",
    *(f"speech.*.azureOpenAI.{key}" for key in ("apiVersion", "deploymentName", "instanceName", "model")),
)


def variable_problems(config: Mapping[str, Any], variables: Collection[str] | None) -> Iterator[Problem]:
    """References that LibreChat does not expand, or whose variables are not set.

    :param variables: Names of variables of the environment; None if they are unknown.
    """
    for keys, text in leaves(config):
        if not isinstance(text, str):
            continue
        names = [name for name in _names(text) if name not in _placeholders(keys)]
        is_expanded = _is_expanded(keys)
        with_default = next((match[1] for name in names if (match := _DEFAULT.match(name))), None)
        if with_default and (is_expanded or not re.search(r"\s", text)):
            yield Problem(
                keys, f"LibreChat has no defaults for variables: write ${{{with_default}}}, and set the variable"
            )
        elif is_expanded:
            yield from (problem for name in names for problem in _unresolved(keys, name, variables))
        elif names and (reference(text) or _is_url_of_speech(keys)):
            yield Problem(keys, f"LibreChat does not expand ${{{names[0]}}} here: write the value itself")


def reference(text: str) -> str | None:
    """Name of the variable if the whole text is a reference, else None."""
    match = _WHOLE_TEXT.fullmatch(text.strip())
    return match[1] if match else None


def expand(value: Any, environment: Mapping[str, object]) -> Any:
    """Expand variables in strings at any depth.

    A string with a variable whose value in ``environment`` is not a string becomes `Unknown`.
    """
    if isinstance(value, str):
        return _expand_text(value, environment)
    if isinstance(value, dict):
        return {key: expand(inner, environment) for key, inner in value.items()}
    if isinstance(value, list):
        return [expand(inner, environment) for inner in value]
    return value


def _expand_text(text: str, environment: Mapping[str, object]) -> str | Unknown:
    values = {name: environment.get(name) for name in _names(text) if not _is_never_expanded(name)}
    if not all(isinstance(value, str) and value for value in values.values()):
        return Unknown.VALUE
    head, tail = _split_at_last_reference(text)
    return _REFERENCE.sub(lambda match: str(values.get(match[1], match[0])), head) + tail


def _names(text: str) -> list[str]:
    """Names of the variables that LibreChat finds in a text."""
    whole = reference(text)
    return [whole] if whole else _REFERENCE.findall(_split_at_last_reference(text)[0])


def _split_at_last_reference(text: str) -> tuple[str, str]:
    """Split a text after its last reference, so that searching the first part takes linear time."""
    end = text.rfind("}") + 1
    return text[:end], text[end:]


def _is_never_expanded(name: str) -> bool:
    """Whether LibreChat never expands a reference, regardless of the environment."""
    # LibreChat parses "${A}/${B}" as one name, from the first to the last brace.
    return name in NEVER_EXPANDED or "${" in name


def _placeholders(keys: Keys) -> Collection[str]:
    return _AZURE_PLACEHOLDERS if is_at(keys, _AZURE_URL) else ()


def _unresolved(keys: Keys, name: str, variables: Collection[str] | None) -> Iterator[Problem]:
    if name in NEVER_EXPANDED:
        yield Problem(keys, f"LibreChat never expands ${{{name}}}: set a variable of another name")
    elif _is_never_expanded(name):
        yield Problem(keys, "LibreChat only expands several variables if the text begins or ends with other text")
    elif variables is not None and name not in variables:
        yield Problem(keys, f"nothing sets {name}{did_you_mean(name, variables)}")


def _is_expanded(keys: Keys) -> bool:
    if len(keys) == 2 and keys[0] == "webSearch":
        return keys[1] in web_search_defaults()
    return any(is_at(keys, pattern) for pattern in _EXPANDED)


def _is_url_of_speech(keys: Keys) -> bool:
    return keys[0] == "speech" and keys[-1] in ("url", "websocketUrl")
