"""Names that Kubernetes takes for every object that is called after them."""

import re

from homelab.arguments import ArgumentError

MAX_NAME_LENGTH = 52
"""A StatefulSet's pods carry a label of its name, a dash and ten more characters; labels end at 63."""


def check_name(owner: str, name: str, *, max_length: int = MAX_NAME_LENGTH) -> None:
    """Refuse a name that cannot be the beginning of names of Kubernetes objects.

    :param owner: Whose name it is, for the message.
    :raises ArgumentError: With what is wrong with it.
    """
    shown = name if len(name) <= 60 else f"{name[:57]}..."
    if len(name) > max_length:
        raise ArgumentError(f"{owner} {shown!r}: name has {len(name)} characters, expected at most {max_length}")
    if not re.fullmatch(r"[a-z]([-a-z0-9]*[a-z0-9])?", name):
        raise ArgumentError(
            f"{owner} {shown!r}: expected a name of small letters, digits and dashes that begins with a letter"
        )
