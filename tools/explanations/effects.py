"""What arguments set in LibreChat and the RAG API: what changes in their configuration when they do.

Each argument of the workspaces that the tests use is changed by itself, and each argument of a group that is set as a
whole. What another configuration then differs in are its effects; an argument on which a great deal depends, such as a
provider's ``enabled``, is left out.
"""

import functools
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias, cast

from homelab.arguments import ArgumentError
from homelab.explain import Node
from homelab.explain.librechat_yaml import librechat_yaml
from homelab.explain.variables import is_known
from homelab.kubernetes.variables import Variables
from homelab.librechat_config.schema.values import leaves
from homelab.librechat_config.variables import Reader
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.modules.resolve import librechat_configuration, rag_api_variables
from tests.scenarios import SCENARIOS
from tools.explanations.places import Keys, Place, places
from tools.explanations.pods import effects_in_pods
from tools.explanations.samples import OWN_WORDS, samples

Settings: TypeAlias = Mapping[str, object]
"""Variables of a program, and leaves of librechat.yaml by their paths."""
Effects: TypeAlias = dict[str, list[str]]
"""Variables, and keys of librechat.yaml, by the path of the argument that sets them."""
_MOST = 8
"""Effects of one argument that help: more are what follows from them."""
_EVERYWHERE = "namespace"
"""Argument that is a part of each address in the cluster."""
_SWITCH = ".enabled"
_CHANGED = "-changed"


def effects() -> dict[Reader, Effects]:
    """Effects on each program."""
    found: dict[Reader, dict[str, dict[str, None]]] = {reader: {} for reader in Reader}
    for args, group in _workspaces():
        before = _settings(args)
        if before is None:
            continue
        for place in _places(args, group):
            for changed in _changed(args, place):
                _collect(found, place.text, before, _settings(changed))
            if place.is_set_group:
                # What is there without the group alone is not set by it.
                after = _settings(_without(args, place.keys))
                _collect(found, place.text, before, after and _within(before, after))
    pods = effects_in_pods()
    return {reader: _few(each) | pods[reader] for reader, each in found.items()}


def _workspaces() -> Iterator[tuple[Mapping[str, Any], str | None]]:
    """Workspaces, and the group that is changed in each; None for all."""
    yield from ((args, None) for args in SCENARIOS.values())
    yield from ((sample.args, sample.group) for sample in samples())


def _places(args: Mapping[str, Any], group: str | None) -> Iterator[Place]:
    """Arguments in all groups, or in one, of which others have been told apart already."""
    for place in places(AIWorkspaceArgs, args):
        if place.text == _EVERYWHERE or {*place.path} & {*OWN_WORDS}:
            continue
        if group is None or group in (place.text, ".".join(place.path[:-1])):
            yield place


def _within(before: Mapping[Reader, Settings], after: Mapping[Reader, Settings]) -> Mapping[Reader, Settings]:
    """What another configuration has of all that was there."""
    return {reader: {name: new[name] for name in before[reader] if name in new} for reader, new in after.items()}


def _collect(
    found: dict[Reader, dict[str, dict[str, None]]],
    path: str,
    before: Mapping[Reader, Settings],
    after: Mapping[Reader, Settings] | None,
) -> None:
    for reader, old in before.items() if after is not None else ():
        new = after[reader] if after is not None else {}
        different = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        found[reader].setdefault(path, {}).update(dict.fromkeys(different))


def _few(found: Mapping[str, Mapping[str, None]]) -> Effects:
    """The effects that help: not those of a group, or its switch, that another argument of the group has."""
    remaining: Effects = {}
    for path, names in found.items():
        group = path.removesuffix(_SWITCH)
        others = [each for other, each in found.items() if other.startswith(f"{group}.") and other != path]
        own = [name for name in names if not any(name in each for each in others)]
        remaining |= {path: own} if 0 < len(own) <= _MOST else {}
    return remaining


def _changed(args: Mapping[str, Any], place: Place) -> Iterator[Any]:
    """The workspace with other values of an argument."""
    for value in _values(place):
        yield _replaced(args, place.keys, value, without=place.instead_of)


def _values(place: Place) -> Iterator[object]:
    """Another value that the argument could have."""
    match place.value:
        case _ if place.is_reference:
            yield {"name": f"existing{_CHANGED}", "key": f"key{_CHANGED}"}
        case None if place.value_type is bool:
            yield from (True, False)
        case None if place.value_type is str:
            yield _CHANGED
        case bool():
            yield not place.value
        case int():
            yield place.value + 1
        case str() if place.value_type is str:
            # The end of a certificate is fixed, but for a line break.
            yield from (f"{place.value}{_CHANGED}", f"{place.value}\n")
        case list() if all(isinstance(item, str) for item in cast(list[object], place.value)):
            yield [f"{item}{_CHANGED}" for item in cast(list[str], place.value)]
        case _:
            return


def _settings(args: Mapping[str, Any]) -> Mapping[Reader, Settings] | None:
    """Settings of each program; None if one is refused, as it is no certificate, or missing."""
    try:
        librechat = librechat_configuration("ai", cast(Any, args))
        rag_api = rag_api_variables("ai", cast(Any, args))
    except (ArgumentError, KeyError):
        return None
    return {
        Reader.LIBRECHAT: _leaves(librechat.config) | _variables(librechat.variables, Reader.LIBRECHAT),
        Reader.RAG_API: _variables(rag_api, Reader.RAG_API),
    }


def _leaves(content: Mapping[str, Any]) -> dict[str, object]:
    config: dict[str, object] = {}
    for keys, value in leaves(content):
        # Entries of a list have one path, that of the list.
        path = ".".join(str(key) for key in keys if not isinstance(key, int))
        config[path] = f"{config.get(path, '')} {value}"
    # Of arguments that are not for the chosen implementation, a key would be refused.
    return {path: value for path, value in config.items() if _is_key(path)}


@functools.cache
def _is_key(path: str) -> bool:
    """Whether LibreChat's own schema has a key."""
    node: Node | None = librechat_yaml()
    for name in path.split("."):
        node = node and node.child(name)
    return node is not None


def _variables(variables: Variables, reader: Reader) -> dict[str, object]:
    every = {**variables.plain, **variables.secret, **variables.files}
    # A custom endpoint's variables are named after it.
    return {name: value for name, value in every.items() if is_known(name, reader)}


def _without(content: Any, keys: Keys) -> Any:
    """A copy without an argument."""
    *above, last = keys
    if not above:
        return {name: value for name, value in content.items() if name != last}
    inner: Any = content
    for key in above:
        inner = inner[key]
    return _replaced(content, above, _without(inner, [last]), without=None)


def _replaced(content: Any, keys: Keys, value: object, *, without: str | None) -> Any:
    """A copy with another value, and without the argument beside it that excludes it."""
    first, *rest = keys
    inner = _replaced(content[first], rest, value, without=without) if rest else value
    if isinstance(content, list):
        return [inner if index == first else item for index, item in enumerate(cast(list[object], content))]
    beside = {name: each for name, each in content.items() if rest or name != without}
    return {**beside, first: inner}
