"""Names of arguments in other languages: ``secret_env`` is ``secretEnv`` there. Keys of maps are the same in all."""

import functools
import inspect
import re
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

from pulumi.provider.experimental.util import camel_case

from homelab.arguments import typed_dicts

_WORDS = re.compile(
    r"(?<!\w)'[^']*'|\"[^\"]*\""  # values
    r"|(?<![\w./$-])(?P<path>[a-z][a-z0-9_]*(?:\.\w+)*)(?![\w/(-])"
)


@functools.cache
def python_names(args_type: type) -> Mapping[str, str]:
    """Names of a group's fields in Python, by those of other languages."""
    return {camel_case(name): name for name in args_type.__annotations__}


def camel_case_spelling(args_types: Sequence[type]) -> Callable[[str], str]:
    """What spells every name and path of arguments in a text as other languages do.

    :param args_types: What paths start from. Those that start from one of their groups are recognised, too.
    """
    types = _contained_types(args_types)
    groups = [each for each in types if typing.is_typeddict(each)]
    choices = {value for each in types if inspect.isclass(each) and issubclass(each, Enum) for value in each}

    def spelled(found: re.Match[str]) -> str:
        path = found["path"]
        return found[0] if path is None or path in choices else ".".join(_in_camel_case(groups, path.split(".")))

    return lambda text: _WORDS.sub(spelled, text)


def _in_camel_case(groups: Sequence[type], path: Sequence[str]) -> Sequence[str]:
    """The path as seen from the group of which most of its parts are arguments."""
    parts = max((list(_known_parts(group, path)) for group in groups), key=len)
    return [*parts, *path[len(parts) :]]


def _known_parts(value_type: Any, path: Sequence[str]) -> Iterator[str]:
    """The parts of a path that are arguments, in camel case, and the keys and indexes between them, as they are."""
    for part in path:
        if typing.get_origin(value_type) is list and not part.isdecimal():
            value_type = typed_dicts.value_type(typing.get_args(value_type)[0])
        if typing.is_typeddict(value_type):
            if part not in value_type.__annotations__:
                return
            yield camel_case(part)
            value_type = typed_dicts.value_type(value_type.__annotations__[part])
        elif parameters := typing.get_args(value_type):
            yield part
            value_type = typed_dicts.value_type(parameters[-1])
        else:
            return


def _contained_types(args_types: Sequence[type]) -> Sequence[Any]:
    """The types of all arguments, at any depth, beginning with the groups that are given."""
    found: dict[Any, None] = {}

    def visit(value_type: Any) -> None:
        if value_type in found:
            return
        found[value_type] = None
        annotations = value_type.__annotations__.values() if typing.is_typeddict(value_type) else ()
        for inner in (*annotations, *typing.get_args(value_type)):
            visit(typed_dicts.value_type(inner))

    for args_type in args_types:
        visit(args_type)
    return list(found)
