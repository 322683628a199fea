"""Kubernetes' recommended labels. Selectors are part of the contract: changing one replaces a workload."""

from collections.abc import Mapping

import pulumi

NAME = "app.kubernetes.io/name"
INSTANCE = "app.kubernetes.io/instance"
COMPONENT = "app.kubernetes.io/component"
PART_OF = "app.kubernetes.io/part-of"
MANAGED_BY = "app.kubernetes.io/managed-by"


def selector(app: str, instance: str) -> dict[str, pulumi.Input[str]]:
    """The labels that tell the pods of one workload from all others."""
    return {NAME: app, INSTANCE: instance}


def instance_selector(instance: pulumi.Input[str]) -> dict[str, pulumi.Input[str]]:
    """The pods of a workload of which only the name is known."""
    return {INSTANCE: instance}


def object_labels(
    app: str, instance: str, component: str, further: Mapping[str, pulumi.Input[str]]
) -> dict[str, pulumi.Input[str]]:
    """The labels of every object of a workload; the recommended ones win over ``further``."""
    return {
        **further,
        **selector(app, instance),
        COMPONENT: component,
        PART_OF: "homelab",
        MANAGED_BY: "pulumi",
    }
