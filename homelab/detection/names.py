"""Names under which secrets stand: variables, keys of configuration files, HTTP headers and options of commands.

``names.json`` lists variables; it is maintained by hand, from upstream's sources. Every known variable whose name
matches `LOOKS_LIKE_A_SECRET` is either in `SECRET` or in `NOT_SECRET`, which a test enforces. Other names, which only
``${...}`` in librechat.yaml refers to, are classified by their endings.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from homelab.detection.shapes import is_example, is_reference

LOOKS_LIKE_A_SECRET = re.compile(
    r"(_|^)(KEY|SECRET|TOKEN|PASSWORD|PASSPHRASE|CREDENTIALS?|AUTHORIZATION|IV|HEADERS?|CERT|CONNECTION_STRING)($|_)|"
    r"(_|^)(JWK|PRIVATE)(_|$)"
)

_TABLES = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))

SECRET = frozenset(name for names in _TABLES["secret"].values() for name in names)
"""Variables of LibreChat, the RAG API, and their runtimes and libraries that hold secrets."""
NOT_SECRET: Mapping[str, str] = {name: why for why, names in _TABLES["not_secret"].items() for name in names}
"""Reason why a variable that looks like a secret is not one, by name."""

HEADERS = frozenset({"headers", "requestHeaders", "oauth_headers", "additionalHeaders", "additional_headers"})
"""Names of maps whose keys are HTTP headers."""

_ENDS_LIKE_A_SECRET = re.compile(
    r"(KEY|SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS|AUTHORIZATION|CONNECTION_STRING)$"
)
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]+")
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")
_KEY_ENDS_LIKE_A_SECRET = re.compile(
    r"(^|_)((api|access|secret|private|subscription|license|encryption|signing|master|auth|account|service)_?key|token|"
    r"secret|password|passwd|passphrase|pwd|credentials|authorization|connection_string)$"
)
_HEADER = re.compile(r"(^|_)key$|authorization|cookie|token|secret|password|api_?key")
_MAY_BE_A_WORD = re.compile(r"(key|token)$", re.IGNORECASE)
"""Names whose values are random: a word at such a key of a file is a placeholder, for servers without keys
(``ollama``). A password may be a word."""
_WORDS = re.compile(r"[a-z][a-z_ -]{0,23}")
_PLACEHOLDERS = frozenset({"", "user_provided", "none", "null", "ollama", "password", "changeme", "empty", "-"})
_NO_SECRET = re.compile(
    r"(?i)true|false|[0-9]{1,7}|(/[\w.@-]+){2,}\.\w+|/(etc|run|var|app|home|tmp|mnt|opt|usr|data|secrets)(/[\w.@-]+)+|"
    r"[a-z][a-z0-9.-]*(/[a-z0-9._-]+)+"
)
"""Switches, numbers and paths. Of a variable in `SECRET` and of a password, they are secrets all the same."""
_FILE_OR_CONTENT = "GOOGLE_SERVICE_KEY_FILE"
"""Variable that holds the path or URL of a key file, or its content as JSON or base64."""
_CONTENT = re.compile(r"\s*(\{.*|[A-Za-z0-9+/]{100,}=*\s*)", re.DOTALL)


def is_secret(name: str) -> bool:
    """Whether a variable holds a secret."""
    return name in SECRET or (name not in NOT_SECRET and _ENDS_LIKE_A_SECRET.search(name) is not None)


@lru_cache(maxsize=4096)
def is_secret_key(name: str, *, in_headers: bool = False) -> bool:
    """Whether a key of a configuration file, a variable, or a header holds a secret."""
    if _VARIABLE.fullmatch(name) and not in_headers:
        return is_secret(name)
    words = _WORD.sub("_", name).strip("_").lower()
    return (_HEADER if in_headers else _KEY_ENDS_LIKE_A_SECRET).search(words) is not None


def is_literal(name: str, value: str) -> bool:
    """Whether the value under the name of a secret is one: references and placeholders are not."""
    if value.strip().lower() in _PLACEHOLDERS or is_reference(value) or is_example(value):
        return False
    if name in SECRET or not _MAY_BE_A_WORD.search(name):
        return True
    is_word = _WORDS.fullmatch(value) and not _VARIABLE.fullmatch(name)
    return not (is_word or _NO_SECRET.fullmatch(value))


def holds_secret(name: str, value: object) -> bool:
    """Whether a value of a variable is secret: placeholders are not, a key file's content is."""
    if name == _FILE_OR_CONTENT:
        return isinstance(value, str) and _CONTENT.fullmatch(value) is not None
    return is_secret(name) and (not isinstance(value, str) or is_literal(name, value))


def unclassified_secrets(names: Iterable[str]) -> list[str]:
    """Names that look like a secret's and are in neither table."""
    return [
        name for name in names if LOOKS_LIKE_A_SECRET.search(name) and name not in SECRET and name not in NOT_SECRET
    ]
