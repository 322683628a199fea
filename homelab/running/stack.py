"""What a stack declares: its namespace, its address and its images, without engine, cluster and secrets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime.rpc import UNKNOWN

from homelab.offline.leaks import SecretSearch
from homelab.offline.program import record_program
from homelab.offline.project import ProjectError, load_project
from homelab.offline.stack_config import load_stack_config
from homelab.running.workspace import WORKLOADS, Manifest, is_ours


class StackError(Exception):
    """Reason why a stack does not tell its workspace, as one line for the user."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a stack declares."""

    images: Mapping[str, Sequence[str]]
    """Images of each workload, by ``Kind name``."""


@dataclass(frozen=True, slots=True)
class Stack:
    """A workspace that a stack declares."""

    namespace: str
    url: str | None
    """Public address; None if it is a ``localhost`` that somebody has to forward a port for."""
    expected: Expected


def read_stack(folder: Path, stack: str) -> Stack:
    """Run a stack's program as in a preview, and look at what it declares.

    :param folder: Folder of Pulumi.yaml.
    :raises StackError: It cannot be run, or declares no workspace, or several namespaces.
    """
    try:
        project = load_project(folder)
        config = load_stack_config(project, stack, preview=True)
    except (ProjectError, ValueError) as error:
        raise StackError(str(error)) from error
    # Messages of a program may quote its config.
    mask = SecretSearch(config.secret_values).mask
    try:
        recording = record_program(project, stack, config, preview=True)
    except pulumi.RunError as error:
        raise StackError(mask(str(error))) from error
    except Exception as error:
        raise StackError(mask(f"the program failed: {type(error).__name__}: {error}")) from error
    return described(recording.manifests)


def described(manifests: Sequence[Manifest]) -> Stack:
    """The workspace among some objects.

    :raises StackError: There is none, or there are several namespaces.
    """
    workloads = [each for each in manifests if each["kind"] in WORKLOADS and is_ours(each)]
    namespaces = sorted({str(each["metadata"].get("namespace", "default")) for each in workloads})
    if UNKNOWN in namespaces:
        raise StackError("the stack's namespace is not known without its cluster: use --namespace")
    if len(namespaces) != 1:
        found = f"workspaces in {', '.join(namespaces)}" if namespaces else "no workspace"
        raise StackError(f"the stack declares {found}: use --namespace")
    expected = {f"{each['kind']} {each['metadata']['name']}": _images(each) for each in workloads}
    return Stack(namespaces[0], _url(manifests), Expected(expected))


def _images(workload: Manifest) -> Sequence[str]:
    spec = workload["spec"]["template"]["spec"]
    found = [each["image"] for each in (*(spec.get("initContainers") or []), *spec["containers"])]
    return [image for image in found if image != UNKNOWN]


def _url(manifests: Sequence[Manifest]) -> str | None:
    """LibreChat's address, which stands among its variables."""
    variables: list[Mapping[str, Any]] = [each.get("data") or {} for each in manifests if each["kind"] == "ConfigMap"]
    found = [str(each["DOMAIN_CLIENT"]) for each in variables if "DOMAIN_CLIENT" in each]
    return found[0] if found and "//localhost" not in found[0] else None
