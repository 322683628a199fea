"""Stand-ins for providers: ids, names and random values."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.runtime.rpc import UNKNOWN

from homelab.offline import aws_outputs, objects, tls_outputs
from homelab.offline.generated import GeneratedValues, is_random
from homelab.offline.objects import Manifest


@dataclass(frozen=True, slots=True)
class Created:
    """A provider's response to a new resource."""

    id: str
    """Empty if unknown."""
    outputs: Mapping[str, Any]
    """Outputs in addition to the inputs, which are always returned."""
    manifest: Manifest | None = None
    """Manifest of a Kubernetes resource."""


@dataclass(frozen=True, slots=True)
class Providers:
    """All providers of one run.

    In a preview, values that a provider chooses are unknown. Otherwise random values are generated, Kubernetes objects
    without a name get one, and resources of other providers get a placeholder id (for AWS an ARN and addresses, too).
    """

    generated: GeneratedValues
    preview: bool
    with_secrets: bool = True
    """Whether Secrets are written. If not, their automatic names do not depend on their content."""

    def create(
        self,
        type_: str,
        name: str,
        urn: str,
        inputs: Mapping[str, Any],
        *,
        default_namespace: str | None,
        region: str,
    ) -> Created:
        """Response to a new resource.

        :param default_namespace: Namespace of the explicit Kubernetes provider, if it has one.
        :param region: Region of the resource, if it is one of AWS.
        :raises pulumi.RunError: Only the provider itself can create the resource.
        """
        if objects.is_object(type_, inputs):
            return self._create_object(name, urn, inputs, default_namespace)
        if self.preview:
            return Created("", {})
        if is_random(type_):
            return self._generate(type_, name, urn, inputs)
        if type_.startswith("random:"):
            raise pulumi.RunError(f"{type_} {name!r} cannot be generated offline")
        id_ = aws_outputs.resource_id(type_, name, hashlib.sha256(urn.encode()).hexdigest()[:8])
        return Created(id_, _outputs(type_, id_, inputs, region))

    def _create_object(self, name: str, urn: str, inputs: Mapping[str, Any], default_namespace: str | None) -> Created:
        manifest = objects.manifest(inputs, default_namespace)
        metadata = manifest["metadata"]
        if not {"name", "generateName"} & metadata.keys():
            by_content = inputs["kind"] != "Secret" or self.with_secrets
            key = self.generated.name_key if inputs["kind"] == "Secret" else ""
            automatic = objects.automatic_name(inputs, name, urn, by_content=by_content, key=key)
            metadata["name"] = UNKNOWN if self.preview else automatic
        id_ = "" if self.preview else objects.object_id(manifest)
        return Created(id_, objects.observed(manifest), manifest)

    def _generate(self, type_: str, name: str, urn: str, inputs: Mapping[str, Any]) -> Created:
        try:
            value = self.generated.get(urn.split("::", 2)[2], type_, inputs)
        except ValueError as error:
            raise pulumi.RunError(f"{type_} {name!r}: {error}") from error
        return Created(value.id, value.outputs)


def _outputs(type_: str, id_: str, inputs: Mapping[str, Any], region: str) -> Mapping[str, Any]:
    """Placeholders for what a provider would add to the inputs."""
    match type_.partition(":")[0]:
        case "aws":
            found = aws_outputs.outputs(type_, id_, region)
        case "tls":
            found = tls_outputs.outputs(id_)
        case _:
            found = {}
    return _missing(found, inputs)


def _missing(found: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What is not among the inputs, at any depth."""
    missing = {name: value for name, value in found.items() if name not in inputs}
    for name in found.keys() & inputs.keys():
        if isinstance(found[name], Mapping) and isinstance(inputs[name], Mapping):
            missing[name] = _missing(found[name], inputs[name])
    return missing
