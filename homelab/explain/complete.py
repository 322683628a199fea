"""Paths that begin with what somebody has typed."""

from homelab.explain.components import component_names
from homelab.explain.find import UnknownPathError, find
from homelab.explain.librechat_yaml import FILE
from homelab.explain.variables import names_of
from homelab.librechat_config.variables import Reader


def completions(typed: str) -> list[str]:
    """Paths that are longer by one name: ``librechat.in`` becomes ``librechat.ingress``."""
    if typed and FILE.startswith(typed) and "." in typed:
        return [FILE]
    before, dot, start = typed.rpartition(".")
    if not dot and start.isupper():
        return [name for name in names_of(Reader.LIBRECHAT) if name.startswith(start)]
    try:
        names = [*find(before).children]
    except (UnknownPathError, ImportError):
        return []
    if not dot:
        names += [FILE, *component_names()]
    return [f"{before}{dot}{name}" for name in names if name.startswith(start) and name != "*"]
