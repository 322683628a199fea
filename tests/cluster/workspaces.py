"""Workspaces as folders of manifests, which the tests apply to the cluster, and namespaces for them."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homelab.offline import GeneratedValues
from homelab.offline.footprint import footprints, resource_quota, total
from homelab.offline.manifests import SECRETS_FILE, render
from homelab.offline.workloads import workloads
from tests.cluster.kubectl import Kubectl
from tests.scenarios import recorded

RESTRICTED: Mapping[str, str] = {
    "pod-security.kubernetes.io/enforce": "restricted",
    "pod-security.kubernetes.io/warn": "restricted",
}
"""Labels of a namespace that refuses pods which are not ``restricted``, and warns of Deployments with such pods."""


def create_namespace(kubectl: Kubectl, name: str, labels: Mapping[str, str] = RESTRICTED) -> None:
    """Create a namespace, which may be there."""
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}
    kubectl.run("apply", "-f", "-", stdin=json.dumps(namespace))


def create_fitting_quota(kubectl: Kubectl, namespace: str, args: Mapping[str, Any]) -> Mapping[str, str]:
    """Create the ResourceQuota ``footprint`` that just fits the workspace at its peak, and return its limits."""
    recording = recorded(args)
    found = workloads(recording.objects)
    hard = resource_quota(total(footprints(recording.resources, recording.objects, found)), found)
    metadata = {"name": "footprint", "namespace": namespace}
    kubectl.create({"apiVersion": "v1", "kind": "ResourceQuota", "metadata": metadata, "spec": {"hard": hard}})
    return hard


def render_workspace(args: Mapping[str, Any], out: Path, generated: GeneratedValues) -> None:
    """Render the workspace ``ws`` that ``args`` describe; random values that are not in ``generated`` yet get there."""
    rendered = render(recorded(args, generated=generated).objects, generated, with_secrets=True)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for name, text in {**rendered.files, SECRETS_FILE: rendered.secrets}.items():
        (out / name).write_text(text)
