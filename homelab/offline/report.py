"""Report on a program's resources, for ``report.json`` and the terminal."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any, cast
from urllib.parse import urlsplit

from homelab.gitops.generations import Version
from homelab.gitops.tool import Tool
from homelab.kubernetes.quantity import format_bytes, format_cores
from homelab.offline.aws.estimate import AwsEstimate, Line
from homelab.offline.aws.estimate import estimate as aws_estimate
from homelab.offline.aws.inventory import Inventory, inventory
from homelab.offline.checks import CheckResult
from homelab.offline.footprint import Amounts, Footprint, footprints, quantity, resource_quota, total
from homelab.offline.leaks import SecretSearch
from homelab.offline.objects import KubernetesObject
from homelab.offline.prices import Estimate, Prices, estimate
from homelab.offline.recorder import Recording
from homelab.offline.required_secrets import RequiredSecret, required_secrets
from homelab.offline.resources import RecordedResource
from homelab.offline.wire import Path
from homelab.offline.workloads import Workload, total_storage, workloads

GENERATOR = "homelab render"
"""Identifies a report, and the folder that contains it, as written by this command."""

MASK = "[secret]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Summary of what a program declared, without secrets."""

    recording: Recording
    checks: CheckResult
    workloads: Sequence[Workload]
    cpu: Decimal
    """Cores that all workloads request in total."""
    memory: Decimal
    """Bytes of memory that all workloads request in total."""
    storage: Decimal
    """Bytes in all volumes."""
    footprints: Sequence[Footprint]
    """What each component takes of the cluster."""
    footprint: Footprint
    """What all of them take together."""
    quota: Mapping[str, str]
    """Limits of the smallest ResourceQuota for them."""
    estimate: Estimate | None
    """What they cost a month, if there are prices."""
    aws: Sequence[Inventory]
    """What each component declares on AWS."""
    aws_estimate: AwsEstimate | None
    """What that costs a month, if there is any."""
    urls: Sequence[str]
    """Public URLs."""
    required_secrets: Sequence[RequiredSecret]
    """Secrets that must already exist, because they are not written."""
    exports: Mapping[str, Any]
    """Stack outputs, with secret ones masked."""
    other_resources: Sequence[RecordedResource]
    """Resources of other providers, without random values and the providers themselves."""


def summarize(
    recording: Recording, checks: CheckResult, *, with_secrets: bool = True, prices: Prices | None = None
) -> Report:
    """Summarize ``recording`` in a report.

    :param with_secrets: Whether the program's Secrets are written.
    :param prices: By which the footprint is estimated. Default: it is not.
    """
    found = workloads(recording.objects)
    parts = footprints(recording.resources, recording.objects, found)
    whole = total(parts)
    lasting = [workload for workload in found if workload.runs_always]
    exports = {name: MASK if name in recording.secret_exports else value for name, value in recording.exports.items()}
    objects = {object_.resource.urn for object_ in recording.objects}
    return Report(
        recording=recording,
        checks=checks,
        workloads=found,
        cpu=sum((workload.cpu for workload in lasting), Decimal(0)),
        memory=sum((workload.memory for workload in lasting), Decimal(0)),
        storage=total_storage(recording.objects),
        footprints=parts,
        footprint=whole,
        quota=resource_quota(whole, found),
        estimate=estimate(whole, prices) if prices else None,
        aws=inventory(recording.resources),
        aws_estimate=aws_estimate(recording.resources),
        urls=_urls(recording.objects, exports),
        required_secrets=required_secrets(recording.objects, with_secrets=with_secrets),
        exports=exports,
        other_resources=[
            resource
            for resource in recording.resources
            if resource.custom
            and resource.urn not in objects
            and not resource.type.startswith(("pulumi:providers:", "random:"))
        ],
    )


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
        "objects": [
            {
                "apiVersion": object_.manifest["apiVersion"],
                "kind": object_.kind,
                "namespace": object_.namespace,
                "name": object_.name,
                "urn": object_.resource.urn,
                "file": files.get(object_.resource.urn),
                "retained": object_.resource.retain_on_delete or object_.resource.protect,
            }
            for object_ in recording.objects
        ],
        "kept": [_version_data(urn, version) for urn, version in kept.items()],
        "workloads": [_workload_data(workload) for workload in report.workloads],
        "images": sorted({image for workload in report.workloads for image in workload.images}),
        "totals": {
            "cpu": format_cores(report.cpu),
            "memory": format_bytes(report.memory),
            "storage": format_bytes(report.storage),
        },
        "footprint": {
            "components": [_footprint_data(each) for each in report.footprints],
            "total": _footprint_data(report.footprint),
            "resourceQuota": report.quota,
        },
        "estimate": _estimate_data(report.estimate),
        "aws": _aws_data(report),
        "urls": report.urls,
        "requiredSecrets": [
            {"namespace": secret.namespace, "name": secret.name, "keys": list(secret.keys)}
            for secret in report.required_secrets
        ],
        "generatedValues": sorted(generated),
        "generatedOrigin": origin,
        "exports": report.exports,
        "otherResources": [_resource_data(each, search) for each in report.other_resources],
        "functions": sorted(recording.functions),
        "warnings": recording.warnings,
        "checks": {"objects": report.checks.counts, "withoutSchema": report.checks.unchecked},
    }


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


def children_of(resources: Sequence[RecordedResource]) -> Mapping[str, Sequence[RecordedResource]]:
    """Resources by the URN of their parent, which is empty for the stack itself."""
    children: defaultdict[str, list[RecordedResource]] = defaultdict(list)
    for resource in resources:
        children[resource.parent].append(resource)
    return children


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


def _footprint_data(footprint: Footprint) -> dict[str, Any]:
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


def _urls(objects: Sequence[KubernetesObject], exports: Mapping[str, Any]) -> list[str]:
    """Public URLs: exported ones first, then those of Ingresses and HTTPRoutes whose hosts are not among them."""
    exported = [value for value in exports.values() if isinstance(value, str) and _is_public(value)]
    hosts = {urlsplit(url).hostname for url in exported}
    return list(dict.fromkeys([*exported, *(url for url in _routes(objects) if urlsplit(url).hostname not in hosts)]))


def _is_public(url: str) -> bool:
    host = urlsplit(url).hostname if url.startswith(("http://", "https://")) else None
    return host is not None and not host.endswith((".svc", ".cluster.local"))


def _routes(objects: Sequence[KubernetesObject]) -> Iterator[str]:
    for object_ in objects:
        spec = object_.manifest.get("spec")
        if not isinstance(spec, Mapping):
            continue
        if object_.kind == "Ingress":
            # An entry without hosts applies to all of them.
            secure = [host for entry in spec.get("tls") or [] for host in entry.get("hosts") or ["*"]]
            hosts = [rule["host"] for rule in spec.get("rules") or [] if "host" in rule]
            for host in hosts:
                has_tls = any(pattern in ("*", host, f"*.{host.partition('.')[2]}") for pattern in secure)
                yield f"{'https' if has_tls else 'http'}://{host}"
        elif object_.kind == "HTTPRoute":
            yield from (f"https://{host}" for host in spec.get("hostnames") or [])
