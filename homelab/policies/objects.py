"""Rules about single objects beyond their containers."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from pulumi.runtime.rpc import UNKNOWN

from homelab.detection import mask, secrets_in
from homelab.kubernetes.labels import OWN
from homelab.kubernetes.retention import RETAINED
from homelab.kubernetes.service import ServiceType
from homelab.offline.objects import Manifest
from homelab.offline.violations import path_text
from homelab.offline.workloads import POD_SPECS
from homelab.policies.manifests import at, entries, is_other, known, lacks, pod_spec
from homelab.policies.rule import Admission, Level, NotAdmitted, ObjectRule, Settings

_HOLD_SECRETS = ("ExternalSecret", "SealedSecret", "Secret")
"""Kinds whose secrets are in their place, encrypted, or mere names."""
_PUBLIC_TYPES = tuple(each.value for each in ServiceType)
_KEPT: Mapping[str, str] = {
    RETAINED: "true",
    "argocd.argoproj.io/sync-options": "Delete=false",
    "kustomize.toolkit.fluxcd.io/prune": "disabled",
    "helm.sh/resource-policy": "keep",
}
"""Annotations of objects that are not deleted with what has declared them, and what is in their values then."""


def retained(manifest: Manifest) -> Manifest:
    """The manifest of an object that Pulumi protects or retains on delete, which only its options say."""
    metadata = cast(dict[str, Any], manifest["metadata"])
    annotations = {**(metadata.get("annotations") or {}), RETAINED: "true"}
    return {**manifest, "metadata": {**metadata, "annotations": annotations}}


def _plain_secrets(manifest: Manifest, _settings: Settings) -> Iterator[str]:
    if manifest["kind"] not in _HOLD_SECRETS:
        for keys, what in secrets_in(known(manifest)):
            yield f"{mask(path_text(keys))} is {what} in plain text"


def _deleted_claim(manifest: Manifest, _settings: Settings) -> Iterator[str]:
    annotations = at(manifest, "metadata", "annotations")
    if not any(
        at(annotations, key) == UNKNOWN or value in (at(annotations, key) or "") for key, value in _KEPT.items()
    ):
        yield "it is deleted with what has declared it, and its data with it"


def _deleted_templates(manifest: Manifest, _settings: Settings) -> Iterator[str]:
    for field in ("whenDeleted", "whenScaled"):
        is_deleted = at(manifest, "spec", "persistentVolumeClaimRetentionPolicy", field) == "Delete"
        if is_deleted and entries(manifest, "spec", "volumeClaimTemplates"):
            yield f"persistentVolumeClaimRetentionPolicy.{field} is Delete"


def _public_service(manifest: Manifest, _settings: Settings) -> Iterator[str]:
    if (kind := at(manifest, "spec", "type")) in _PUBLIC_TYPES:
        yield f"the type is {kind}"


def _api_token(manifest: Manifest, _settings: Settings) -> Iterator[str]:
    pod = pod_spec(manifest)
    uses_default = at(pod, "serviceAccountName") in (None, "", "default")
    if is_other(at(pod, "automountServiceAccountToken"), False) and uses_default:
        yield "pods mount a token of the namespace's default service account"


def _missing_labels(manifest: Manifest, _settings: Settings) -> Iterator[str]:
    labels = at(manifest, "metadata", "labels")
    yield from (f"the label {name} is missing" for name in OWN if lacks(labels, name))


PLAIN_SECRETS = ObjectRule(
    name="plain-secrets",
    expected="Secrets stand in Secrets alone",
    action="Put the value into a Secret, and refer to it by `secretKeyRef` or `envFrom`.",
    kinds=(),
    messages=_plain_secrets,
    admission=NotAdmitted(why="Secrets are told by shapes and names, with too many exceptions for CEL."),
)
VOLUME_RETAINED = ObjectRule(
    name="volume-retained",
    expected="Volumes outlive what has declared them",
    action=f"Set `retain`; in your own program, `protect`, or `retain_on_delete` and the annotation `{RETAINED}`.",
    kinds=("PersistentVolumeClaim",),
    messages=_deleted_claim,
    admission=NotAdmitted(why="What becomes of a claim is said by the tool that declares it, not to the API server."),
)
CLAIM_TEMPLATES = ObjectRule(
    name="claim-templates",
    expected="Volumes of a StatefulSet outlive it",
    action="Remove `persistentVolumeClaimRetentionPolicy`, or set it to Retain.",
    kinds=("StatefulSet",),
    messages=_deleted_templates,
    admission=Admission(
        messages="size(object.spec.?volumeClaimTemplates.orValue([])) == 0 ? [] :\n"
        "(object.spec.?persistentVolumeClaimRetentionPolicy.?whenDeleted.orValue('') == 'Delete' ?\n"
        "['persistentVolumeClaimRetentionPolicy.whenDeleted is Delete'] : []) +\n"
        "(object.spec.?persistentVolumeClaimRetentionPolicy.?whenScaled.orValue('') == 'Delete' ?\n"
        "['persistentVolumeClaimRetentionPolicy.whenScaled is Delete'] : [])"
    ),
)
SERVICE_TYPE = ObjectRule(
    name="service-type",
    expected="Services are reached from outside through an Ingress or a route alone",
    action="Leave `type` out; where the cluster has no controller for either, disable this rule.",
    kinds=("Service",),
    messages=_public_service,
    admission=Admission(
        messages=f"object.spec.?type.orValue('') in {[*_PUBLIC_TYPES]} ? ['the type is ' + object.spec.type] : []"
    ),
)
API_TOKEN = ObjectRule(
    name="api-token",
    expected="Pods mount no token of the API server, unless they name a service account",
    action="Set `automountServiceAccountToken: false`.",
    kinds=tuple(POD_SPECS),
    messages=_api_token,
    admission=Admission(
        messages="variables.pod.?automountServiceAccountToken.orValue(true) &&\n"
        "variables.pod.?serviceAccountName.orValue('') in ['', 'default'] ?\n"
        "['pods mount a token of the namespace\\'s default service account'] : []"
    ),
)
LABELS = ObjectRule(
    name="labels",
    expected="Workloads and Services have Kubernetes' recommended labels",
    action=f"Set {', '.join(f'`{name}`' for name in OWN)}.",
    level=Level.ADVISORY,
    # What controllers make has those labels alone that its template has.
    kinds=("CronJob", "DaemonSet", "Deployment", "Service", "StatefulSet"),
    messages=_missing_labels,
    admission=Admission(
        messages=f"{[*OWN]}.filter(n, !(n in object.metadata.?labels.orValue({{}})))\n"
        ".map(n, 'the label ' + n + ' is missing')"
    ),
)
