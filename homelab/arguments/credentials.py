"""Credentials in URLs, which only secret arguments may contain: all others are stored in plain text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from homelab.arguments import typed_dicts
from homelab.arguments.declarations import constraint_of
from homelab.urls import has_credentials

EXPOSED_CREDENTIALS = "a password in a URL would be stored in plain text"
_SECRET_SIBLINGS = ("username", "password", "api_key", "secret_key")


def may_have_credentials(value: object) -> bool:
    """Whether any text in ``value`` contains ``@``, as URLs with credentials do: a quick check before the full one."""
    if isinstance(value, str):
        return "@" in value
    if isinstance(value, Mapping):
        entries = cast(Mapping[object, object], value)
        return any(may_have_credentials(key) or may_have_credentials(item) for key, item in entries.items())
    return isinstance(value, list) and any(map(may_have_credentials, cast(list[object], value)))


def exposed_credentials(args_type: Any, group: Mapping[str, object], path: str = "") -> Iterator[str]:
    """One message for each argument with credentials in a URL that is not secret, with the argument to use instead."""
    for name, annotation in args_type.__annotations__.items():
        if name not in group:
            continue
        inner, value, value_path = typed_dicts.value_type(annotation), group[name], f"{path}{name}"
        constraint = constraint_of(args_type, name)
        if constraint is not None and constraint.secret:
            continue
        for keys, item_type, item in list(typed_dicts.groups(inner, value)) or [((), None, value)]:
            item_path = ".".join((value_path, *keys))
            if item_type is not None and isinstance(item, Mapping):
                yield from exposed_credentials(item_type, cast(Mapping[str, object], item), f"{item_path}.")
                continue
            user_alone = constraint is None or not constraint.user_in_url
            for text_path in _paths(item, item_path, user_alone=user_alone):
                yield f"{text_path}: {EXPOSED_CREDENTIALS}: {_remedy(args_type, name)}"


def _paths(value: object, path: str, *, user_alone: bool) -> Iterator[str]:
    """Paths of the texts with credentials in a URL, including keys."""
    if isinstance(value, str):
        if has_credentials(value, user_alone=user_alone):
            yield path
    elif isinstance(value, Mapping):
        for key, item in cast(Mapping[object, object], value).items():
            yield from _paths(key, path, user_alone=user_alone)
            yield from _paths(item, f"{path}.{key}", user_alone=user_alone)
    elif isinstance(value, Sequence):
        for index, item in enumerate(cast(Sequence[object], value)):
            yield from _paths(item, f"{path}.{index}", user_alone=user_alone)


def _remedy(args_type: Any, name: str) -> str:
    fields = args_type.__annotations__
    if name == "config":
        return "use a variable, ${NAME}, and set it to the whole URL in secret_env"
    if name == "env" and "secret_env" in fields:
        return "set it in secret_env"
    if name == "env" and "env_from" in fields:
        return "use an existing Secret in env_from"
    if f"{name}_secret" in fields:
        return f"use {name}_secret"
    siblings = [sibling for sibling in _SECRET_SIBLINGS if sibling in fields]
    return "remove it" + (f", and use {' and '.join(siblings)}" if siblings else "")
