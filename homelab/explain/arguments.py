"""Arguments of components, as their TypedDicts define them."""

import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from homelab.arguments import Constraint, typed_dicts
from homelab.arguments.constraints import VARIABLE_NAMES
from homelab.arguments.declarations import constraint_of, rules_of
from homelab.arguments.suggestions import did_you_mean
from homelab.components.librechat.args import LibreChatSettingsArgs
from homelab.components.rag_api.component import RagApiServerArgs
from homelab.explain import examples, types
from homelab.explain.description import Child, Description, Kind, Node, first_sentence
from homelab.explain.docstrings import meaning_and_default, prose
from homelab.explain.facts import effects_of, example_at, rules_about, secrets_of_example
from homelab.explain.librechat_yaml import FILE, Key, librechat_yaml
from homelab.explain.outputs import outputs_of
from homelab.explain.place import Place
from homelab.explain.variables import Variables
from homelab.kubernetes.variables import EnvFromSecretsArgs
from homelab.librechat_config.variables import Reader
from homelab.stack.keys import set_command

ANY_NAME = "*"
_READERS = {LibreChatSettingsArgs: Reader.LIBRECHAT, RagApiServerArgs: Reader.RAG_API}
"""Groups with variables of a program whose variables are known."""


@dataclass(frozen=True)
class Value:
    """A value of some type: of an argument, of a map's entry, or all arguments of a component."""

    place: Place
    value_type: Any
    meaning: str
    default: str | None = None
    required: bool = False
    one_of: Sequence[str] = ()
    """Itself and the arguments beside it of which one must be set."""
    may_be_output: bool = False
    constraint: Constraint | None = None
    kind: Kind = Kind.ARGUMENT
    group: Any = None
    """The group that has the argument."""
    component: type | None = None
    """The component, of all its arguments."""

    @property
    def children(self) -> Mapping[str, Node]:
        """Arguments of a group; those of a list's or map's groups; keys of librechat.yaml; variables."""
        if (own_words := self._own_words) is not None:
            return own_words.children
        if typing.is_typeddict(self.value_type):
            return {name: self.argument(name) for name in self.value_type.__annotations__}
        if types.is_list(self.value_type):
            return self._item(0).children
        return {ANY_NAME: self._entry()} if typing.is_typeddict(self._item_type) else {}

    def child(self, name: str) -> Node | None:
        """The argument, entry, key or variable ``name``; the list itself for an index."""
        if (own_words := self._own_words) is not None:
            return own_words.child(name)
        if types.is_list(self.value_type):
            return self if name.isdecimal() or name == ANY_NAME else self._item(0).child(name)
        if typing.is_typeddict(self.value_type):
            return self.argument(name) if name in self.value_type.__annotations__ else None
        if self._item_type is None:
            return None
        return self._entry(name) if self._may_be_named(name) else self._entry().child(name)

    def unknown(self, name: str) -> str:
        """The message about a name that is not below."""
        if (own_words := self._own_words) is not None:
            return own_words.unknown(name)
        if not self.children:
            return f"{self.place.text} is {_with_article(self.type)}: there is nothing below it"
        before = f"{self.place.text}." if self.place.text else ""
        return f"unknown argument {before}{name}{did_you_mean(name, self._names or self.children, path=before)}"

    @property
    def required_below(self) -> Sequence[Sequence[str]]:
        """Arguments in a group, or in those of a list or map, of which one must be set, or the only one."""
        return _required_in(self.value_type if typing.is_typeddict(self.value_type) else self._item_type)

    @property
    def type(self) -> str:
        """Name of the type."""
        if self._is_librechat_yaml:
            return FILE
        choices = self.constraint.json_schema.get("enum") if self.constraint else None
        return f"one of {', '.join(map(str, choices))}" if choices else types.of_annotation(self.value_type)

    def describe(self) -> Description:
        """All that is known of it."""
        path = ".".join(self.place.path)
        is_secret_leaf = self.place.secret and self.value_type is str
        known = example_at(path) if self.place.is_workspace else None
        example = examples.of_value(self) if known is None and not is_secret_leaf else known
        return Description(
            path=self.place.text or self.place.component,
            kind=self.kind,
            type=self.type,
            meaning=self.meaning,
            required=self.required,
            one_of=self.one_of,
            required_below=[names for names in self.required_below if len(names) > 1],
            default=self.default,
            expected=() if self.constraint is None or self._says_its_type else [self.constraint.expected],
            secret=self.place.secret,
            may_be_output=self.may_be_output,
            librechat=self._effects(Reader.LIBRECHAT),
            rag_api=self._effects(Reader.RAG_API),
            rules=rules_about(self.place.text),
            example=None if example is None or not self.place.path else examples.at(self.place.example_steps, example),
            example_commands=[] if known is None else [*map(set_command, secrets_of_example(path))],
            command=set_command(self.place.config_path) if is_secret_leaf and self.place.is_workspace else None,
            children=[child.summary(name) for name, child in self.children.items()],
            outputs=[] if self.component is None else [*outputs_of(self.component)],
        )

    def summary(self, name: str) -> Child:
        """One line about it."""
        meaning = first_sentence(self.meaning) or (f"default {self.default}" if self.default else "")
        return Child(name, self.type, self.required, meaning)

    def _effects(self, reader: Reader) -> Sequence[str]:
        return effects_of(".".join(self.place.path), reader) if self.place.is_workspace and self.place.path else ()

    @property
    def _says_its_type(self) -> bool:
        return self.constraint is not None and "enum" in self.constraint.json_schema

    @property
    def _own_words(self) -> Key | Variables | None:
        """Keys or variables of LibreChat, where it is these that stand below."""
        if self._is_librechat_yaml:
            return librechat_yaml(self.place.text)
        sets_variables = self.constraint is not None and self.constraint.accepts is VARIABLE_NAMES.accepts
        if sets_variables and self.place.reader is not None:
            return Variables(self.place.reader, self.place.text, secret=self.place.secret)
        return None

    @property
    def _is_librechat_yaml(self) -> bool:
        return self.place.path[-1:] == ("config",) and LibreChatSettingsArgs in typed_dicts.lineage(self.group)

    @property
    def _item_type(self) -> Any:
        return typed_dicts.item_type(self.value_type)

    @property
    def _names(self) -> list[str]:
        """Names that a map's entries must have; empty for any."""
        return self.constraint.json_schema.get("propertyNames", {}).get("enum", []) if self.constraint else []

    def _may_be_named(self, name: str) -> bool:
        return not self._names or name in (*self._names, ANY_NAME)

    def argument(self, name: str) -> "Value":
        """An argument of the group, or of a list's groups."""
        if not typing.is_typeddict(self.value_type):
            return self._item(0).argument(name)
        group = self.value_type
        annotation = typed_dicts.without_not_required(group.__annotations__[name])
        value_type, constraint = typed_dicts.without_input(annotation), constraint_of(group, name)
        alternatives = next((names for names in _required_in(group) if name in names), ())
        meaning, default = meaning_and_default(typed_dicts.attribute_docstrings(group).get(name, ""))
        place = replace(
            self.place.below(name),
            secret=constraint is not None and constraint.secret,
            reader=_reader(group) or (self.place.reader if EnvFromSecretsArgs in typed_dicts.lineage(group) else None),
        )
        return Value(
            place,
            value_type,
            meaning,
            default,
            required=alternatives == (name,),
            one_of=alternatives if len(alternatives) > 1 else (),
            may_be_output=value_type is not annotation,
            constraint=constraint,
            group=group,
        )

    def _item(self, step: str | int, named: str | None = None) -> "Value":
        inner = self._item_type
        place = self.place.below(step, named)
        return Value(place, inner, prose(inner.__doc__ or "") if typing.is_typeddict(inner) else self.meaning)

    def _entry(self, named: str | None = None) -> "Value":
        return self._item(ANY_NAME, named)


def arguments_of(component: type, args_type: type) -> Value:
    """All arguments of a component."""
    place = Place(component.__name__)
    return Value(place, args_type, prose(component.__doc__ or ""), kind=Kind.COMPONENT, component=component)


def _required_in(group: Any) -> Sequence[tuple[str, ...]]:
    """Fields of a group of which one must be set, or the only one: by its type, or by a rule."""
    if not typing.is_typeddict(group):
        return []
    by_type = [(name,) for name in group.__annotations__ if name in group.__required_keys__]
    return [*by_type, *(tuple(rule.requires) for rule in rules_of(group) if rule.requires)]


def _reader(group: Any) -> Reader | None:
    return next((_READERS[each] for each in typed_dicts.lineage(group) if each in _READERS), None)


def _with_article(name: str) -> str:
    return name if name.startswith(("one of", "true")) else f"a {name}"
