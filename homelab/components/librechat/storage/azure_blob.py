"""File storage in Azure Blob Storage."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain, mutually_exclusive, rules
from homelab.arguments.constraints import matching, secret
from homelab.kubernetes import SecretReference
from homelab.kubernetes.service_account import AZURE_POD_LABELS
from homelab.kubernetes.variables import Variables
from homelab.librechat_config.configuration import Configuration, secret_argument

ACCOUNT_VARIABLES = ("AZURE_STORAGE_CONNECTION_STRING", "AZURE_STORAGE_ACCOUNT_NAME")
"""Variables that select a storage account: by a key, and by a workload identity."""


@rules(mutually_exclusive("connection_string", "connection_string_secret", "account_name", required=True))
@constrain(
    connection_string=secret(),
    account_name=matching(
        "[a-z0-9]{3,24}", "the name of a storage account, 3 to 24 small letters and digits such as 'chatfiles'"
    ),
    container_name=matching(
        "(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*",
        "the name of a container, 3 to 63 small letters, digits and dashes such as 'files'",
    ),
)
class AzureBlobArgs(TypedDict):
    """A container, which LibreChat creates if it does not exist.

    LibreChat gives browsers unsigned URLs: images are only displayed if anyone with the URL may read them, by
    ``AZURE_STORAGE_PUBLIC_ACCESS: true`` in ``librechat.env``. Default: false.
    """

    connection_string: NotRequired[pulumi.Input[str]]
    """Connection string of the storage account. One of this, ``connection_string_secret`` and ``account_name``."""
    connection_string_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``connection_string``. Default: none."""
    account_name: NotRequired[pulumi.Input[str]]
    """Storage account to access by the workload identity of the group ``service_account``. Default: none."""
    container_name: NotRequired[pulumi.Input[str]]
    """Name of the container. Default: files."""


def uses_identity(args: Mapping[str, Any]) -> bool:
    """Whether the account is accessed by a workload identity instead of a key."""
    return "account_name" in args


def pod_labels(variables: Variables) -> Mapping[str, str]:
    """Labels that a pod needs to access the account in its variables."""
    by_key, by_identity = (name in variables.names for name in ACCOUNT_VARIABLES)
    return AZURE_POD_LABELS if by_identity and not by_key else {}


def configuration(args: AzureBlobArgs) -> Configuration:
    """Derive the container's variables."""
    return Configuration.of(
        env={
            "AZURE_CONTAINER_NAME": args.get("container_name", "files"),
            # LibreChat's own default is true.
            "AZURE_STORAGE_PUBLIC_ACCESS": "false",
            "AZURE_STORAGE_ACCOUNT_NAME": args.get("account_name"),
        },
        secret_env={"AZURE_STORAGE_CONNECTION_STRING": secret_argument(args, "connection_string")},
    )
