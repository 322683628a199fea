"""What pulumi_aws itself says of a type of resource: its arguments, and what is deprecated."""

import importlib
import inspect
from functools import cache
from typing import Any


@cache
def class_of(type_: str) -> type[Any]:
    """Class of a type such as ``aws:s3/bucket:Bucket``."""
    _, module, name = type_.split(":")
    folder = module.partition("/")[0]
    # A keyword of Python.
    folder = "lambda_" if folder == "lambda" else folder
    return getattr(importlib.import_module(f"pulumi_aws.{folder}"), name)


@cache
def arguments(type_: str) -> frozenset[str]:
    """Arguments, in Python's spelling."""
    internal = inspect.signature(class_of(type_)._internal_init)
    return frozenset(internal.parameters) - {"__self__", "resource_name", "opts", "__props__"}


@cache
def is_deprecated(type_: str) -> bool:
    """Whether the whole class is."""
    return "has been deprecated in favor of" in inspect.getsource(class_of(type_))


@cache
def deprecated_arguments(type_: str) -> frozenset[str]:
    """Deprecated arguments, in the spelling of recorded inputs."""
    properties = {name: each for name, each in vars(class_of(type_)).items() if isinstance(each, property)}
    found = {name for name, each in properties.items() if hasattr(each.fget, "_pulumi_deprecated_callable")}
    return frozenset(wire_name(name) for name in found & arguments(type_))


def wire_name(name: str) -> str:
    """``kms_key_id`` as it is recorded: ``kmsKeyId``."""
    first, *others = name.split("_")
    return first + "".join(each.capitalize() for each in others)
