"""Resource monitor that records what a Pulumi program registers."""
# The names of the methods are those of Pulumi's resource monitor service.
# ruff: noqa: N802, ARG002

from collections.abc import Mapping
from typing import Any, cast

import pulumi
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks
from pulumi.runtime.proto import callback_pb2, resource_pb2
from pulumi.runtime.rpc import UNKNOWN

from homelab.offline import aws_outputs, functions, remote, wire
from homelab.offline.config_values import parse_path, value_at
from homelab.offline.objects import Identity, KubernetesObject, Manifest
from homelab.offline.providers import Created, Providers
from homelab.offline.resources import RecordedResource
from homelab.offline.transforms import Transforms

STACK = "pulumi:pulumi:Stack"


class _NoMocks(Mocks):
    """No mocks, as the monitor answers every request itself."""

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        raise NotImplementedError

    def call(self, args: MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        raise NotImplementedError


class RecordingMonitor(MockMonitor):
    """Answers as Pulumi's engine would on a stack's first ``preview`` or ``up``, and records all requests.

    Where objects are deployed, it answers as in a later one, but for what the cluster itself has set.
    """

    def __init__(
        self,
        project: str,
        stack: str,
        providers: Providers,
        region: str = functions.EXAMPLE_REGION,
        deployed: Mapping[str, Manifest] | None = None,
    ) -> None:
        """Record the program of ``stack``.

        :param region: Of the default provider of AWS.
        :param deployed: Objects that exist, by URN. Default: none.
        """
        super().__init__(_NoMocks())
        self._region = region
        self._prefix = f"urn:pulumi:{stack}::{project}::"
        self._providers = providers
        self._deployed = deployed or {}
        self._declared_by: dict[Identity, RecordedResource] = {}
        self.recorded: dict[str, RecordedResource] = {}
        self.objects: list[KubernetesObject] = []
        self._transforms = Transforms()
        self.functions: set[str] = set()
        self.exports: dict[str, Any] = {}
        self.secret_exports: frozenset[str] = frozenset()
        self.secret_values: dict[str, str] = {}

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """URN with the types of all ancestors, as the engine composes it."""
        ancestors = parent.split("::")[2] if parent else STACK
        qualified = type_ if ancestors == STACK else f"{ancestors}${type_}"
        return f"{self._prefix}{qualified}::{name}"

    def RegisterResource(self, request: resource_pb2.RegisterResourceRequest) -> resource_pb2.RegisterResourceResponse:
        """Record a resource or component, and answer with its URN, id and outputs."""
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.type == STACK:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        self._check_supported(request, urn)
        self._transforms.apply(request, urn)
        inputs, secrets = wire.plain(request.object)
        region = self._region_of(request.provider or request.providers.get("aws", ""), inputs)
        created = Created("", {})
        if request.custom:
            created = self._providers.create(
                request.type,
                request.name,
                urn,
                inputs,
                default_namespace=self._namespace_of(request.provider),
                region=region,
            )
        if not request.remote:
            self._complete_outputs(request, created)
        self._ignore_changes(request, urn)
        resource = RecordedResource(
            type=request.type,
            name=request.name,
            urn=urn,
            parent=self._below_stack(request.parent),
            custom=request.custom,
            id=created.id,
            inputs=inputs,
            outputs=self._record_outputs(request.object, f"{request.type} {request.name!r}"),
            secrets=secrets,
            dependencies=tuple(sorted(request.dependencies)),
            provider=request.provider,
            region=aws_outputs.region_of(request.type, region),
            protect=request.protect,
            retain_on_delete=self._is_retained(request),
            delete_before_replace=request.deleteBeforeReplace,
            ignore_changes=tuple(request.ignoreChanges),
            replace_on_changes=tuple(request.replaceOnChanges),
            additional_secret_outputs=tuple(request.additionalSecretOutputs),
            custom_timeouts={field.name: value for field, value in request.customTimeouts.ListFields()},
            deleted_with=request.deletedWith,
            import_id=request.importId,
        )
        self.recorded[urn] = resource
        if created.manifest is not None:
            self._add_object(KubernetesObject(created.manifest, resource))
        response = resource_pb2.RegisterResourceResponse(urn=urn, id=created.id, object=request.object)
        if request.remote:
            self._complete_remote(request, response, region)
        return response

    def ReadResource(self, request: resource_pb2.ReadResourceRequest) -> resource_pb2.ReadResourceResponse:
        """Record the lookup of an existing resource, of which only the program's inputs are known."""
        urn = self.make_urn(request.parent, request.type, request.name)
        inputs, secrets = wire.plain(request.properties)
        if request.type.startswith("kubernetes:"):
            namespace, _, name = request.id.rpartition("/")
            metadata = {"name": name, "namespace": namespace} if namespace else {"name": name}
            wire.merge(request.properties, {"metadata": metadata})
        self.recorded[urn] = RecordedResource(
            type=request.type,
            name=request.name,
            urn=urn,
            parent=self._below_stack(request.parent),
            custom=True,
            read=True,
            id=request.id,
            inputs=inputs,
            outputs=self._record_outputs(request.properties, f"{request.type} {request.name!r}"),
            secrets=secrets,
            dependencies=tuple(sorted(request.dependencies)),
            provider=request.provider,
        )
        return resource_pb2.ReadResourceResponse(urn=urn, properties=request.properties)

    def RegisterResourceOutputs(self, request: resource_pb2.RegisterResourceOutputsRequest) -> empty_pb2.Empty:
        """Record a component's outputs, or the stack's exports."""
        component = self.recorded.get(request.urn)
        if component:
            component.outputs.update(self._record_outputs(request.outputs, f"{component.type} {component.name!r}"))
        else:
            self.exports = self._record_outputs(request.outputs, "the stack's exports")
            self.secret_exports = frozenset(str(path[0]) for path in wire.plain(request.outputs)[1])
        return empty_pb2.Empty()

    def Invoke(self, request: resource_pb2.ResourceInvokeRequest) -> resource_pb2.ResourceInvokeResponse:
        """Answer a provider function with its own arguments and placeholders, as there is no provider."""
        if request.tok.startswith("kubernetes:"):
            raise pulumi.RunError(f"{request.tok} is computed by the Kubernetes provider, which does not run offline")
        result = struct_pb2.Struct()
        arguments = wire.plain(request.args)[0]
        if request.tok == "pulumi:pulumi:getResource":
            resource = self.recorded[arguments["urn"]]
            wire.merge(result, {"urn": resource.urn, "id": resource.id, "state": resource.outputs})
        else:
            self.functions.add(request.tok)
            wire.merge(result, functions.result(request.tok, self._region_of(request.provider, arguments)))
            result.MergeFrom(request.args)
        # The field's name is a Python keyword.
        return resource_pb2.ResourceInvokeResponse(**cast(dict[str, Any], {"return": result}))

    def RegisterStackTransform(self, request: callback_pb2.Callback) -> empty_pb2.Empty:
        """Register a transform of all resources."""
        self._transforms.register_for_stack(request)
        return empty_pb2.Empty()

    def RegisterStackInvokeTransform(self, request: object) -> empty_pb2.Empty:
        """Reject a transform of provider functions, which are not called."""
        raise pulumi.RunError("register_invoke_transform: offline rendering calls no provider functions")

    def _check_supported(self, request: resource_pb2.RegisterResourceRequest, urn: str) -> None:
        if urn in self.recorded:
            raise pulumi.RunError(f"duplicate resource URN {urn}: two resources are named {request.name!r}")
        if request.remote and remote.outputs(request.type) is None:
            raise pulumi.RunError(
                f"{request.type} {request.name!r} is a remote component, which only its provider can create"
            )

    def _complete_remote(
        self,
        request: resource_pb2.RegisterResourceRequest,
        response: resource_pb2.RegisterResourceResponse,
        region: str,
    ) -> None:
        """Record the children of a remote component, and answer with its outputs, which are unknown in a preview."""
        component = self.recorded[response.urn]
        children: list[str] = []

        def declare(type_: str, name: str, inputs: Mapping[str, Any]) -> remote.Child:
            child = resource_pb2.RegisterResourceRequest(
                type=type_, name=name, parent=component.urn, custom=True, provider=request.providers.get("aws", "")
            )
            wire.merge(child.object, inputs if "region" not in component.inputs else {**inputs, "region": region})
            created = self.RegisterResource(child)
            children.append(created.urn)
            return remote.Child(created.urn, created.id)

        known = {key: value for key, value in component.inputs.items() if value not in (None, UNKNOWN)}
        find = remote.outputs(request.type)
        found = find(remote.Component(component.name, known, region, declare)) if find else {}
        for key, value in found.items():
            is_unknown = self._providers.preview and not _is_reference(value)
            wire.merge(response.object, {key: UNKNOWN if is_unknown else value})
            response.propertyDependencies[key].urns.extend(children)
        component.outputs.update(self._record_outputs(response.object, f"{component.type} {component.name!r}"))

    def _complete_outputs(self, request: resource_pb2.RegisterResourceRequest, created: Created) -> None:
        wire.merge(request.object, created.outputs)
        for key in request.additionalSecretOutputs:
            if self._providers.preview and key not in request.object.fields:
                request.object.fields[key].string_value = UNKNOWN
            if key in request.object.fields:
                wire.mark_secret(request.object, key)

    def _ignore_changes(self, request: resource_pb2.RegisterResourceRequest, urn: str) -> None:
        """Leave fields as they are deployed where the program ignores their changes."""
        deployed = self._deployed.get(urn)
        for path in map(parse_path, request.ignoreChanges) if deployed else ():
            value: Any = value_at(deployed, path)
            for part in reversed(path):
                value = None if value is None else {str(part): value}
            if value is not None:
                wire.merge(request.object, value)

    def _record_outputs(self, struct: struct_pb2.Struct, origin: str) -> dict[str, Any]:
        outputs, secrets = wire.plain(struct)
        for text in wire.strings(list(secrets.values())):
            self.secret_values.setdefault(text, origin)
        return outputs

    def _below_stack(self, parent: str) -> str:
        return parent if parent in self.recorded else ""

    def _is_retained(self, request: resource_pb2.RegisterResourceRequest) -> bool:
        if request.HasField("retainOnDelete"):
            return request.retainOnDelete
        parent = self.recorded.get(request.parent)
        return parent is not None and parent.retain_on_delete

    def _region_of(self, provider: str, inputs: Mapping[str, Any]) -> str:
        """Region of a resource: its own, that of its explicit provider, or that of the default one."""
        resource = self.recorded.get(provider.rpartition("::")[0])
        regions = (inputs.get("region"), resource.inputs.get("region") if resource else None)
        return next((each for each in regions if each and each != UNKNOWN), self._region)

    def _namespace_of(self, provider: str) -> str | None:
        resource = self.recorded.get(provider.rpartition("::")[0])
        return resource.inputs.get("namespace") if resource else None

    def _add_object(self, object_: KubernetesObject) -> None:
        self.objects.append(object_)
        if UNKNOWN in object_.identity:
            return
        other = self._declared_by.setdefault(object_.identity, object_.resource)
        if other is not object_.resource:
            both = f"{other.urn} and {object_.resource.urn}"
            raise pulumi.RunError(f"{object_.manifest['apiVersion']} {object_} is declared twice, by {both}")


def _is_reference(value: Any) -> bool:
    return isinstance(value, Mapping) and wire.SIGNATURE_KEY in value
