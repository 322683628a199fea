"""Google Cloud service accounts for Vertex AI."""

import json
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, constrain, mutually_exclusive, rules
from homelab.kubernetes import SecretReference


def _is_key(text: str) -> bool:
    try:
        key: Any = json.loads(text)
    except ValueError:
        return False
    return isinstance(key, dict) and all(key.get(name) for name in ("project_id", "client_email", "private_key"))


LOCATION = Constraint(
    "a location of Google Cloud such as 'global', 'eu' or 'europe-west1'",
    lambda value: value.isascii() and value.replace("-", "").isalnum() and value == value.lower(),
)


@rules(mutually_exclusive("service_account_key", "service_account_key_secret", required=True))
@constrain(
    service_account_key=Constraint(
        "the JSON key of a Google service account, with project_id, client_email and private_key", _is_key, secret=True
    )
)
class ServiceAccountKeyArgs(TypedDict):
    """A Google Cloud service account with access to Vertex AI."""

    service_account_key: NotRequired[pulumi.Input[str]]
    """Service account key, as JSON. Either this or ``service_account_key_secret``."""
    service_account_key_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``service_account_key``. Default: none."""
