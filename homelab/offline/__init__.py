"""Offline rendering of Pulumi programs, without the Pulumi engine: recorder, manifests, checks, report."""

from homelab.offline.generated import GeneratedValues
from homelab.offline.objects import KubernetesObject
from homelab.offline.recorder import Recording, record
from homelab.offline.resources import RecordedResource

__all__ = ["GeneratedValues", "KubernetesObject", "RecordedResource", "Recording", "record"]
