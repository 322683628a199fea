"""What outlives a stack: kept when the stack is destroyed, taken over by the next one, and never replaced."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi

from homelab.arguments import ArgumentError
from homelab.kubernetes.environment import SecretReference

if TYPE_CHECKING:
    import pulumi_kubernetes as k8s


@dataclass(frozen=True)
class Retention:
    """How objects of one kind outlive their stack."""

    settled: tuple[str, ...]
    """Fields that the program does not change once the object exists."""
    everything: tuple[str, ...]
    """Fields that an adopted object keeps while it is taken over: Pulumi imports only what equals the program's."""

    def options(self, adopted_id: str | None, *, retain: bool = True) -> dict[str, Any]:
        """Resource options.

        :param adopted_id: Pulumi's id of the object that an earlier stack has kept; None to create the object.
        :param retain: Whether it is kept. What is not kept has not been kept by an earlier stack either.
        """
        if adopted_id is None or not retain:
            return {"retain_on_delete": retain, "ignore_changes": [*self.settled]}
        return {"retain_on_delete": retain, "ignore_changes": [*self.everything], "import_": adopted_id}


NAMESPACE = Retention(settled=(), everything=("metadata", "spec"))
SECRET = Retention(settled=("data", "stringData", "type"), everything=("metadata", "data", "stringData", "type"))
"""Generated passwords: another one than the server has learnt would only lock its clients out."""
VOLUME_CLAIM = Retention(
    settled=(
        "metadata.name",
        "metadata.namespace",
        "spec.accessModes",
        "spec.storageClassName",
        "spec.volumeMode",
        "spec.volumeName",
    ),
    everything=("metadata", "spec"),
)
"""A change of one of these fields would replace the volume, see `refuse_replacement`."""


@dataclass(frozen=True)
class KeptSecret:
    """A Secret that stored data cannot be opened without."""

    name: str
    _data: "pulumi.Output[Mapping[str, str]]"

    def reference(self, key: str) -> SecretReference:
        """Where pods read one of its values."""
        return {"name": self.name, "key": key}

    def value(self, key: str) -> pulumi.Output[str]:
        """One of its values, for what is made of it."""
        return pulumi.Output.secret(self._data.apply(lambda data: b64decode(data[key]).decode()))


def refuse_replacement(
    claim: "k8s.core.v1.PersistentVolumeClaim", wanted: Mapping[str, pulumi.Input[str]]
) -> pulumi.Output[None]:
    """Fail the program, a preview's too, when ``claim`` is not what is ``wanted`` and could not become it.

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
            raise ArgumentError(
                f"volume {namespace}/{name}: {', '.join(changes)} would replace it with an empty one: take that back, "
                f"or give its data up with `kubectl --namespace {namespace} delete pvc {name}` and `pulumi refresh`"
            )

    return pulumi.Output.all(claim.metadata, claim.spec, {**wanted}).apply(lambda known: compare(*known))
