"""Leaves of a workspace's arguments, and functions to set them."""

import functools
import typing
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from enum import Enum
from typing import Any

from homelab import AIWorkspaceArgs, ArgumentError
from homelab.arguments import check
from homelab.arguments.typed_dicts import value_type
from tests.full_scenarios import CERTIFICATE, PRIVATE_KEY, SERVICE_KEY

Path = tuple[str | int, ...]
ITEM = "A"
"""Placeholder in paths for the first key of a map, and key of an empty map."""

SAMPLES: Mapping[type, Sequence[Any]] = {
    bool: [False, True],
    int: [4321, 0, 1, 2, 3, 50, -50, 300],
    float: [0.25, 0.5, 2.5, 0.75, 1.0, 4321.0],
    str: [
        "sample",
        "sample.example.com",
        ".sample.example.com",
        "7Gi",
        "7",
        "/sample",
        "sample/model",
        "registry.example.com/sample:v7",
        "https://sample.example.com",
        "http://sample.example.com:7000",
        "http://sample.example.com:7000/v1/audio/speech",
        "https://10.7.7.7:7443",
        "ldaps://sample.example.com:7000",
        "redis://sample.example.com:7000",
        "mongodb://sample:sample@sample.example.com:7000/sample",
        "sample@example.com",
        "http://10.7.7.7:7000",
        "10.7.7.7:7000",
        "10.7.0.0/16",
        "7m",
        "en",
        "eu-west-3",
        "5 4 * * *",
        "7h",
        "7%",
        "monday",
        "age1" + "7" * 58,
        "2024-10-21",
        "EUR",
        "SAMPLE1234",
        "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/sample",
        "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2FtcGxl;EndpointSuffix=core.windows.net",
        "0123456789abcdef" * 4,
        "0123456789abcdef" * 2,
        CERTIFICATE.replace("none", "sample"),
        PRIVATE_KEY,
        SERVICE_KEY,
    ],
}
KEYS: Mapping[str, Sequence[str]] = {
    "librechat.env": ["DEBUG_LOGGING"],
    "librechat.secret_env": ["OPENWEATHER_API_KEY"],
    "librechat.secret_files": ["GOOGLE_SERVICE_KEY_FILE"],
    "librechat.sidecars.0.env": ["SAMPLE"],
    "librechat.config": ["version"],
    "rag.env": ["PDF_EXTRACT_IMAGES"],
    "rag.secret_env": ["RAG_OPENAI_API_KEY"],
    "rag.secret_files": ["GOOGLE_APPLICATION_CREDENTIALS"],
    "searxng.settings": ["general"],
    "documentdb.settings": ["work_mem"],
    "pgvector.settings": ["work_mem"],
    "firecrawl.postgres.settings": ["work_mem"],
    "valkey.settings": ["maxclients"],
    "monitoring.rules.thresholds": ["LibreChatFirstTokenSlow"],
}
"""Keys of maps that do not accept any key."""


@dataclass(frozen=True)
class Leaf:
    """Argument that is not a group."""

    path: Path
    group: Any
    """Type of its group."""
    type: Any

    def __str__(self) -> str:
        return ".".join(map(str, self.path))


def _leaves(args_type: Any, path: Path = ()) -> Iterator[Leaf]:
    for name, annotation in args_type.__annotations__.items():
        inner = value_type(annotation)
        arguments = [value_type(argument) for argument in typing.get_args(inner)]
        if typing.is_typeddict(inner):
            yield from _leaves(inner, (*path, name))
        elif typing.get_origin(inner) is list and typing.is_typeddict(arguments[0]):
            yield from _leaves(arguments[0], (*path, name, 0))
        elif typing.get_origin(inner) is dict and typing.is_typeddict(arguments[1]):
            yield from _leaves(arguments[1], (*path, name, ITEM))
        else:
            yield Leaf((*path, name), args_type, inner)


LEAVES = list(_leaves(AIWorkspaceArgs))


RESOURCES: Mapping[str, Any] = {
    "requests": {"cpu": "7m"},
    "limits": {"memory": "7Gi"},
    "behavior": {"scaleDown": {"selectPolicy": "Disabled"}},
    "tolerations": [{"key": "sample"}],
    "affinity": {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": []}},
    "topology_spread": [{"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway"}],
    "host_aliases": [{"ip": "10.7.7.7", "hostnames": ["sample"]}],
    "dns_config": {"searches": ["sample"]},
    "init_containers": [{"name": "sample", "image": "registry.example.com/sample:v7"}],
}


def _samples(leaf_type: Any, keys: Sequence[str]) -> Sequence[Any]:
    arguments = [value_type(argument) for argument in typing.get_args(leaf_type)]
    if leaf_type is Any:
        return ["sample"]
    if isinstance(leaf_type, type) and issubclass(leaf_type, Enum):
        return list(leaf_type)
    if typing.get_origin(leaf_type) is list:
        return [[sample] for sample in _samples(arguments[0], keys)] + [[]]
    if typing.get_origin(leaf_type) is dict:
        return [{key: sample} for key in keys for sample in _samples(arguments[1], keys)]
    return SAMPLES[leaf_type]


@functools.cache
def accepted_samples(leaf: Leaf) -> Sequence[Any]:
    """Samples that the argument accepts by itself."""
    if (resources := RESOURCES.get(str(leaf.path[-1]))) is not None:
        return [resources]
    samples = _samples(leaf.type, KEYS.get(str(leaf), ["sample"]))
    return [sample for sample in samples if _is_accepted(leaf, sample)]


def _is_accepted(leaf: Leaf, sample: Any) -> bool:
    name = leaf.path[-1]
    try:
        check(leaf.group, {name: sample}, "x")
    except ArgumentError as error:
        return f" {name}: expected" not in str(error)
    return True


def given(path: Path, args: Any) -> int | None:
    """Depth to which arguments have a path; None if it contains an index that a list does not have."""
    for depth, part in enumerate(path):
        key = _key(part, args)
        if isinstance(key, int) and key >= len(args):
            return None
        if not isinstance(key, int) and key not in args:
            return None if 0 in path[depth:] else depth
        args = args[key]
    return len(path)


def with_leaf(base: Mapping[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """Set a leaf."""
    args: Any = deepcopy(dict(base))
    group = args
    for part in path[:-1]:
        if isinstance(part, str) and (part.endswith("_secret") or part == ITEM):
            # A reference is complete or nothing, and takes the place of the secret itself.
            group.pop(part.removesuffix("_secret"), None)
            group.setdefault(_key(part, group), {"name": "a", "key": "a"})
        key = _key(part, group)
        group = group[key] if isinstance(key, int) else group.setdefault(key, {})
    group.pop(f"{path[-1]}_secret", None)
    group[path[-1]] = value
    return args


def without_leaf(base: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Remove a leaf."""
    args: Any = deepcopy(dict(base))
    group = args
    for part in path[:-1]:
        group = group[_key(part, group)]
    del group[path[-1]]
    return args


def _key(part: str | int, group: Any) -> str | int:
    return next(iter(group), ITEM) if part == ITEM else part
