"""Literal secrets in librechat.yaml, which is stored in a ConfigMap."""

import re
from collections.abc import Iterator, Mapping

from homelab.librechat_config.schema import Problem
from homelab.librechat_config.schema.problem import Keys
from homelab.librechat_config.schema.values import leaves

_SECRET_KEYS = re.compile(r"(?i)(api_?key|client_?secret|secret_?key|password|token)$")
_SECRET_HEADERS = re.compile(r"(?i).*(authorization|cookie|token|secret|password|api[-_]?key)")
_MAPS_WITH_SECRETS = {"headers", "requestHeaders", "oauth_headers", "additionalHeaders", "env"}
_PLACEHOLDER = re.compile(r"[a-z_ -]{0,24}")
"""Placeholders for servers without keys, and for users' own keys: ``ollama``, ``user_provided``."""
_REFERENCE = re.compile(r"\$\{[^}]+\}|\{\{[^}]+\}\}")


def literal_secrets(config: Mapping[str, object]) -> Iterator[Problem]:
    """One problem per secret that is not a reference to a variable."""
    for keys, value in leaves(config):
        if isinstance(value, str) and _holds_a_secret(keys) and _is_literal(value):
            yield Problem(
                keys, "literal secret in a ConfigMap: set it in librechat.secret_env, and refer to it as ${NAME}"
            )


def _holds_a_secret(keys: Keys) -> bool:
    last = str(keys[-1])
    if not _MAPS_WITH_SECRETS.isdisjoint(keys[:-1]):
        return _SECRET_HEADERS.fullmatch(last) is not None
    # mcpServers.*.apiKey is a map with the secret at "key".
    return _SECRET_KEYS.search(last) is not None or (last == "key" and "apiKey" in keys)


def _is_literal(value: str) -> bool:
    return _REFERENCE.search(value) is None and _PLACEHOLDER.fullmatch(value) is None
