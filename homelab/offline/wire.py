"""Conversion between Pulumi's wire format of properties and plain data.

Secrets, resources and assets are objects with a signature key: see ``sdk/go/common/resource/properties.go`` in
pulumi/pulumi. Unlike Pulumi's own deserializer, which marks the whole property as secret, this keeps the exact path of
every secret.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, cast

from google.protobuf import struct_pb2
from pulumi.runtime.rpc import UNKNOWN

Path: TypeAlias = tuple[str | int, ...]
"""Path of a value: keys of objects and indexes of lists."""

SIGNATURE_KEY = "4dabf18193072939515e22adb298388d"
SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"
RESOURCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e"


def plain(struct: struct_pb2.Struct) -> tuple[dict[str, Any], dict[Path, Any]]:
    """Plain properties of ``struct``, and the secret ones by path.

    Whole numbers become integers, resources their ids (or URNs), unknown values stay ``UNKNOWN``. Keys are sorted, as
    they arrive in no particular order.
    """
    secrets: dict[Path, Any] = {}
    return {key: _plain(value, (key,), secrets) for key, value in sorted(struct.fields.items())}, secrets


def _plain(value: struct_pb2.Value, path: Path, secrets: dict[Path, Any]) -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            return value.string_value
        case "struct_value":
            return _plain_object(value.struct_value, path, secrets)
        case "list_value":
            return [_plain(item, (*path, index), secrets) for index, item in enumerate(value.list_value.values)]
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case _:
            return None


def _plain_object(struct: struct_pb2.Struct, path: Path, secrets: dict[Path, Any]) -> Any:
    fields = struct.fields
    signature = fields[SIGNATURE_KEY].string_value if SIGNATURE_KEY in fields else None
    if signature == SECRET_SIGNATURE:
        secret = _plain(fields["value"], path, secrets)
        secrets[path] = secret
        return secret
    if signature == RESOURCE_SIGNATURE:
        return fields["id"].string_value or fields["urn"].string_value
    return {key: _plain(value, (*path, key), secrets) for key, value in sorted(fields.items()) if key != SIGNATURE_KEY}


def merge(struct: struct_pb2.Struct, additions: Mapping[str, Any]) -> None:
    """Merge plain ``additions`` into ``struct``, at any depth, also into secret objects."""
    for key, value in additions.items():
        field = struct.fields[key]
        inner = field.struct_value.fields if field.HasField("struct_value") else {}
        if SIGNATURE_KEY in inner and inner[SIGNATURE_KEY].string_value == SECRET_SIGNATURE:
            field = inner["value"]
        if isinstance(value, Mapping) and field.HasField("struct_value"):
            merge(field.struct_value, cast(Mapping[str, Any], value))
        else:
            field.CopyFrom(_wire(value))


def mark_secret(struct: struct_pb2.Struct, key: str) -> None:
    """Mark the property ``key`` of ``struct`` as a secret."""
    value = struct.fields[key]
    if value.HasField("struct_value") and SIGNATURE_KEY in value.struct_value.fields:
        return
    marked = struct_pb2.Value()
    marked.struct_value.fields[SIGNATURE_KEY].string_value = SECRET_SIGNATURE
    marked.struct_value.fields["value"].CopyFrom(value)
    value.CopyFrom(marked)


def _wire(value: Any) -> struct_pb2.Value:
    wire = struct_pb2.Value()
    match value:
        case bool():
            wire.bool_value = value
        case str():
            wire.string_value = value
        case int() | float():
            wire.number_value = value
        case Mapping():
            wire.struct_value.SetInParent()
            merge(wire.struct_value, cast(Mapping[str, Any], value))
        case Sequence():
            wire.list_value.values.extend(_wire(item) for item in cast(Sequence[Any], value))
        case _:
            raise TypeError(f"a {type(value).__name__} has no wire format")
    return wire


def strings(value: Any) -> set[str]:
    """All known strings in ``value``, at any depth, without the keys of objects."""
    match value:
        case str():
            return {value} - {UNKNOWN}
        case Mapping():
            return set[str]().union(*map(strings, cast(Mapping[str, Any], value).values()))
        case Sequence():
            return set[str]().union(*map(strings, cast(Sequence[Any], value)))
        case _:
            return set()
