"""Schemas of args TypedDicts: pydantic core schemas for validation, and JSON Schema for editors.

Core schemas are built directly, because building them from pydantic types would take ten times as long at the start of
every program.
"""

import collections.abc
import functools
import inspect
import typing
from collections.abc import Awaitable, Callable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, cast

import pulumi

from homelab.arguments import typed_dicts
from homelab.arguments.declarations import Constraint, constraint_of
from homelab.arguments.secrets import UnknownSecret

if TYPE_CHECKING:
    from pydantic_core import CoreSchema, SchemaValidator

_Definitions = dict[type, "CoreSchema"]


@functools.cache
def validator(args_type: type[Mapping[str, Any]]) -> "SchemaValidator":
    """Validator that checks and normalises plain arguments. It accepts Outputs and awaitables unchecked."""
    from pydantic_core import SchemaValidator

    return SchemaValidator(_schema(args_type, {}))


@functools.cache
def field_validator(args_type: type[Mapping[str, Any]], name: str) -> "SchemaValidator":
    """Validator of one field, for a value that was an Output."""
    from pydantic_core import SchemaValidator, core_schema

    definitions: _Definitions = {}
    field = _leaf_or_group(args_type.__annotations__[name], constraint_of(args_type, name), definitions)
    return SchemaValidator(core_schema.definitions_schema(field, list(definitions.values())))


def json_schema(args_type: type[Mapping[str, Any]]) -> dict[str, Any]:
    """JSON Schema of plain arguments, with attribute docstrings as descriptions."""
    from pydantic.json_schema import GenerateJsonSchema

    definitions: _Definitions = {}
    schema = GenerateJsonSchema().generate(_schema(args_type, definitions))
    root = schema.get("$defs", {}).pop(args_type.__name__, schema)
    for described in definitions:
        _describe(root if described is args_type else schema["$defs"][described.__name__], described)
    return {**root, "$defs": schema["$defs"]} if schema.get("$defs") else root


def _describe(schema: dict[str, Any], args_type: type) -> None:
    schema["title"] = args_type.__name__
    schema["description"] = inspect.cleandoc(args_type.__doc__ or "")
    descriptions = typed_dicts.attribute_docstrings(args_type)
    for name, field in schema["properties"].items():
        if name in descriptions:
            field["description"] = descriptions[name]
        if constraint := constraint_of(args_type, name):
            field.update(constraint.json_schema, **({"writeOnly": True} if constraint.secret else {}))


def _schema(args_type: type, definitions: _Definitions) -> "CoreSchema":
    from pydantic_core import core_schema

    reference = _group(args_type, definitions)
    return core_schema.definitions_schema(reference, list(definitions.values()))


def _group(args_type: type, definitions: _Definitions) -> "CoreSchema":
    from pydantic_core import core_schema

    reference = f"{args_type.__module__}.{args_type.__qualname__}:{id(args_type)}"
    if args_type not in definitions:
        required: frozenset[str] = cast(Any, args_type).__required_keys__
        fields = {
            name: core_schema.typed_dict_field(
                _leaf_or_group(annotation, constraint_of(args_type, name), definitions), required=name in required
            )
            for name, annotation in args_type.__annotations__.items()
        }
        definitions[args_type] = core_schema.typed_dict_schema(fields, extra_behavior="forbid", ref=reference)
    return core_schema.definition_reference_schema(reference)


def _leaf_or_group(annotation: Any, constraint: Constraint | None, definitions: _Definitions) -> "CoreSchema":
    from pydantic_core import core_schema

    annotation = typed_dicts.without_not_required(annotation)
    value_type = typed_dicts.without_input(annotation)
    schema = _value(value_type, definitions)
    if constraint is not None:
        schema = core_schema.no_info_before_validator_function(constraint.normalise, schema)
        schema = core_schema.no_info_after_validator_function(_constraint_validator(constraint), schema)
    if value_type is not annotation:
        schema = core_schema.no_info_wrap_validator_function(_accept_outputs, schema)
    return schema


def _value(value_type: Any, definitions: _Definitions) -> "CoreSchema":
    from pydantic_core import core_schema

    if typing.is_typeddict(value_type):
        return _group(value_type, definitions)
    origin, arguments = typing.get_origin(value_type), typing.get_args(value_type)
    if origin in (list, collections.abc.Sequence):
        return core_schema.list_schema(_leaf_or_group(arguments[0], None, definitions))
    if origin in (dict, collections.abc.Mapping):
        values = _leaf_or_group(arguments[1], None, definitions)
        return core_schema.dict_schema(core_schema.str_schema(strict=True), values)
    if inspect.isclass(value_type) and issubclass(value_type, Enum):
        return core_schema.enum_schema(value_type, list(value_type), sub_type="str")
    plain: Mapping[Any, Callable[[], CoreSchema]] = {
        bool: lambda: core_schema.bool_schema(strict=True),
        float: lambda: core_schema.float_schema(strict=True),
        int: lambda: core_schema.no_info_before_validator_function(
            _whole_float_as_int, core_schema.int_schema(strict=True)
        ),
        str: lambda: core_schema.str_schema(strict=True),
    }
    return plain.get(value_type, core_schema.any_schema)()


def _accept_outputs(value: object, validate: Callable[[object], object]) -> object:
    return value if isinstance(value, pulumi.Output | Awaitable | UnknownSecret) else validate(value)


def _whole_float_as_int(value: object) -> object:
    """Convert whole floats, as numbers from Pulumi's engine are floats (pulumi/pulumi#18526 and its converter)."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _constraint_validator(constraint: Constraint) -> Callable[[object], object]:
    from pydantic_core import PydanticCustomError

    def validate(value: object) -> object:
        if not constraint.accepts(value):
            raise PydanticCustomError("expected", "{expected}", {"expected": constraint.expected})
        return value

    return validate
