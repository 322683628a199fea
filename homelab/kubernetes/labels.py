"""Kubernetes' recommended labels. Selectors are part of the contract: changing one replaces a workload."""

from collections.abc import Mapping

import pulumi

NAME = "app.kubernetes.io/name"
INSTANCE = "app.kubernetes.io/instance"
COMPONENT = "app.kubernetes.io/component"
PART_OF = "app.kubernetes.io/part-of"
MANAGED_BY = "app.kubernetes.io/managed-by"


def selector(app: str, instance: str) -> dict[str, pulumi.Input[str]]:
    """Labels that select the pods of one workload."""
    return {NAME: app, INSTANCE: instance}


def instance_selector(instance: pulumi.Input[str]) -> dict[str, pulumi.Input[str]]:
    """Labels that select the pods of a workload by its name alone."""
    return {INSTANCE: instance}


def object_labels(
    app: str, instance: str, component: str, additional: Mapping[str, pulumi.Input[str]]
) -> dict[str, pulumi.Input[str]]:
    """Labels of every object of a workload; the recommended ones override ``additional``."""
    return {
        **additional,
        **selector(app, instance),
        COMPONENT: component,
        PART_OF: "homelab",
        MANAGED_BY: "pulumi",
    }
