"""What holds across arguments: the messages about it, from the rules of groups and the checks of a whole workspace.

Messages are read from the text of the functions that yield them, with ``…`` for what is filled in.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import sys
import textwrap
import typing
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from homelab import modules
from homelab.arguments import mutually_exclusive, no_effect_with, typed_dicts
from homelab.arguments.declarations import Rule, rules_of
from homelab.explain.arguments import Value
from homelab.explain.components import component, component_names
from homelab.explain.find import values
from homelab.kubernetes.autoscaling import Scale

FILLED_IN = "…"
_USUAL: Mapping[str, str] = {"argument": Scale().argument}
"""What attributes in messages usually are: the argument that says a number of pods."""
_NAME = re.compile(r"[a-z_0-9]+(?:\.[a-z_0-9]+)*")
RELATION = re.compile(r"\bneeds? |\bno effect\b|\bmutually exclusive\b|\bbelong together\b")
"""What a message says that is about several arguments."""
_MOST = 5
"""Arguments of a rule each of which has all of its messages."""
ADVICE = re.compile(r": remove (?:one|it)$")
_GENERAL = {rule("a", "b").violations.__qualname__ for rule in (mutually_exclusive, no_effect_with)}
"""Functions whose messages are from the fields that they are made for."""


def rules() -> dict[str, list[str]]:
    """What holds across arguments, by the path of each of them: of a workspace, and of components used alone."""
    known = {value.place.text for value in _arguments()}
    found: dict[str, dict[str, None]] = {}
    for path, message in (*_of_groups(), *_of_workspaces()):
        if path in known:
            found.setdefault(path, {})[ADVICE.sub("", message)] = None
    return {path: [*messages] for path, messages in found.items()}


def _of_groups() -> Iterator[tuple[str, str]]:
    for path, value_type in _groups():
        for rule in rules_of(value_type):
            for name, message in _of_rule(rule):
                yield f"{path}.{name}".lstrip("."), message


def _groups() -> Iterator[tuple[str, Any]]:
    for value in _arguments():
        for each in (value.value_type, typed_dicts.item_type(value.value_type)):
            if typing.is_typeddict(each):
                yield value.place.text, each


def _arguments() -> Iterator[Value]:
    """All arguments of each component, itself included."""
    for root in map(component, component_names()):
        assert root is not None, "it is one of the names"
        yield root
        yield from (value for _, value in values(root))


def _of_rule(rule: Rule) -> Iterator[tuple[str, str]]:
    """Messages of a rule, by the names of the arguments in the group that they are about."""
    fields = [name for name in rule.reads if name != "enabled"]
    if rule.violations.__qualname__ not in _GENERAL:
        for message in _messages(rule.violations):
            yield from ((name, message) for name in _names(message) if name.partition(".")[0] in fields)
        return
    for message in rule.violations(dict.fromkeys(fields)):
        names = [name for name in fields if name in _names(message)]
        # An argument with which many others have no effect would have as many messages.
        yield from ((name, message) for name in names if len(fields) <= _MOST or message.startswith(f"{name} "))


def _of_workspaces() -> Iterator[tuple[str, str]]:
    for module in pkgutil.walk_packages(modules.__path__, f"{modules.__name__}."):
        loaded = importlib.import_module(module.name)
        for _, function in inspect.getmembers(loaded, inspect.isfunction):
            if function.__module__ == module.name:
                for message in _messages(function):
                    yield from ((name, message) for name in sorted(_names(message)))


def _names(message: str) -> set[str]:
    return {*_NAME.findall(message)}


def _messages(function: Callable[..., Any]) -> Iterator[str]:
    """Messages about several arguments that a function yields, as far as its text tells."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    constants = vars(sys.modules[function.__module__])
    for node in ast.walk(tree):
        message = _text(node.value, constants) if isinstance(node, ast.Yield) and node.value is not None else ""
        if RELATION.search(message) and not message.startswith(FILLED_IN):
            yield message


def _text(node: ast.expr, constants: Mapping[str, object]) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_text(part, constants) for part in parts)
        case ast.FormattedValue(value=inner):
            return _text(inner, constants)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _text(left, constants) + _text(right, constants)
        case _:
            return _filled_in(node, constants)


def _filled_in(node: ast.expr, constants: Mapping[str, object]) -> str:
    """A constant of the module, or what an attribute usually is."""
    found = None
    if isinstance(node, ast.Name):
        found = constants.get(node.id)
    elif isinstance(node, ast.Attribute):
        found = _USUAL.get(node.attr)
    return found if isinstance(found, str) else FILLED_IN
