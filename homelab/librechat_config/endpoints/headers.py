"""Headers of requests to a provider, or to a gateway in front of it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, rules
from homelab.kubernetes import SecretReference
from homelab.librechat_config.settings import SecretValue

_HEADER = re.compile(r"[-A-Za-z0-9!#$%&'*+.^_`|~]+")


def _are_headers(values: Mapping[str, Any]) -> bool:
    return all(_HEADER.fullmatch(name) for name in values) and "" not in values.values()


HEADERS = Constraint("a map of header names such as 'X-Team' to values that are not empty", _are_headers)
_SECRET_HEADERS = Constraint(HEADERS.expected, _are_headers, secret=True)
_FIELDS = ("headers", "secret_headers", "existing_secret_headers")


def _each_header_once(group: Mapping[str, Any]) -> Iterable[str]:
    fields: dict[str, str] = {}
    for field in _FIELDS:
        for name in group.get(field, {}):
            other = fields.setdefault(_suffix(name), f"{field}.{name}")
            if other != f"{field}.{name}":
                yield f"{other} and {field}.{name} are the same header: remove one"


@rules(Rule(_FIELDS, _each_header_once))
@constrain(headers=HEADERS, secret_headers=_SECRET_HEADERS, existing_secret_headers=HEADERS)
class HeadersArgs(TypedDict):
    """Further headers of every request. LibreChat puts in ``{{LIBRECHAT_USER_EMAIL}}`` and the like."""

    headers: NotRequired[dict[str, pulumi.Input[str]]]
    """Headers that are no secret. Default: none."""
    secret_headers: NotRequired[dict[str, pulumi.Input[str]]]
    """Headers that are, for example the whole ``Bearer ...``. Default: none."""
    existing_secret_headers: NotRequired[dict[str, SecretReference]]
    """Headers that keys of existing Secrets hold. Default: none."""


def header_section(args: HeadersArgs, owner: str) -> dict[str, pulumi.Input[str]]:
    """All headers, the secret ones as references.

    :param owner: What the names of variables begin with: ``OPENAI``.
    """
    references = {name: f"${{{_variable(owner, name)}}}" for name in _secret_headers(args)}
    return {**args.get("headers", {}), **references}


def header_secrets(args: HeadersArgs, owner: str) -> dict[str, SecretValue]:
    """The secret ones, by their variables."""
    return {_variable(owner, name): value for name, value in _secret_headers(args).items()}


def _secret_headers(args: HeadersArgs) -> dict[str, SecretValue]:
    return {**args.get("secret_headers", {}), **args.get("existing_secret_headers", {})}


def _variable(owner: str, header: str) -> str:
    return f"{owner}_HEADER_{_suffix(header)}"


def _suffix(header: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", header.upper())
