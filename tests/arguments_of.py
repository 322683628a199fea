"""Every argument of a workspace, by its path."""

import typing
from collections.abc import Iterator, Mapping

from homelab import AIWorkspaceArgs
from homelab.arguments.typed_dicts import value_type


def arguments(args_type: typing.Any, path: str = "") -> Iterator[tuple[str, typing.Any]]:
    """Paths and types; paths into lists and maps have no index or key."""
    for name, annotation in args_type.__annotations__.items():
        inner = value_type(annotation)
        yield path + name, inner
        if typing.get_origin(inner) in (list, dict):
            inner = value_type(typing.get_args(inner)[-1])
        if typing.is_typeddict(inner):
            yield from arguments(inner, f"{path}{name}.")


ARGUMENTS: Mapping[str, typing.Any] = dict(arguments(AIWorkspaceArgs))
