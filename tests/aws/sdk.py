"""What pulumi_aws itself says of a type of resource."""

import inspect
from functools import cache

from tests.aws.deprecations import resource_class


@cache
def arguments(type_: str) -> frozenset[str]:
    """Arguments of a type such as ``aws:s3/bucket:Bucket``, in Python's spelling."""
    parameters = inspect.signature(resource_class(type_)._internal_init).parameters  # pyright: ignore[reportAttributeAccessIssue]
    return frozenset(parameters) - {"__self__", "resource_name", "opts", "__props__"}


def wire_name(name: str) -> str:
    """``kms_key_id`` as it is recorded: ``kmsKeyId``."""
    first, *others = name.split("_")
    return first + "".join(each.capitalize() for each in others)
