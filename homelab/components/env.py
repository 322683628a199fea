"""``env``: additional variables of a server, under the server's own names."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from homelab.arguments import Rule


def refuse_own_variables(variables: Mapping[str, str | None]) -> Rule:
    """Rule that refuses variables which a component sets itself.

    :param variables: Their names, each with the argument to use instead, or None.
    """

    def violations(group: Mapping[str, Any]) -> Iterable[str]:
        for name in group.get("env", {}):
            if name in variables:
                argument = variables[name]
                yield f"env.{name} is set by the component: {f'use {argument} instead' if argument else 'remove it'}"

    return Rule(("env",), violations)


def whole_numbers(*names: str, minimum: int) -> Rule:
    """Rule that variables hold whole numbers of at least ``minimum``."""

    def violations(group: Mapping[str, Any]) -> Iterable[str]:
        for name in names:
            value = plain_variable(group, name)
            if value is not None and not (re.fullmatch(r"-?[0-9]+", value) and int(value) >= minimum):
                yield f"env.{name}: expected a whole number from {minimum}, got {value!r}"

    return Rule(("env",), violations)


def plain_variable(group: Mapping[str, Any], name: str) -> str | None:
    """Value of a variable in ``env``; None if it is absent or an Output."""
    value = group.get("env", {}).get(name)
    return value if isinstance(value, str) else None
