"""References in the texts of an MCP server: ``${NAME}`` for its secrets, ``{{NAME}}`` for what each user enters."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import pulumi

from homelab.kubernetes import combine
from homelab.librechat_config.schema.problem import did_you_mean

TEXTS = ("url", "proxy", "args", "env", "headers", "request_headers", "oauth_headers", "oauth")
"""The arguments of a server in which LibreChat expands references."""
OAUTH_TEXTS = (
    *("client_id", "authorization_url", "token_url", "revocation_endpoint"),
    *("redirect_uri", "scope", "audience"),
)
"""Those of its group ``oauth``."""
_MAPS = ("env", "headers", "request_headers", "oauth_headers")
_SECRET = re.compile(r"\$\{([^}]*)\}")
_USER_VARIABLE = re.compile(r"\{\{([^}]*)\}\}")
_OF_LIBRECHAT = re.compile(r"LIBRECHAT_(USER|BODY|OPENID|GRAPH)_[A-Z_]+")
_HOLDS_A_SECRET = re.compile(r"(?i).*(authorization|cookie|token|secret|password|api[-_]?key)")


def variable(server: str, name: str) -> str:
    """The variable of a server's secret; two underscores keep it apart from those of other servers."""
    return f"{prefix(server)}__{name}"


def prefix(server: str) -> str:
    """What the variables of a server begin with."""
    return "MCP_" + re.sub(r"[^A-Z0-9]+", "_", server.upper())


def expanded(server: str, texts: Mapping[str, pulumi.Input[str]]) -> dict[str, pulumi.Input[str]]:
    """Texts in which each ``${NAME}`` names the variable of the server's secret."""

    def with_variables(text: str) -> str:
        return _SECRET.sub(lambda match: f"${{{variable(server, match[1])}}}", text)

    return {name: combine(with_variables, text) for name, text in texts.items()}


def contradictions(server: Mapping[str, Any]) -> Iterable[str]:
    """References to nothing, what nothing refers to, and secrets that are written out."""
    secrets, existing = server.get("secrets", {}), server.get("existing_secrets", {})
    yield from (f"{name} is in secrets and in existing_secrets: remove one" for name in secrets if name in existing)
    yield from _unresolved(server, _SECRET, "${{{}}}", {**secrets, **existing}, "secrets and existing_secrets")
    entered = [entry["name"] for entry in server.get("custom_user_vars", ())]
    yield from _unresolved(server, _USER_VARIABLE, "{{{{{}}}}}", entered, "custom_user_vars", _OF_LIBRECHAT.fullmatch)
    for field in _MAPS:
        for name, text in server.get(field, {}).items():
            if isinstance(text, str) and _HOLDS_A_SECRET.fullmatch(name) and not re.search(r"\$\{|\{\{", text):
                yield f"{field}.{name}: a secret must not stand here: put it into secrets, and write ${{NAME}} here"


def _unresolved(
    server: Mapping[str, Any],
    reference: re.Pattern[str],
    written: str,
    names: Collection[str],
    groups: str,
    is_known: Callable[[str], object] = lambda _name: False,
) -> Iterator[str]:
    texts = list(_texts(server))
    used = [(path, name) for path, text in texts if isinstance(text, str) for name in reference.findall(text)]
    lost = [(path, name) for path, name in used if name not in names and not is_known(name)]
    for path, name in lost:
        yield f"{path}: {written.format(name)} is none of {groups}{did_you_mean(name, names)}"
    if not lost and all(isinstance(text, str) for _, text in texts):
        unused = (name for name in names if name not in {name for _, name in used})
        yield from (
            f"{name} of {groups} is used nowhere: write {written.format(name)} where it belongs" for name in unused
        )


def _texts(server: Mapping[str, Any]) -> Iterator[tuple[str, pulumi.Input[str]]]:
    yield from ((field, server[field]) for field in ("url", "proxy") if field in server)
    yield from ((f"args.{index}", text) for index, text in enumerate(server.get("args", ())))
    for field in _MAPS:
        yield from ((f"{field}.{name}", text) for name, text in server.get(field, {}).items())
    oauth = server.get("oauth", {})
    yield from ((f"oauth.{field}", oauth[field]) for field in OAUTH_TEXTS if field in oauth)
