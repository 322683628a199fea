"""Validation of Azure OpenAI groups, as LibreChat does it at start."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from homelab.librechat_config.schema.opaque import is_set
from homelab.librechat_config.schema.problem import Problem
from homelab.librechat_config.schema.values import select

_GROUPS = "endpoints.azureOpenAI.groups"


def azure_problems(config: Mapping[str, Any]) -> Iterator[Problem]:
    """Missing keys of groups and models, and duplicate names."""
    for keys, group in select(config, f"{_GROUPS}.*"):
        needed = "baseURL" if group.get("serverless") is True else "instanceName"
        if not is_set(group.get(needed)):
            yield Problem((*keys, needed), "missing: the group needs it")
        if group.get("serverless") is not True:
            for inner, model in select(group, "models.*"):
                for key in _missing(group, model):
                    yield Problem((*keys, *inner, key), "missing, both here and in the group")
    yield from _duplicates([name for _, name in select(config, f"{_GROUPS}.*.group")], "groups have the name")
    yield from _duplicates([keys[-1] for keys, _ in select(config, f"{_GROUPS}.*.models.*")], "groups have the model")


def _missing(group: Mapping[str, Any], model: Mapping[str, Any] | bool) -> Iterator[str]:
    own: Mapping[str, Any] = model if isinstance(model, Mapping) else {}
    for key in ("deploymentName", "version"):
        if not is_set(own.get(key)) and not is_set(group.get(key)):
            yield key


def _duplicates(names: list[Any], what: str) -> Iterator[Problem]:
    keys = tuple(_GROUPS.split("."))
    yield from (Problem(keys, f"two {what} {name!r}") for name, count in Counter(names).items() if count > 1)
