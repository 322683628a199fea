"""Objects that outlive a stack: retained when it is destroyed, adopted by the next stack, never replaced."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi

from homelab.arguments import ArgumentError
from homelab.arguments.late_checks import late_check
from homelab.kubernetes.environment import SecretReference
from homelab.kubernetes.file_format import FileFormat
from homelab.kubernetes.inputs import apply
from homelab.kubernetes.labels import INSTANCE

if TYPE_CHECKING:
    import pulumi_kubernetes as k8s


@dataclass(frozen=True)
class Retention:
    """Fields of one kind of object that stay unchanged while objects outlive their stack."""

    set_once: tuple[str, ...]
    """Fields whose changes are ignored once the object exists."""
    imported: tuple[str, ...]
    """Fields whose differences are ignored during import: Pulumi only imports an object that equals the program's."""

    def options(self, adopted_id: str | None, *, retain: bool = True) -> dict[str, Any]:
        """Resource options of one object.

        :param adopted_id: Id of the object that an earlier stack retained; None to create the object.
        :param retain: Whether to retain the object. If not, no earlier stack has retained it either.
        """
        if adopted_id is None or not retain:
            return {"retain_on_delete": retain, "ignore_changes": [*self.set_once]}
        return {"retain_on_delete": retain, "ignore_changes": [*self.imported], "import_": adopted_id}


NAMESPACE = Retention(set_once=(), imported=("metadata", "spec"))
SECRET = Retention(set_once=("data", "stringData", "type"), imported=("metadata", "data", "stringData", "type"))
"""Generated passwords: a new one would differ from the server's and lock its clients out."""
RETAINED = "homelab.dev/retained"
"""Annotation of a volume that outlives its stack, for policies: neither Pulumi's engine nor a cluster tells them."""
FORMAT = "homelab.dev/format"
"""Label of a volume: the program and version whose files it holds, as of its creation."""
VOLUME_CLAIM = Retention(
    set_once=(
        f'metadata.labels["{FORMAT}"]',
        "metadata.name",
        "metadata.namespace",
        "spec.accessModes",
        "spec.storageClassName",
        "spec.volumeMode",
        "spec.volumeName",
    ),
    imported=("metadata", "spec"),
)
"""A change of one of these fields would replace the volume, see `refuse_replacement`."""


@dataclass(frozen=True)
class RetainedSecret:
    """A Secret that is needed to read stored data."""

    name: str
    _data: "pulumi.Output[Mapping[str, str]]"

    def reference(self, key: str) -> SecretReference:
        """Reference to one value, for pods."""
        return {"name": self.name, "key": key}

    def value(self, key: str) -> pulumi.Output[str]:
        """One value, to derive others from."""
        return pulumi.Output.secret(self._data.apply(lambda data: b64decode(data[key]).decode()))


def refuse_other_format(claim: "k8s.core.v1.PersistentVolumeClaim", wanted: FileFormat) -> None:
    """Fail the program, also in a preview, if ``claim`` holds files that what is ``wanted`` does not open.

    The label is that of the program that created the volume. The version of an adopted volume is unknown.
    """

    def compare(metadata: Any) -> None:
        found = (metadata.get("labels") or {}).get(FORMAT)
        refusal = wanted.refusal(found) if found else None
        if refusal:
            raise ArgumentError(f"volume {metadata['namespace']}/{metadata['name']} holds files of {found}, {refusal}")

    late_check(apply(compare, claim.metadata))


def refuse_replacement(claim: "k8s.core.v1.PersistentVolumeClaim", wanted: Mapping[str, pulumi.Input[str]]) -> None:
    """Fail the program, also in a preview, if changing ``claim`` to what is ``wanted`` would replace it.

    :param wanted: ``namespace``, ``access_mode``, and ``storage_class`` if one is given.
    """

    def compare(metadata: Any, spec: Any, wanted: Mapping[str, str]) -> None:
        namespace, name = metadata["namespace"], metadata["name"]
        found = {
            "namespace": namespace,
            "access_mode": spec["access_modes"][0],
            "storage_class": spec.get("storage_class_name"),
        }
        changes = [f"{key} {value} instead of {found[key]}" for key, value in wanted.items() if value != found[key]]
        if changes:
            kubectl = f"kubectl --namespace {namespace} delete"
            instance = (metadata.get("labels") or {}).get(INSTANCE, name)
            # A claim is only gone once no pod has it any more, and `kubectl` would wait for that.
            raise ArgumentError(
                f"volume {namespace}/{name}: {', '.join(changes)} would replace it with an empty one: revert that, or "
                f"delete its data by `{kubectl} pvc {name} --wait=false`, `{kubectl} pods --selector "
                f"{INSTANCE}={instance}` and `pulumi refresh`"
            )

    late_check(apply(compare, claim.metadata, claim.spec, wanted))
