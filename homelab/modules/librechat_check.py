"""Checks what LibreChat is about to be told, before it is applied."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

import pulumi

from homelab.arguments import ArgumentError
from homelab.components.librechat.args import LibreChatArgs
from homelab.components.librechat.variables import names_of_own_variables
from homelab.librechat_config.schema import problems
from homelab.librechat_config.variables import Reader, unknown_variables

if TYPE_CHECKING:
    from homelab.modules.workspace_librechat_args import WorkspaceLibreChatArgs

_REFERENCE = re.compile(r"\$\{(\w+)\}")
_GIVEN_VARIABLES = ("extra_env", "extra_secret_env", "existing_secrets")
"""Arguments whose variables nobody else knows."""


def check_librechat(
    owner: str, config: Mapping[str, Any], server: LibreChatArgs, chat: "WorkspaceLibreChatArgs"
) -> None:
    """Refuse what LibreChat would reject, ignore or misread; print warnings for what may be newer than this library.

    :param owner: Begins the message: ``AIWorkspace 'ai'``.
    :param config: The content of librechat.yaml.
    :param server: What else LibreChat is told.
    :param chat: What was asked for.
    :raises ArgumentError: Something is wrong; one line names it all.
    """
    lenient = chat.get("config_schema") == "lenient"
    found = problems(config, variables=_variables(server), environment=server.get("environment", {}), lenient=lenient)
    errors = [f"librechat.yaml: {problem}" for problem in found if problem.is_error]
    warnings = [f"librechat.yaml: {problem}" for problem in found if not problem.is_error]
    (warnings if lenient else errors).extend(_unread(chat, config))
    for warning in warnings:
        pulumi.log.warn(f"{owner}: {warning}")
    if errors:
        raise ArgumentError(f"{owner}: {'; '.join(errors)}")


def _variables(server: LibreChatArgs) -> Collection[str]:
    """All that LibreChat's container gets."""
    return {
        *names_of_own_variables(server),
        *server.get("environment", {}),
        *server.get("secret_environment", {}),
        *server.get("existing_secrets", {}),
        *server.get("secret_files", {}),
        *server.get("existing_secret_files", {}),
    }


def _unread(chat: "WorkspaceLibreChatArgs", config: Mapping[str, Any]) -> Iterator[str]:
    referenced = _references(config)
    for argument in _GIVEN_VARIABLES:
        for message in unknown_variables(
            sorted(chat.get(argument, {})), reader=Reader.LIBRECHAT, referenced=referenced
        ):
            yield f"librechat.{argument}: {message}"


def _references(config: object) -> Collection[str]:
    """Names of variables that librechat.yaml refers to."""
    return {name for text in _texts(config) for name in _REFERENCE.findall(text)}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in cast(Mapping[str, object], value).values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in cast(list[object], value):
            yield from _texts(inner)
