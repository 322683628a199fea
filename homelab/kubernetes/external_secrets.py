"""Objects of the External Secrets Operator, which copies secrets from a store outside of the cluster."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pulumi

API_VERSION = "external-secrets.io/v1"
WAIT_UNTIL_READY: Mapping[str, pulumi.Input[str]] = {"pulumi.com/waitFor": "condition=Ready"}
"""Annotation with which Pulumi waits until the operator has created the Secret."""


def external_secret_spec(
    name: str,
    *,
    store: Mapping[str, Any],
    refresh_interval: str,
    values: Sequence[Mapping[str, Any]] = (),
    whole: Sequence[pulumi.Input[str]] = (),
    derived: Mapping[str, pulumi.Input[str]] = MappingProxyType({}),
) -> dict[str, Any]:
    """Specification of an ExternalSecret.

    :param name: Name of the Secret.
    :param store: Name and kind of the store.
    :param values: What single keys of the Secret are in the store, as ``secretKey`` and ``remoteRef``.
    :param whole: Secrets in the store whose keys are all taken, as they are.
    :param derived: Templates of further keys, with ``{{ .key }}`` for the other ones.
    """
    # Pods go on with what they have if the secret is deleted in the store.
    target: dict[str, Any] = {"name": name, "creationPolicy": "Owner", "deletionPolicy": "Retain"}
    if derived:
        target["template"] = {"engineVersion": "v2", "mergePolicy": "Merge", "data": {**derived}}
    spec: dict[str, Any] = {"refreshInterval": refresh_interval, "secretStoreRef": {**store}, "target": target}
    if values:
        spec["data"] = [{**each} for each in values]
    if whole:
        spec["dataFrom"] = [{"extract": {"key": key}} for key in whole]
    return spec
