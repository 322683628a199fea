from .generated import GeneratedValues
from .objects import KubernetesObject
from .recorder import Recording, record
from .resources import RecordedResource

__all__ = ["GeneratedValues", "KubernetesObject", "RecordedResource", "Recording", "record"]
