"""All rules."""

from collections.abc import Sequence

from homelab.policies.containers import PROBES, RESOURCES
from homelab.policies.images import IMAGE_DIGEST, IMAGE_REGISTRY, IMAGE_TAG
from homelab.policies.objects import (
    API_TOKEN,
    CLAIM_TEMPLATES,
    LABELS,
    PLAIN_SECRETS,
    SERVICE_TYPE,
    VOLUME_RETAINED,
)
from homelab.policies.pod_security import POD_SECURITY, READ_ONLY_ROOT
from homelab.policies.rule import ObjectRule, Rule, StackRule
from homelab.policies.stacks import AUTOSCALED_REPLICAS, DISRUPTION_BUDGET, NETWORK_POLICY

OBJECT_RULES: Sequence[ObjectRule] = (
    IMAGE_DIGEST,
    IMAGE_TAG,
    IMAGE_REGISTRY,
    POD_SECURITY,
    READ_ONLY_ROOT,
    API_TOKEN,
    RESOURCES,
    PROBES,
    PLAIN_SECRETS,
    VOLUME_RETAINED,
    CLAIM_TEMPLATES,
    SERVICE_TYPE,
    LABELS,
)
STACK_RULES: Sequence[StackRule] = (NETWORK_POLICY, DISRUPTION_BUDGET, AUTOSCALED_REPLICAS)
RULES: Sequence[Rule] = (*OBJECT_RULES, *STACK_RULES)
