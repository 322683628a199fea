"""Files in a container of Azure Blob Storage."""

import re
from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import secret
from homelab.components.librechat.storage.store_secret import StoreSecret
from homelab.kubernetes import EnvironmentValue, SecretReference

POD_LABELS: Mapping[str, str] = {"azure.workload.identity/use": "true"}
"""Without this label AKS gives a pod no credentials, whatever its ServiceAccount says."""


def _matching(pattern: str, expected: str) -> Constraint:
    compiled = re.compile(pattern)
    return Constraint(expected, lambda value: compiled.fullmatch(value) is not None, {"pattern": f"^(?:{pattern})$"})


_ACCOUNT_NAME = _matching(
    "[a-z0-9]{3,24}", "the name of a storage account, 3 to 24 small letters and digits such as 'chatfiles'"
)
_CONTAINER_NAME = _matching(
    "(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*",
    "the name of a container, 3 to 63 small letters, digits and dashes such as 'files'",
)


@rules(mutually_exclusive("connection_string", "connection_string_secret", "account_name", required=True))
@constrain(connection_string=secret(), account_name=_ACCOUNT_NAME, container_name=_CONTAINER_NAME)
class AzureBlobArgs(TypedDict):
    """A container, which LibreChat creates where there is none."""

    connection_string: NotRequired[pulumi.Input[str]]
    """Connection string of the storage account. One of this, ``connection_string_secret`` and ``account_name``."""
    connection_string_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds the connection string, instead of it. Default: none."""
    account_name: NotRequired[pulumi.Input[str]]
    """Storage account that is reached by the workload identity of the group ``service_account``. Default: none."""
    container_name: NotRequired[pulumi.Input[str]]
    """Name of the container. Default: files."""
    public_access: NotRequired[bool]
    """Whether everybody may read who knows a file's address. LibreChat gives Azure's addresses to browsers without a
    signature: images show only where this is true. Default: false."""


def uses_identity(args: Mapping[str, Any]) -> bool:
    """Whether the account is reached by a workload identity, not by a key."""
    return "account_name" in args


def environment(args: AzureBlobArgs, store: StoreSecret) -> dict[str, EnvironmentValue]:
    """The variables that LibreChat reads."""
    variables: dict[str, EnvironmentValue] = {
        "AZURE_CONTAINER_NAME": args.get("container_name", "files"),
        # LibreChat's own default is true.
        "AZURE_STORAGE_PUBLIC_ACCESS": "true" if args.get("public_access", False) else "false",
    }
    if "account_name" in args:
        variables["AZURE_STORAGE_ACCOUNT_NAME"] = args["account_name"]
    elif "connection_string_secret" in args:
        variables["AZURE_STORAGE_CONNECTION_STRING"] = args["connection_string_secret"]
    elif "connection_string" in args:
        variables["AZURE_STORAGE_CONNECTION_STRING"] = store("azure-blob-connection", args["connection_string"])
    return variables
