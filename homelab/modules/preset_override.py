"""A preset for every workspace of a program, whatever its arguments say.

This is for what runs a program to compare presets, as `homelab render` does: only the program itself knows how it comes
to its arguments.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

from homelab.modules.presets import Preset

_PRESET: ContextVar[Preset | None] = ContextVar("preset", default=None)


@contextmanager
def overriding_preset(preset: Preset | None) -> Generator[None]:
    """Run programs with ``preset``; None leaves the presets of their arguments."""
    token = _PRESET.set(preset)
    try:
        yield
    finally:
        _PRESET.reset(token)


def preset_of_all() -> Preset | None:
    """The preset of every workspace; None outside of `overriding_preset`."""
    return _PRESET.get()
