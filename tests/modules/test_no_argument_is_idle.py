"""Every leaf of a workspace's arguments changes something: an argument that does nothing is a defect."""

import functools
import typing
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from enum import Enum
from typing import Any

import pytest

from homelab import AIWorkspaceArgs, ArgumentError
from homelab.arguments import check
from homelab.offline import GeneratedValues
from homelab.typed_dicts import value_type
from tests.scenarios import CHAT, KEY, PEM, S3, SCENARIOS, recorded

Path = tuple[str | int, ...]

VOLUME = {"name": "a", "mount_path": "/a"}

# Where the scenarios leave an argument without meaning, it has one in these.
BASES: Sequence[dict[str, Any]] = [
    {
        "namespace": "ai",
        "librechat": {
            **CHAT,
            "stt": {"implementation": "openai"},
            "tts": {"implementation": "openai"},
            "ingress": {"class_name": "nginx"},
            "security": {"rotation": {"give_up": ["user_secrets"], "creds": 1}},
        },
        "openai": {"api_key": KEY},
        "openrouter": {"api_key": KEY},
        "tolerations": [{}],
        "custom_endpoints": [{"name": "a", "base_url": "http://a:1", "api_key": KEY, "models": ["m"]}],
        "rag": {"embeddings": {"provider": "openai", "base_url": "http://a:1", "api_key": KEY}},
    },
    {"namespace": "ai", "librechat": CHAT, "valkey": {"external": {"uri": "rediss://a.example.com"}}},
    {
        "namespace": "ai",
        "librechat": {**CHAT, "ingress": {"class_name": "nginx", "tls": {"secret_name": "tls"}}},
        "openai": {"api_key": KEY},
        "valkey": {"external": {"uri": "rediss://a.example.com", "password_secret": {"name": "a", "key": "b"}}},
        "pgvector": {
            "external": {"host": "a.example.com", "password_secret": {"name": "a", "key": "b"}, "ca_pem": PEM}
        },
    },
    {"namespace": "ai", "librechat": {**CHAT, "storage": {"type": "s3", "s3": S3}, "route": {"gateway": "g"}}},
    *SCENARIOS.values(),
    {"namespace": "ai", "librechat": {**CHAT, "security": {"creds_key": "0" * 64, "creds_iv": "0" * 32}}},
    {
        "namespace": "ai",
        "librechat": {
            **CHAT,
            "extra_volumes": [{**VOLUME, "claim": "a"}],
            "existing_secrets": {"A": {"name": "a", "key": "a"}},
            "sidecars": [
                {
                    "name": "a",
                    "image": "a/a:1",
                    "existing_secrets": {"A": {"name": "a", "key": "a"}},
                    "volumes": [{**VOLUME, "claim": "a"}],
                }
            ],
        },
    },
    # Incomplete without the argument in question.
    {"namespace": "ai", "librechat": {**CHAT, "storage": {"s3": S3}}},
    {"namespace": "ai", "librechat": {**CHAT, "extra_volumes": [VOLUME]}},
    {"namespace": "ai", "librechat": {**CHAT, "sidecars": [{"name": "a", "image": "a/a:1", "volumes": [VOLUME]}]}},
    {
        "namespace": "ai",
        "librechat": CHAT,
        "custom_endpoints": [{"name": "a", "base_url": "http://a:1", "models": ["m"]}],
    },
]

SAMPLES: dict[type, Sequence[Any]] = {
    bool: [True, False],
    int: [0, 1, 2, 3, 4321],
    str: [
        "sample",
        "sample.example.com",
        "7Gi",
        "7",
        "/sample",
        "registry.example.com/sample:v7",
        "http://sample.example.com:7000",
        "https://10.7.7.7:7443",
        "redis://sample.example.com:7000",
        "mongodb://sample:sample@sample.example.com:7000/sample",
        "0123456789abcdef" * 4,
        "0123456789abcdef" * 2,
        PEM + "sample",
    ],
}


def leaves(args_type: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    for name, annotation in args_type.__annotations__.items():
        inner = value_type(annotation)
        item = value_type(typing.get_args(inner)[0]) if typing.get_origin(inner) is list else None
        if typing.is_typeddict(inner):
            yield from leaves(inner, (*path, name))
        elif typing.is_typeddict(item):
            yield from leaves(item, (*path, name, 0))
        elif typing.get_origin(inner) is dict and typing.is_typeddict(typing.get_args(inner)[1]):
            yield from leaves(typing.get_args(inner)[1], (*path, name, "A"))
        else:
            yield (*path, name), inner


def samples(leaf_type: Any) -> Sequence[Any]:
    if isinstance(leaf_type, type) and issubclass(leaf_type, Enum):
        return list(leaf_type)
    if typing.get_origin(leaf_type) is list:
        return [[sample] for sample in samples(value_type(typing.get_args(leaf_type)[0]))] + [[]]
    if typing.get_origin(leaf_type) is dict:
        return [{"sample": "value"}, {"SAMPLE": "value"}]
    return SAMPLES[leaf_type]


def with_leaf(base: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    args: Any = deepcopy(base)
    group = args
    for part in path[:-1]:
        if isinstance(part, str) and part.endswith("_secret"):
            # A reference is complete or nothing, and takes the place of the secret itself.
            group.pop(part.removesuffix("_secret"), None)
            group.setdefault(part, {"name": "a", "key": "a"})
        group = group[part] if isinstance(part, int) else group.setdefault(part, {})
    group[path[-1]] = value
    return args


# To register a resource costs milliseconds: what a leaf has nothing to do with stays outside.
OUTSIDE: Mapping[str, Any] = {
    "documentdb": SCENARIOS["everything outside"]["documentdb"],
    "valkey": SCENARIOS["everything outside"]["valkey"],
    "meilisearch": SCENARIOS["everything outside"]["meilisearch"],
}


def base_for(index: int, topic: str) -> dict[str, Any]:
    return {name: group for name, group in OUTSIDE.items() if name != topic} | BASES[index]


def declared(args: dict[str, Any], values: GeneratedValues) -> list[Any]:
    """Everything that reaches the cluster or the engine's options."""
    recording = recorded(args, generated=values)
    return [(each.type, each.name, each.inputs, each.retain_on_delete, each.import_id) for each in recording.resources]


def checked(args: dict[str, Any]) -> AIWorkspaceArgs | None:
    """The arguments as the workspace understands them; None for those that it refuses."""
    try:
        return check(AIWorkspaceArgs, args, "x")
    except ArgumentError:
        return None


@functools.cache
def base_outcome(index: int, topic: str) -> tuple[list[Any] | None, str]:
    """What a base declares, if it is complete, and the random values in it."""
    values = GeneratedValues()
    base = base_for(index, topic)
    outcome = None if checked(base) is None else declared(base, values)
    return outcome, values.dump()


def has_items_on(path: Path, args: Any) -> bool:
    """Whether there is such an item in each list that the path leads through."""
    for part in path[:-1]:
        if isinstance(part, int):
            if part >= len(args):
                return False
            args = args[part]
        else:
            args = args.get(part, {})
    return True


def has_effect(path: Path, leaf_type: Any) -> bool:
    topic = str(path[0]) if path[0] in OUTSIDE else ""
    for index in range(len(BASES)):
        base = base_for(index, topic)
        if not has_items_on(path, base):
            continue
        for sample in samples(leaf_type):
            args = with_leaf(base, path, sample)
            if checked(args) in (None, checked(base)):
                continue
            seen, values = base_outcome(index, topic)
            if declared(args, GeneratedValues.load(values)) != seen:
                return True
    return False


LEAVES = list(leaves(AIWorkspaceArgs))
# It only says that a rotation may cost something; without it that rotation is refused.
PERMISSIONS = {("librechat", "security", "rotation", "give_up")}


@pytest.mark.parametrize(
    ("path", "leaf_type"),
    [leaf for leaf in LEAVES if leaf[0] not in PERMISSIONS],
    ids=[".".join(map(str, path)) for path, _ in LEAVES if path not in PERMISSIONS],
)
def test_has_an_effect(path: Path, leaf_type: Any):
    assert has_effect(path, leaf_type)
