"""Arguments that the user's own variables contradict.

Variables override what arguments imply, such as defaults and what follows from other servers. They do not override what
an argument says itself: of the two, one is a mistake.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias, cast

from homelab.detection import mask
from homelab.kubernetes.variables import Variables, VariablesArgs

Args: TypeAlias = Mapping[str, Any]
Keys: TypeAlias = tuple[str, ...]


def contradictions(args: Args, derive: Callable[[Any], Variables], own: VariablesArgs, prefix: str) -> Iterator[str]:
    """One message per argument whose variable has another value in ``own``.

    :param derive: Variables that follow from arguments such as ``args``.
    :param prefix: Path of ``own``: ``librechat.``.
    """
    env = own.get("env", {})
    # Most workspaces have none, and deriving is most of what their checks take.
    derived = derive(args).plain if env else {}
    for name, value in env.items():
        implied = derived.get(name)
        if isinstance(value, str) and isinstance(implied, str) and _normal(value) != _normal(implied):
            for keys, found in _leaves(args):
                if _text(found) == implied and derive(_replaced(args, keys, _other(found))).plain.get(name) != implied:
                    argument, variable = ".".join(keys), f"{prefix}env.{name}"
                    yield f"{argument}: {mask(implied)} and {variable}: {mask(value)} contradict each other: remove one"


def _leaves(group: Args, path: Keys = ()) -> Iterator[tuple[Keys, object]]:
    for name, value in group.items():
        if isinstance(value, Mapping):
            yield from _leaves(cast(Args, value), (*path, name))
        else:
            yield (*path, name), value


def _text(value: object) -> str | None:
    """A value as variables have it; None for one that is known later."""
    match value:
        case bool():
            return str(value).lower()
        case str() | int():
            return str(value)
        case list():
            texts = [_text(item) for item in cast(list[object], value)]
            return None if None in texts else ",".join(map(str, texts))
        case _:
            return None


def _other(value: object) -> object:
    """Another value of the same type."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case list():
            return [*cast(list[object], value), "other"]
        case _:
            return f"{value}-other"


def _replaced(group: Args, keys: Keys, value: object) -> Args:
    inner = value if len(keys) == 1 else _replaced(group[keys[0]], keys[1:], value)
    return {**group, keys[0]: inner}


def _normal(value: str) -> str:
    """A variable as LibreChat reads it: flags in any case."""
    return value.strip().lower() if value.strip().lower() in ("true", "false") else value
