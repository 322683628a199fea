"""Content of ``report.json``."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

from homelab.gitops.generations import Version
from homelab.gitops.tool import Tool
from homelab.kubernetes.quantity import format_bytes, format_cores
from homelab.offline.aws.estimate import Line
from homelab.offline.footprint import Amounts, Footprint, quantity
from homelab.offline.leaks import SecretSearch
from homelab.offline.objects import KubernetesObject
from homelab.offline.prices import Estimate
from homelab.offline.report import MASK, Report, children_of
from homelab.offline.required_secrets import RequiredSecret
from homelab.offline.resources import RecordedResource
from homelab.offline.wire import Path
from homelab.offline.workloads import Workload

GENERATOR = "homelab render"
"""Identifies a report, and the folder that contains it, as written by this command."""


def report_data(
    report: Report,
    *,
    project: str,
    stack: str,
    files: Mapping[str, str],
    generated: Collection[str] = (),
    origin: str = "",
    tool: Tool = Tool.KUBECTL,
    kept: Mapping[str, Version] = MappingProxyType({}),
) -> dict[str, Any]:
    """Content of ``report.json``: reproducible, and free of secrets.

    :param files: File of each object by its URN.
    :param generated: Resources with random values.
    :param origin: Where those come from: that of `GeneratedValues`.
    :param tool: What applies the manifests.
    :param kept: ConfigMaps of an earlier render that are among the files, by URN.
    """
    recording = report.recording
    search = SecretSearch(recording.secret_values)
    return {
        "generator": GENERATOR,
        "project": project,
        "stack": stack,
        "tool": tool.value,
        "kubernetesVersion": report.checks.kubernetes_version,
        "components": _components(children_of(recording.resources), ""),
        "objects": [_object_data(each, files.get(each.resource.urn)) for each in recording.objects],
        "kept": [_version_data(urn, version) for urn, version in kept.items()],
        "workloads": [_workload_data(workload) for workload in report.workloads],
        "images": sorted({image for workload in report.workloads for image in workload.images}),
        "totals": {
            "cpu": format_cores(report.cpu),
            "memory": format_bytes(report.memory),
            "storage": format_bytes(report.storage),
        },
        "footprint": {
            "components": [footprint_data(each) for each in report.footprints],
            "total": footprint_data(report.footprint),
            "resourceQuota": report.quota,
        },
        "estimate": _estimate_data(report.estimate),
        "aws": _aws_data(report),
        "urls": report.urls,
        "requiredSecrets": [_required_secret_data(each) for each in report.required_secrets],
        "generatedValues": sorted(generated),
        "generatedOrigin": origin,
        "exports": report.exports,
        "otherResources": [_resource_data(each, search) for each in report.other_resources],
        "functions": sorted(recording.functions),
        "warnings": recording.warnings,
        "checks": {"objects": report.checks.counts, "withoutSchema": report.checks.unchecked},
    }


def _object_data(object_: KubernetesObject, file: str | None) -> dict[str, Any]:
    return {
        "apiVersion": object_.manifest["apiVersion"],
        "kind": object_.kind,
        "namespace": object_.namespace,
        "name": object_.name,
        "urn": object_.resource.urn,
        "file": file,
        "retained": object_.resource.retain_on_delete or object_.resource.protect,
    }


def _required_secret_data(secret: RequiredSecret) -> dict[str, Any]:
    return {"namespace": secret.namespace, "name": secret.name, "keys": list(secret.keys)}


def _resource_data(resource: RecordedResource, search: SecretSearch) -> dict[str, Any]:
    """A resource with its inputs, of which secret ones are masked, and texts that contain a secret of the program."""

    def masked(value: Any, path: Path) -> Any:
        match value:
            case _ if path in resource.secrets:
                return MASK
            case str():
                return MASK if search.find(value) else value
            case Mapping():
                items = cast(Mapping[str, Any], value).items()
                return {key: masked(each, (*path, key)) for key, each in items}
            case list():
                return [masked(each, (*path, index)) for index, each in enumerate(cast(list[Any], value))]
            case _:
                return value

    return {
        "type": resource.type,
        "name": resource.name,
        "urn": resource.urn,
        "read": resource.read,
        "protected": resource.protect,
        "inputs": masked(resource.inputs, ()),
    }


def _version_data(urn: str, version: Version) -> dict[str, str]:
    namespace, _, name = version.name.partition("/")
    return {"namespace": namespace, "name": name, "urn": urn, "file": version.file}


def _components(children: Mapping[str, Sequence[RecordedResource]], parent: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for resource in children.get(parent, ()):
        below = _components(children, resource.urn)
        found += below if resource.custom else [{"type": resource.type, "name": resource.name, "components": below}]
    return found


def _workload_data(workload: Workload) -> dict[str, Any]:
    return {
        "kind": workload.object.kind,
        "namespace": workload.object.namespace,
        "name": workload.object.name,
        "replicas": workload.replicas,
        "images": workload.images,
        "cpu": format_cores(workload.cpu),
        "memory": format_bytes(workload.memory),
        "storage": format_bytes(workload.storage),
    }


def footprint_data(footprint: Footprint) -> dict[str, Any]:
    """What a component takes of the cluster, in ``report.json``."""
    return {
        "name": footprint.name,
        **{level: _amounts_data(getattr(footprint, level)) for level in ("minimum", "maximum", "peak")},
        "claims": footprint.claims,
        "storage": quantity("storage", footprint.storage),
    }


def _amounts_data(amounts: Amounts) -> dict[str, Any]:
    requests, limits = (
        {name: quantity(name, amount) for name, amount in each.items()} for each in (amounts.requests, amounts.limits)
    )
    return {"pods": amounts.pods, "requests": requests, "limits": limits}


def _estimate_data(estimated: Estimate | None) -> dict[str, str] | None:
    if estimated is None:
        return None
    prices = estimated.prices
    return {
        "minimum": str(estimated.minimum),
        "maximum": str(estimated.maximum),
        "currency": prices.currency,
        "date": str(prices.date),
        "source": prices.source,
    }


def _aws_data(report: Report) -> dict[str, Any] | None:
    estimated = report.aws_estimate
    if estimated is None:
        return None
    return {
        "components": [{"name": each.component, "resources": dict(each.kinds)} for each in report.aws],
        "estimate": {
            "minimum": str(estimated.minimum),
            "maximum": str(estimated.maximum),
            "currency": "USD",
            "regions": estimated.regions,
            "dates": [str(each) for each in estimated.dates or ()],
            "charges": [_charge_data(each) for each in estimated.lines],
            "unknownTypes": list(estimated.unknown),
        },
    }


def _charge_data(line: Line) -> dict[str, Any]:
    price = line.price
    return {
        "item": line.item,
        "region": line.region,
        "units": None if line.minimum is None else [f"{line.minimum:f}", f"{line.maximum:f}"],
        "usd": [str(each) for each in line.usd] if line.usd else None,
        "price": price
        and {
            "usd": str(price.usd),
            "unit": price.unit,
            "date": str(price.date),
            "source": price.source,
            "verified": price.is_verified,
        },
    }
