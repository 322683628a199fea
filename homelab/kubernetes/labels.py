"""Kubernetes' recommended labels. Selectors are part of the contract: changing one replaces a workload."""

from collections.abc import Mapping
from dataclasses import replace

import pulumi

from homelab.arguments.constraints import LABELS

NAME = "app.kubernetes.io/name"
INSTANCE = "app.kubernetes.io/instance"
COMPONENT = "app.kubernetes.io/component"
PART_OF = "app.kubernetes.io/part-of"
MANAGED_BY = "app.kubernetes.io/managed-by"

OWN = (NAME, INSTANCE, COMPONENT, PART_OF, MANAGED_BY)
_OWN_PREFIX = "pod-security.kubernetes.io/"
"""Of labels that decide what a namespace admits."""


def _are_additional(labels: Mapping[str, object]) -> bool:
    return LABELS.accepts(labels) and not any(key in OWN or key.startswith(_OWN_PREFIX) for key in labels)


ADDITIONAL_LABELS = replace(
    LABELS,
    expected=f"{LABELS.expected} without those that the library sets ({', '.join(OWN)}, {_OWN_PREFIX}*)",
    accepts=_are_additional,
)
"""Labels of users."""


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
