"""The store of the External Secrets Operator in AWS Secrets Manager."""

from typing import Any

import pulumi


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
