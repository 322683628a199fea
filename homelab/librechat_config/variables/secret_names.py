"""Names of variables that hold secrets.

``secret_names.json`` is maintained by hand, from upstream's sources. Every known variable whose name matches
`LOOKS_LIKE_A_SECRET` is either in `SECRET` or in `NOT_SECRET`, which a test enforces. Other names, which only
``${...}`` in librechat.yaml refers to, are classified by their endings.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from homelab.librechat_config.tables import by_name, load

LOOKS_LIKE_A_SECRET = re.compile(
    r"(_|^)(KEY|SECRET|TOKEN|PASSWORD|PASSPHRASE|CREDENTIALS?|AUTHORIZATION|IV|HEADERS?|CERT|CONNECTION_STRING)($|_)|"
    r"(_|^)(JWK|PRIVATE)(_|$)"
)

_TABLES = load(Path(__file__).with_suffix(".json"))

SECRET = frozenset(name for names in _TABLES["secret"].values() for name in names)
"""Variables of LibreChat, the RAG API, and their runtimes and libraries that hold secrets."""
NOT_SECRET: Mapping[str, str] = by_name(_TABLES["not_secret"])
"""Reason why a variable that looks like a secret is not one, by name."""

_ENDS_LIKE_A_SECRET = re.compile(r"(KEY|SECRET|TOKEN|PASSWORD|PASSPHRASE|CREDENTIALS|AUTHORIZATION|CONNECTION_STRING)$")
_PLACEHOLDERS = ("", "user_provided")
_FILE_OR_CONTENT = "GOOGLE_SERVICE_KEY_FILE"
"""Variable that holds the path or URL of a key file, or its content as JSON or base64."""
_CONTENT = re.compile(r"\s*(\{.*|[A-Za-z0-9+/]{100,}=*\s*)", re.DOTALL)


def is_secret(name: str) -> bool:
    """Whether a variable holds a secret."""
    return name in SECRET or (name not in NOT_SECRET and _ENDS_LIKE_A_SECRET.search(name) is not None)


def holds_secret(name: str, value: object) -> bool:
    """Whether a value of a variable is secret: the placeholder ``user_provided`` is not, a key file's content is."""
    if name == _FILE_OR_CONTENT:
        return isinstance(value, str) and _CONTENT.fullmatch(value) is not None
    return is_secret(name) and value not in _PLACEHOLDERS


def unclassified_secrets(names: Iterable[str]) -> list[str]:
    """Names that look like a secret's and are in neither table."""
    return [
        name for name in names if LOOKS_LIKE_A_SECRET.search(name) and name not in SECRET and name not in NOT_SECRET
    ]
