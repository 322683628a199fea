"""Objects of the External Secrets Operator."""

from collections.abc import Mapping
from typing import Any

import pulumi

API_VERSION = "external-secrets.io/v1"
WAIT_UNTIL_READY: Mapping[str, pulumi.Input[str]] = {"pulumi.com/waitFor": "condition=Ready"}
"""Annotation with which Pulumi waits until the operator has created the Secret."""


def store_spec(
    region: pulumi.Input[str],
    *,
    service_account: pulumi.Input[str] | None,
    role_arn: pulumi.Input[str] | None,
) -> dict[str, Any]:
    """Specification of a SecretStore.

    :param service_account: ServiceAccount with a role by IRSA; None for the identity of the operator's controller.
    :param role_arn: Role that the controller takes on.
    """
    aws: dict[str, Any] = {"service": "SecretsManager", "region": region}
    if role_arn is not None:
        aws["role"] = role_arn
    if service_account is not None:
        aws["auth"] = {"jwt": {"serviceAccountRef": {"name": service_account}}}
    return {"provider": {"aws": aws}}


def external_secret_spec(store: str, name: str, key: pulumi.Input[str], refresh_interval: str) -> dict[str, Any]:
    """Specification of an ExternalSecret: all keys of a secret, as they are.

    :param name: Name of the Secret.
    :param key: Name or ARN in Secrets Manager.
    """
    return {
        "refreshInterval": refresh_interval,
        "secretStoreRef": {"name": store, "kind": "SecretStore"},
        # Pods go on with what they have if the secret is deleted in AWS.
        "target": {"name": name, "creationPolicy": "Owner", "deletionPolicy": "Retain"},
        "dataFrom": [{"extract": {"key": key}}],
    }
