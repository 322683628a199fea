"""Merge of the user's librechat.yaml over the derived one, by the rules of `homelab.merging`."""

from collections.abc import Mapping
from typing import Any

from homelab import merging

KEYED_LISTS: merging.KeyedLists = {
    ("endpoints", "azureOpenAI", "groups"): "group",
    ("endpoints", "custom"): "name",
    ("modelSpecs", "list"): "name",
}


def merge(base: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Merge ``overrides`` over ``base``. Removed keys are None in the result."""
    return merging.merge(base, overrides, KEYED_LISTS)
