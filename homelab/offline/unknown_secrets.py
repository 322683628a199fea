"""Previews without access to secret config values, which are unknown Outputs instead."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, cast

import pulumi

from homelab.arguments import UnknownSecret

_GET_OBJECT = "_get_object"
"""Method of `pulumi.Config` behind ``require_object``, ``get_secret_object`` and so on."""
_SECRET = "secret"
"""Function of `pulumi.Output` that creates every secret, also for ``require_secret``."""


@contextmanager
def unknown_secrets(secrets: Mapping[str, UnknownSecret], *, as_outputs: bool = True) -> Generator[None]:
    """Make ``pulumi.Output.secret`` return unknown Outputs for ``secrets``, and ``pulumi.Config`` find them in objects.

    ``require_secret`` then returns an unknown Output, and ``require_object`` strings that become unknown once a program
    marks them as secret. If it does not, their placeholders appear in its resources, as the secrets would.

    :param secrets: Secrets by their placeholders in JSON.
    :param as_outputs: Whether secret Outputs of them are unknown. Default: they are; otherwise placeholders stay.
    """
    if not secrets:
        yield
        return
    get_object: Callable[..., object] = getattr(pulumi.Config, _GET_OBJECT)
    secret: Callable[[object], pulumi.Output[Any]] = getattr(pulumi.Output, _SECRET)

    def read_object(config: pulumi.Config, key: str, *args: Any) -> object:
        text = config.get(key)
        return text if isinstance(text, UnknownSecret) else _replaced(get_object(config, key, *args), secrets.get)

    def unknown_output(value: object) -> pulumi.Output[Any]:
        return secret(_replaced(value, lambda text: pulumi.UNKNOWN if isinstance(text, UnknownSecret) else None))

    setattr(pulumi.Config, _GET_OBJECT, read_object)
    if as_outputs:
        setattr(pulumi.Output, _SECRET, staticmethod(unknown_output))
    try:
        yield
    finally:
        setattr(pulumi.Config, _GET_OBJECT, get_object)
        setattr(pulumi.Output, _SECRET, staticmethod(secret))


def _replaced(value: object, replacement: Callable[[str], object]) -> object:
    """``value`` with strings replaced at any depth; None as ``replacement`` keeps a string."""
    match value:
        case str():
            return value if (new := replacement(value)) is None else new
        case dict():
            return {key: _replaced(inner, replacement) for key, inner in cast(dict[str, object], value).items()}
        case list():
            return [_replaced(item, replacement) for item in cast(list[object], value)]
        case _:
            return value
