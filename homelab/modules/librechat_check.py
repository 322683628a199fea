"""Checks what LibreChat is about to be told, before it is applied."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

import pulumi

from homelab.arguments import ArgumentError
from homelab.librechat_config.schema import problems
from homelab.librechat_config.settings import Settings
from homelab.librechat_config.variables import Reader, unknown_variables

if TYPE_CHECKING:
    from homelab.modules.workspace_librechat_args import WorkspaceLibreChatArgs

_REFERENCE = re.compile(r"\$\{(\w+)\}")
_OWN_VARIABLES = ("CREDS_KEY", "CREDS_IV", "JWT_SECRET", "JWT_REFRESH_SECRET", "METRICS_SECRET", "MONGO_URI")
"""Some of those that LibreChat's component sets by itself."""


def check_librechat(owner: str, config: Mapping[str, Any], told: Settings, chat: "WorkspaceLibreChatArgs") -> None:
    """Refuse what LibreChat would reject, ignore or misread; print warnings for what may be newer than this library.

    :param owner: Begins the message: ``AIWorkspace 'ai'``.
    :param config: The content of librechat.yaml.
    :param told: What else the workspace tells LibreChat.
    :raises ArgumentError: Something is wrong; one line names it all.
    """
    lenient = chat.get("config_schema") == "lenient"
    environment: dict[str, object] = {**told.environment, **chat.get("extra_env", {})}
    own = {*chat.get("extra_env", {}), *chat.get("extra_secret_env", {}), *chat.get("existing_secrets", {})}
    found = problems(
        config,
        variables={*environment, *told.secrets, *told.secret_files, *own, *_OWN_VARIABLES},
        environment=environment,
        lenient=lenient,
    )
    unread = unknown_variables(sorted(own), reader=Reader.LIBRECHAT, referenced=_references(config))
    errors = [f"librechat.yaml: {problem}" for problem in found if problem.is_error]
    warnings = [f"librechat.yaml: {problem}" for problem in found if not problem.is_error]
    (warnings if lenient else errors).extend(f"librechat.extra_env: {message}" for message in unread)
    for warning in warnings:
        pulumi.log.warn(f"{owner}: {warning}")
    if errors:
        raise ArgumentError(f"{owner}: {'; '.join(errors)}")


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
