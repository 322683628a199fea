"""Rules for the objects of a workspace, and of whatever runs beside it.

Each rule is a function on manifests. ``homelab_policies`` applies it in Pulumi's engine, as a ValidatingAdmissionPolicy
it is applied by the API server, and ``homelab check --policies`` to a folder of manifests.
"""

from homelab.policies.apply import Finding, Levels, apply
from homelab.policies.catalogue import OBJECT_RULES, RULES, STACK_RULES
from homelab.policies.rule import Admission, Level, NotAdmitted, ObjectRule, Rule, Settings, StackRule

__all__ = [
    "OBJECT_RULES",
    "RULES",
    "STACK_RULES",
    "Admission",
    "Finding",
    "Level",
    "Levels",
    "NotAdmitted",
    "ObjectRule",
    "Rule",
    "Settings",
    "StackRule",
    "apply",
]
