"""What holds across LibreChat's variables: why a workspace is refused that sets one of them alone."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from homelab.arguments import ArgumentError
from homelab.explain.facts import arguments_of_variable
from homelab.explain.variables import settable
from homelab.librechat_config.variables import Reader
from homelab.modules.resolve import resolve
from tests.full_scenarios import BY_DIRECTORY, EVERYTHING_INSIDE
from tests.scenarios import CHAT
from tools.explanations.rules import ADVICE, FILLED_IN, RELATION

_WORKSPACES: tuple[Mapping[str, Any], ...] = ({"namespace": "ai", "librechat": CHAT}, EVERYTHING_INSIDE, BY_DIRECTORY)
"""Between them, all ways to sign in, about which most of these rules are."""
_SWITCHED_ON = "true"
_NAME = re.compile(r"\b[A-Z][A-Z0-9_]+\b")
_ADDRESS = re.compile(r"\b[a-z]+://\w\S*")
"""An address of the workspace above."""


def variable_rules() -> dict[str, list[str]]:
    """Messages by the variables that they name, but for those that arguments set, as these have their own rules."""
    names = [
        name for name in settable(Reader.LIBRECHAT, secret=False) if not arguments_of_variable(name, Reader.LIBRECHAT)
    ]
    found: dict[str, dict[str, None]] = {}
    for args in _WORKSPACES:
        usual = {*_problems(args, {})}
        for name in names:
            for message in _problems(args, {name: _SWITCHED_ON}):
                if message not in usual and RELATION.search(message):
                    for mentioned in {*_NAME.findall(message)}.intersection(names):
                        found.setdefault(mentioned, {})[_general(message)] = None
    return {name: [*messages] for name, messages in found.items()}


def _problems(args: Mapping[str, Any], variables: Mapping[str, str]) -> Iterator[str]:
    """Why a workspace is refused that has these variables instead of its own."""
    chat = {**args["librechat"], "env": variables, "secret_env": {}}
    try:
        resolve("ai", cast(Any, {**args, "librechat": chat}), "")
    except ArgumentError as error:
        yield from error.problems


def _general(message: str) -> str:
    return ADVICE.sub("", _ADDRESS.sub(FILLED_IN, message))
