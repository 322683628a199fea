"""How messages spell the names of arguments: as Python does, unless the program is in another language."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar

import pulumi

from homelab.detection import mask


def _as_in_python(message: str) -> str:
    return message


_spelling: ContextVar[Callable[[str], str]] = ContextVar("spelling", default=_as_in_python)


@contextmanager
def spelled_by(spelling: Callable[[str], str]) -> Generator[None]:
    """Pass messages through ``spelling``, also those of Outputs that the block creates and that resolve later."""
    token = _spelling.set(spelling)
    try:
        yield
    finally:
        _spelling.reset(token)


def spelled(message: str) -> str:
    """A message with the names of arguments as the program spells them."""
    return _spelling.get()(message)


def warn(message: str) -> None:
    """Warn of an argument that works, but hardly as meant."""
    pulumi.log.warn(mask(spelled(message)))
