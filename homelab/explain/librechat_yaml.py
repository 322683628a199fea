"""Keys of librechat.yaml, as LibreChat's own schema defines them."""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homelab.explain import types
from homelab.explain.description import Child, Description, Kind, Node, first_sentence, part_of_text
from homelab.explain.examples import Steps, at
from homelab.explain.facts import arguments_of_key, example_at, feature
from homelab.librechat_config.documentation import documentation_url
from homelab.librechat_config.history import KEYS
from homelab.librechat_config.schema.expectations import limit
from homelab.librechat_config.schema.problem import did_you_mean
from homelab.librechat_config.schema.published import json_schema
from homelab.librechat_config.schema.values import is_at

FILE = "librechat.yaml"
ANY_NAME = "*"


@dataclass(frozen=True)
class Key:
    """A key, or the whole file."""

    argument: str
    """Argument that holds the file's content: ``librechat.config``."""
    steps: Steps
    """Keys that lead there, with 0 for an entry of a list."""
    schema: Mapping[str, Any]
    required: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys that lead there."""
        return tuple(step for step in self.steps if isinstance(step, str))

    @property
    def children(self) -> Mapping[str, Node]:
        """Keys below, also those of a list's entries; ``*`` where they are of one's own choice."""
        found: dict[str, Node] = {}
        for schema in _members(self.schema):
            names: Mapping[str, Any] = schema.get("properties", {})
            for name, inner in names.items():
                found.setdefault(name, self._below(name, inner, required=name in schema.get("required", ())))
            values = schema.get("additionalProperties")
            if isinstance(values, Mapping):
                found.setdefault(ANY_NAME, self._below(ANY_NAME, values))
        return found

    def child(self, name: str) -> Node | None:
        """The key ``name``; the list itself for an index."""
        if found := self.children.get(name):
            return found
        if self._is_list and (name.isdecimal() or name == ANY_NAME):
            return self
        return self.children.get(ANY_NAME)

    def unknown(self, name: str) -> str:
        """The message about a key that is not below, with what has become of it."""
        keys = (*self.keys, name)
        path = ".".join(keys)
        hint = next((hint for pattern, hint in KEYS.items() if is_at(keys, pattern)), None)
        if hint:
            return f"unknown key of librechat.yaml {path}: {hint}"
        if not self.children:
            return f"{'.'.join(self.keys)} of librechat.yaml has no keys: it is {types.of_schema(self.schema)}"
        return f"unknown key of librechat.yaml {path}{did_you_mean(name, [*self.children])}"

    def describe(self) -> Description:
        """All that is known of it."""
        path = ".".join(self.keys)
        example = example_at(f"{self.argument}.{path}") if self.keys else None
        return Description(
            path=".".join((self.argument, *self.keys)),
            kind=Kind.KEY,
            type=types.of_schema(self.schema) if self.keys else FILE,
            meaning=self._meaning,
            required=self.required,
            default=_default(self.schema),
            expected=_limits(self.schema),
            part_of=self._part_of,
            librechat=arguments_of_key(path),
            example=None if example is None else at((*self.argument.split("."), *self.steps), example),
            see=documentation_url(path),
            children=[child.summary(name) for name, child in self.children.items()],
        )

    def summary(self, name: str) -> Child:
        """One line about it."""
        default = _default(self.schema)
        facts = [*_limits(self.schema), *([f"default {default}"] if default else [])]
        meaning = first_sentence(self._meaning) or ", ".join(facts) or part_of_text(self._part_of)
        return Child(name, types.of_schema(self.schema), self.required, meaning)

    @property
    def _meaning(self) -> str:
        return self.schema.get("description", "")

    @property
    def _part_of(self) -> str | None:
        return feature(".".join(self.keys))

    @property
    def _is_list(self) -> bool:
        return any(schema.get("type") == "array" for schema in (self.schema, *self.schema.get("anyOf", ())))

    def _below(self, name: str, schema: Mapping[str, Any], *, required: bool = False) -> "Key":
        return Key(self.argument, (*self.steps, *([0] if self._is_list else []), name), schema, required)


@functools.cache
def librechat_yaml(argument: str = "librechat.config") -> Key:
    """The whole file.

    :param argument: Argument that holds its content.
    """
    return Key(argument, (), json_schema())


def _members(schema: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Alternatives of a union, and entries of a list, at any depth."""
    inner = [*schema.get("anyOf", ()), *([schema["items"]] if isinstance(schema.get("items"), Mapping) else [])]
    return [schema, *(member for each in inner for member in _members(each))]


def _default(schema: Mapping[str, Any]) -> str | None:
    # Keys below have defaults of their own.
    if isinstance(schema.get("default"), dict | None) or schema["default"] == []:
        return None
    return json.dumps(schema["default"], ensure_ascii=False).strip('"')


def _limits(schema: Mapping[str, Any]) -> Sequence[str]:
    found = (limit(keyword, value) for each in (schema, *schema.get("anyOf", ())) for keyword, value in each.items())
    return [*dict.fromkeys(text for text in found if text)]
