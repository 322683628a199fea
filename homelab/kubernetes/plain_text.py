"""Texts that are not secret: in ConfigMaps, and in commands and variables of containers.

What is known when they are declared has been checked with the arguments. The values of Outputs are checked here.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

import pulumi

from homelab.arguments import ArgumentError
from homelab.detection import secrets_in
from homelab.kubernetes.inputs import apply, is_plain


def plain_text(name: str, value: pulumi.Input[str], *, key: str = "") -> pulumi.Input[str]:
    """``value``, checked for secrets if it is an Output.

    :param name: Name of the value in messages.
    :param key: Name of the variable or file, which may say that its value is a secret.
    :raises ArgumentError: In the Output.
    """
    return value if isinstance(value, str) else apply(partial(_check_text, name, key), value)


def plain_document(name: str, dump: Callable[[Any], str], document: Mapping[str, Any]) -> pulumi.Input[str]:
    """Text of a document, whose Outputs are checked for secrets.

    :param name: Name of the document in messages.
    :raises ArgumentError: In the Output.
    """
    return dump(document) if is_plain(document) else apply(partial(_check_document, name, dump, document), {**document})


def _check_text(name: str, key: str, value: str) -> str:
    for _, what in secrets_in({key: value}):
        raise _error(name, what)
    return value


def _check_document(name: str, dump: Callable[[Any], str], declared: Any, known: Any) -> str:
    for keys, what in secrets_in(known):
        if not isinstance(_at(declared, keys), str):
            raise _error(f"{name}: {'.'.join(map(str, keys))}", what)
    return dump(known)


def _at(document: Any, keys: tuple[str | int, ...]) -> object:
    """Value that is declared at a path; an Output if it, or what contains it, is one."""
    for key in keys:
        if not isinstance(document, Mapping | list):
            break
        document = cast(Any, document)[key]
    return document


def _error(name: str, what: str) -> ArgumentError:
    return ArgumentError(
        f"{name}: {what} would be stored in plain text: use secret_env; if it is no secret, give it as text, not as an "
        "Output, and add its path to not_secret"
    )
