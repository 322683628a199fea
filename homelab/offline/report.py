"""Report on a program's resources, for ``report.json`` and the terminal."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from homelab.offline.aws.estimate import AwsEstimate
from homelab.offline.aws.estimate import estimate as aws_estimate
from homelab.offline.aws.inventory import Inventory, inventory
from homelab.offline.checks import CheckResult
from homelab.offline.footprint import Footprint, footprints, resource_quota, total
from homelab.offline.objects import KubernetesObject
from homelab.offline.prices import Estimate, Prices, estimate
from homelab.offline.recorder import Recording
from homelab.offline.required_secrets import RequiredSecret, required_secrets
from homelab.offline.resources import RecordedResource
from homelab.offline.workloads import Workload, total_storage, workloads

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
    """Resources of other providers by their URNs, without random values and the providers themselves."""


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
        other_resources=_other_resources(recording),
    )


def _other_resources(recording: Recording) -> list[RecordedResource]:
    objects = {object_.resource.urn for object_ in recording.objects}
    found = [
        resource
        for resource in recording.resources
        if resource.custom
        and resource.urn not in objects
        and not resource.type.startswith(("pulumi:providers:", "random:"))
    ]
    # Those that wait for outputs are registered in any order, which would differ from render to render.
    return sorted(found, key=lambda resource: resource.urn)


def children_of(resources: Sequence[RecordedResource]) -> Mapping[str, Sequence[RecordedResource]]:
    """Resources by the URN of their parent, which is empty for the stack itself."""
    children: defaultdict[str, list[RecordedResource]] = defaultdict(list)
    for resource in resources:
        children[resource.parent].append(resource)
    return children


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
