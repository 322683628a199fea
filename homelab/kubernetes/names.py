"""Names of workloads and of their objects, and the host names of their Services."""

import re

import pulumi

from homelab.arguments import ArgumentError
from homelab.kubernetes.inputs import apply

MAX_NAME_LENGTH = 52
"""A StatefulSet's pods have a label of its name, a dash and ten characters; labels have at most 63."""


def check_name(owner: str, name: str, *, max_length: int = MAX_NAME_LENGTH) -> None:
    """Check that names of Kubernetes objects can begin with ``name``.

    :param owner: What has the name, for the message.
    :raises ArgumentError: The name is too long or malformed.
    """
    shown = name if len(name) <= 60 else f"{name[:57]}..."
    if len(name) > max_length:
        raise ArgumentError(f"{owner} {shown!r}: name has {len(name)} characters, expected at most {max_length}")
    if not re.fullmatch(r"[a-z]([-a-z0-9]*[a-z0-9])?", name):
        raise ArgumentError(
            f"{owner} {shown!r}: expected lowercase letters, digits and dashes, beginning with a letter"
        )


def service_host(name: str, namespace: pulumi.Input[str]) -> pulumi.Input[str]:
    """Host name of a Service, valid in the whole cluster."""
    return apply(lambda namespace: f"{name}.{namespace}.svc.cluster.local", namespace)
