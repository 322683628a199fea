"""What arguments set in LibreChat: what changes in its configuration when they do.

Each argument of the workspaces that the tests use is changed by itself. What another configuration then differs in are
its effects; an argument on which a great deal depends, such as a provider's ``enabled``, is left out.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from homelab.arguments import ArgumentError
from homelab.explain.variables import is_known
from homelab.librechat_config.schema.values import leaves
from homelab.librechat_config.variables import Reader
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.modules.resolve import librechat_configuration
from tests.scenarios import SCENARIOS
from tools.explanations.places import Keys, Place, places

_MOST = 8
"""Effects of one argument that help: more are what follows from them."""
_OWN_WORDS = ("config", "env", "secret_env", "env_from", "secret_files")
_EVERYWHERE = "namespace"
"""Argument that is a part of each address in the cluster."""
_CHANGED = "-changed"


def effects() -> dict[str, list[str]]:
    """Variables, and keys of librechat.yaml, by the path of the argument that sets them."""
    found: dict[str, dict[str, None]] = {}
    for args in SCENARIOS.values():
        before = _flat(args)
        for place in places(AIWorkspaceArgs, args):
            for changed in _changes(place):
                different = _differences(before, _replaced(args, place.keys, changed))
                found.setdefault(place.text, {}).update(dict.fromkeys(different))
    return {path: [*names] for path, names in found.items() if 0 < len(names) <= _MOST}


def _changes(place: Place) -> Iterator[object]:
    """Another value that the argument could have."""
    if place.text == _EVERYWHERE or {*place.path} & {*_OWN_WORDS}:
        return
    match place.value:
        case None if place.value_type is bool:
            yield from (True, False)
        case bool():
            yield not place.value
        case int():
            yield place.value + 1
        case str() if place.value_type is str:
            yield f"{place.value}{_CHANGED}"
        case list() if all(isinstance(item, str) for item in cast(list[object], place.value)):
            yield [f"{item}{_CHANGED}" for item in cast(list[str], place.value)]
        case _:
            return


def _differences(before: Mapping[str, object], args: Mapping[str, Any]) -> Iterator[str]:
    try:
        after = _flat(args)
    except ArgumentError:
        # The other value is refused, as it is no certificate, for example.
        return
    yield from (name for name in {**before, **after} if before.get(name) != after.get(name))


def _flat(args: Mapping[str, Any]) -> Mapping[str, object]:
    """All variables, and leaves of librechat.yaml by their paths."""
    configuration = librechat_configuration("ai", cast(Any, args))
    config: dict[str, object] = {}
    for keys, value in leaves(configuration.config):
        # Entries of a list have one path, that of the list.
        path = ".".join(str(key) for key in keys if not isinstance(key, int))
        config[path] = f"{config.get(path, '')} {value}"
    variables = configuration.variables
    every = {**variables.plain, **variables.secret, **variables.files}
    # A custom endpoint's variables are named after it.
    return config | {name: value for name, value in every.items() if is_known(name, Reader.LIBRECHAT)}


def _replaced(content: Any, keys: Keys, value: object) -> Any:
    first, *rest = keys
    inner = _replaced(content[first], rest, value) if rest else value
    if isinstance(content, list):
        return [inner if index == first else item for index, item in enumerate(cast(list[object], content))]
    return {**content, first: inner}
