"""Secrets in arguments that are not secret, whose values are stored in plain text."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, cast

import pulumi

from homelab.arguments import typed_dicts
from homelab.arguments.declarations import Constraint, constraint_of
from homelab.detection import secrets_in, shape_under
from homelab.detection.names import is_secret

NOT_SECRET = "not_secret"
"""Argument with the paths of values that look like secrets but are none."""
_SECRET_SIBLINGS = ("username", "password", "api_key", "secret_key")
_FREE = ("config",)
"""Arguments that are a file's content: the names in it are not ours."""
_REFERENCES = ("config", "headers")
"""Arguments in which LibreChat expands references to variables."""


def exposed_secrets(args_type: Any, args: Mapping[str, Any], reported: Collection[str] = ()) -> Iterator[str]:
    """One message for each secret in an argument that is not secret, with the argument to use instead.

    Values at the paths in `NOT_SECRET` are accepted; the message of a path that does not exist says so.

    :param reported: Messages about arguments; what is wrong for another reason is not reported again.
    """
    accepted = [path for path in _texts(args.get(NOT_SECRET)) if path]
    for path, what, remedy in _exposed(args_type, args) if not _accepts(accepted, "") else ():
        if not _accepts(accepted, path) and not any(message.startswith(f"{path}: ") for message in reported):
            yield _exposure(path, what, remedy)
    for index, pattern in enumerate(accepted):
        if not any(_accepts([pattern], path) for path in chain([""], _paths(args))):
            yield f"{NOT_SECRET}.{index}: there is no argument {pattern}: remove it"


def is_accepted(args: Mapping[str, Any], path: str) -> bool:
    """Whether the arguments say that the value at a path is no secret, or may be seen."""
    return _accepts(_texts(args.get(NOT_SECRET)), path)


def _exposure(path: str, what: str, remedy: str) -> str:
    """Message about a secret that would be stored in plain text."""
    return f"{path}: {what} would be stored in plain text: {remedy}; if it is no secret, add its path to {NOT_SECRET}"


def _exposed_value(constraint: Constraint, name: str, value: object) -> str | None:
    """What kind of secret the value of an argument that is not secret contains, if it contains one."""
    return shape_under(name, value, user_alone=not constraint.user_in_url) if isinstance(value, str) else None


def _exposed(args_type: Any, group: Mapping[str, object], path: str = "") -> Iterator[tuple[str, str, str]]:
    """Path, kind and remedy of each secret."""
    for name, annotation in args_type.__annotations__.items():
        constraint = constraint_of(args_type, name)
        if name not in group or name == NOT_SECRET or (constraint is not None and constraint.secret):
            continue
        inner, value, value_path = typed_dicts.value_type(annotation), group[name], f"{path}{name}"
        if name not in _FREE and (typed := list(typed_dicts.groups(inner, value))):
            for keys, item_type, item in typed:
                if isinstance(item, Mapping):
                    inner_path = ".".join((value_path, *keys, ""))
                    yield from _exposed(item_type, cast(Mapping[str, object], item), inner_path)
        elif found := list(_in_field(name, value, constraint)):
            remedy = _remedy(args_type, name)
            yield from ((".".join((path + name, *keys)), what, remedy) for keys, what in found)


def _in_field(name: str, value: object, constraint: Constraint | None) -> Iterator[tuple[tuple[str, ...], str]]:
    """Path below an argument, and kind, of each secret in its value."""
    if isinstance(value, str):
        if what := _exposed_value(constraint or Constraint(""), name, value):
            yield (), what
    elif isinstance(value, Mapping | list):
        yield from ((tuple(map(str, keys[1:])), what) for keys, what in secrets_in(value, (name,)))
        if name == "env" and isinstance(value, Mapping):
            variables = cast(Mapping[str, object], value).items()
            yield from (
                ((key,), "a secret") for key, each in variables if isinstance(each, pulumi.Output) and is_secret(key)
            )


def _accepts(patterns: Iterable[str], path: str) -> bool:
    """Whether a path matches one of some patterns, in which ``*`` is any text."""
    return any(re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), path) for pattern in patterns)


def _texts(value: object) -> Sequence[str]:
    return [each for each in cast(list[object], value) if isinstance(each, str)] if isinstance(value, list) else ()


def _paths(value: object, path: str = "", outer: frozenset[int] = frozenset()) -> Iterator[str]:
    """Paths of all values in nested plain data, which may contain itself."""
    if id(value) in outer:
        return
    if path:
        yield path
    entries: Iterable[tuple[object, object]] = ()
    if isinstance(value, Mapping):
        entries = cast(Mapping[object, object], value).items()
    elif isinstance(value, list):
        entries = enumerate(cast(list[object], value))
    for key, inner in entries:
        yield from _paths(inner, f"{path}.{key}" if path else f"{key}", outer | {id(value)})


def _remedy(args_type: Any, name: str) -> str:
    fields = args_type.__annotations__
    if name in _REFERENCES:
        return "use a variable, ${NAME}, and set it in secret_env"
    if name == "env" and "secret_env" in fields:
        return "set it in secret_env"
    if "env_from" in fields:
        return "use an existing Secret in env_from"
    if name == "init_containers":
        return "use valueFrom.secretKeyRef"
    if f"{name}_secret" in fields:
        return f"use {name}_secret"
    siblings = [sibling for sibling in _SECRET_SIBLINGS if sibling in fields]
    return "remove it" + (f", and use {' and '.join(siblings)}" if siblings else "")
