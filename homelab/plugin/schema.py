"""Pulumi's schema of the components: what its analyser infers, with descriptions, and names that SDKs can extend."""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import pulumi
from pulumi.provider.experimental.analyzer import ComponentDefinition, PropertyDefinition, TypeDefinition
from pulumi.provider.experimental.schema import generate_schema

from homelab.arguments import typed_dicts
from homelab.plugin.inputs import CONNECTIONS, arguments_of

_OUTPUTS = {"pulumi.json#/Any", *(f"#/types/homelab:index:{each.__name__}" for each in CONNECTIONS)}
"""What may be an Output as a whole though its annotation is plain: free values, and what other components give out."""


def package_schema(
    name: str,
    version: str,
    components: Mapping[type[pulumi.ComponentResource], ComponentDefinition],
    types: Sequence[TypeDefinition],
    spelling: Callable[[str], str],
) -> dict[str, Any]:
    """The schema of a package.

    :param components: Each with its definition by Pulumi's analyser, which is completed in place, as are ``types``.
    :param spelling: How descriptions spell the names of arguments.
    """
    for component, definition in components.items():
        _complete(definition.inputs, definition.inputs_mapping, arguments_of(component))
    for definition in types:
        if definition.properties:
            _complete(definition.properties, definition.properties_mapping, definition.python_type)
    inferred = generate_schema(
        name,
        version,
        None,  # pyright: ignore[reportArgumentType]
        {definition.name: definition for definition in components.values()},
        {definition.name: definition for definition in types},
        [],
    )
    groups = {definition.name for definition in types if not definition.enum}
    return _rewritten(inferred.to_json(), groups, spelling)


def _complete(properties: Mapping[str, PropertyDefinition], mapping: Mapping[str, str], args_type: type) -> None:
    """Add what the analyser does not see: inherited fields' docstrings, and which groups and values may be Outputs."""
    descriptions = typed_dicts.attribute_docstrings(args_type)
    for name, definition in properties.items():
        definition.description = descriptions.get(mapping[name])
        for each in _with_inner(definition):
            each.plain = None if each.ref in _OUTPUTS else each.plain


def _with_inner(definition: PropertyDefinition) -> Sequence[PropertyDefinition]:
    inner = [each for each in (definition.items, definition.additional_properties) if each is not None]
    return [definition, *(found for each in inner for found in _with_inner(each))]


def _rewritten(schema: Any, groups: set[str], spelling: Callable[[str], str]) -> Any:
    match schema:
        case dict():
            return {
                _renamed(key, groups): (
                    _description(each, spelling)
                    if key == "description" and isinstance(each, str)
                    else _rewritten(each, groups, spelling)
                )
                for key, each in cast(dict[str, Any], schema).items()
            }
        case list():
            return [_rewritten(each, groups, spelling) for each in cast(list[Any], schema)]
        case str():
            return _renamed(schema, groups)
        case _:
            return schema


def _description(docstring: str, spelling: Callable[[str], str]) -> str:
    """A docstring without its examples, which are in Python."""
    return spelling(re.sub(r"\n*```.*?```", "", inspect.cleandoc(docstring), flags=re.DOTALL))


def _renamed(token: str, groups: set[str]) -> str:
    """The token of a group, or a reference to it, without ``Args``: SDKs add that to the types of inputs themselves."""
    module, _, name = token.rpartition(":")
    return token.removesuffix("Args") if module.endswith(":index") and name in groups else token
