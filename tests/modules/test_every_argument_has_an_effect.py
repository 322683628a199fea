"""Every leaf of a workspace's arguments has an effect.

The resolved arguments are compared first, as that registers no resource; other tests cover their use in LibreChat and
the RAG API. If they are equal, the component of the leaf, or the workspace, is recorded and compared.
"""

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

import pulumi
import pytest

from homelab import AIWorkspaceArgs, ArgumentError
from homelab.arguments import check
from homelab.components.documentdb import DocumentDB
from homelab.components.firecrawl import Firecrawl
from homelab.components.meilisearch import Meilisearch
from homelab.components.ollama.component import Ollama
from homelab.components.pgvector import PgVector
from homelab.components.searxng.component import SearXNG
from homelab.components.speaches.component import Speaches
from homelab.components.valkey import Valkey
from homelab.modules.external_secrets import with_external_secrets
from homelab.modules.resolve import ResolvedWorkspace, resolve, server_args
from homelab.offline import GeneratedValues, Recording, record
from tests.full_scenarios import secret
from tests.modules.bases import BASES
from tests.modules.leaves import LEAVES, Leaf, accepted_samples, given, with_leaf, without_leaf
from tests.scenarios import recorded

SERVERS: Mapping[str, Callable[..., Any]] = {
    "documentdb": DocumentDB,
    "pgvector": PgVector,
    "valkey": Valkey,
    "meilisearch": Meilisearch,
    "searxng": SearXNG,
    "firecrawl": Firecrawl,
    "ollama": Ollama,
    "speaches": Speaches,
}
"""Groups that are a component's own arguments."""
# To register a resource costs milliseconds: what a leaf has nothing to do with stays outside.
OUTSIDE: Mapping[str, Any] = {
    "documentdb": {"external": {"uri_secret": secret("a")}},
    "pgvector": {"external": {"host": "a.example.com", "password_secret": secret("a")}},
    "valkey": {"external": {"uri": "rediss://a.example.com"}},
    "meilisearch": {"external": {"url": "https://a.example.com", "api_key_secret": secret("a")}},
    "create_namespace": False,
}


def scope_of(leaf: Leaf) -> str:
    """The group that has to be there, where others may be outside."""
    group = str(leaf.path[0])
    if group in ("librechat", "rag"):
        return "security" if leaf.path[1] == "security" else "librechat"
    return group if group in SERVERS else "workspace"


def accepted(args: Mapping[str, Any]) -> tuple[AIWorkspaceArgs, ResolvedWorkspace] | None:
    """Resolved arguments; None if they are invalid."""
    try:
        checked = check(AIWorkspaceArgs, args, "x")
        return checked, resolve("ws", with_external_secrets("ws", checked), "x")
    except ArgumentError:
        return None


def component(args: AIWorkspaceArgs, group: str, values: GeneratedValues) -> Recording:
    """The one component whose arguments a group is, and how others connect to it."""

    def program() -> None:
        server = SERVERS[group](f"ws-{group}", server_args(args, group, clients=["client"]))
        pulumi.export("connection", server.connection)

    return record(program, generated=values)


def workspace(args: AIWorkspaceArgs, scope: str, values: GeneratedValues) -> Recording:
    """Arguments, without groups that the scope does not depend on."""
    outside = {name: group for name, group in OUTSIDE.items() if name != scope and name not in args}
    if "external_secrets" in args:
        # Every secret of what is outside would have to be in the store, too.
        outside.clear()
    elif resolve("ws", args, "x").rag_api is None:
        outside.pop("pgvector", None)
    if scope == "workspace":
        outside.pop("create_namespace", None)
    if scope == "librechat" and "security" not in args["librechat"]:
        outside["librechat"] = {**args["librechat"], "security": {"existing_secret": "a"}}
    return recorded({**args, **outside}, generated=values)


def declared(args: AIWorkspaceArgs, scope: str, *, alone: bool, values: str | None = None) -> tuple[Any, str]:
    """Everything that reaches the cluster or the engine's options, and the random values in it."""
    generated = GeneratedValues() if values is None else GeneratedValues.load(values)
    recording = (component if alone else workspace)(args, scope, generated)
    resources = {
        (each.type, each.name): (each.inputs, each.retain_on_delete, each.import_id) for each in recording.resources
    }
    return (resources, recording.exports), generated.dump()


@functools.cache
def base(index: int) -> tuple[AIWorkspaceArgs, ResolvedWorkspace] | None:
    return accepted(BASES[index])


@functools.cache
def declared_base(index: int, scope: str, *, alone: bool) -> tuple[Any, str]:
    found = base(index)
    assert found is not None
    return declared(found[0], scope, alone=alone)


def bases_of(leaf: Leaf) -> Sequence[int]:
    """Bases in which the leaf can be set, those first that have most of the groups around it, and then small ones."""
    depths = {index: given(leaf.path, args) for index, args in enumerate(BASES)}
    return sorted(
        (index for index, depth in depths.items() if depth is not None),
        key=lambda index: (-(depths[index] or 0), len(str(BASES[index]))),
    )


def changes(index: int, leaf: Leaf) -> Iterator[tuple[AIWorkspaceArgs, ResolvedWorkspace]]:
    """A base in which nothing but the leaf is another one."""
    args, before = BASES[index], base(index)
    if given(leaf.path, args) == len(leaf.path):
        yield from filter(None, [accepted(without_leaf(args, leaf.path))])
    for sample in accepted_samples(leaf)[:6]:
        found = accepted(with_leaf(args, leaf.path, sample))
        if found is not None and (before is None or found[0] != before[0]):
            yield found


def is_choice(leaf_type: Any) -> bool:
    """Whether there may be only one value that fits."""
    inner = leaf_type.__args__[0] if hasattr(leaf_type, "__args__") else leaf_type
    return inner is bool or (isinstance(inner, type) and issubclass(inner, Enum))


def permits(index: int, leaf: Leaf) -> bool:
    """Whether a base is accepted with the leaf, and refused without it."""
    if given(leaf.path, BASES[index]) == len(leaf.path):
        return base(index) is not None and accepted(without_leaf(BASES[index], leaf.path)) is None
    return base(index) is None and next(changes(index, leaf), None) is not None


def is_resolved(index: int, leaf: Leaf) -> bool | None:
    """Whether the leaf changes the resolved arguments; None if it cannot be set."""
    before, found = base(index), [resolved for _, resolved in itertools.islice(changes(index, leaf), 2)]
    return None if before is None or not found else any(resolved != before[1] for resolved in found)


def is_declared(index: int, leaf: Leaf, *, alone: bool) -> bool | None:
    """Whether the leaf changes the declared resources, except for random values; None if it cannot be set."""
    scope, others = scope_of(leaf), changes(index, leaf)
    if alone and scope not in OUTSIDE and scope not in BASES[index]:
        return None
    before = base(index) or next(others, None)
    found = [args for args, _ in itertools.islice(others, 3) if not alone or scope in OUTSIDE or scope in args]
    if before is None or not found:
        return None
    is_base = before is base(index)
    seen, values = declared_base(index, scope, alone=alone) if is_base else declared(before[0], scope, alone=alone)
    return any(declared(args, scope, alone=alone, values=values)[0] != seen for args in found)


def has_effect(leaf: Leaf) -> bool:
    """Whether it shows in some base; the quickest ways to see it come first."""
    bases = bases_of(leaf)[:12]
    quick: list[Callable[[int], bool | None]] = [lambda index: is_resolved(index, leaf)]
    if scope_of(leaf) in SERVERS:
        quick.insert(0, lambda index: is_declared(index, leaf, alone=True))
    # One base in which the leaf can be set tells enough, before more is recorded.
    return (
        any(next((found for found in map(shows, bases) if found is not None), False) for shows in quick)
        or (
            (is_choice(leaf.type) or str(leaf) == "not_secret")
            and any(permits(index, leaf) or is_resolved(index, leaf) for index in bases)
        )
        or any(is_declared(index, leaf, alone=False) for index in bases)
    )


def topic_of(leaf: Leaf) -> str:
    """Leaves of one test."""
    return ".".join(map(str, leaf.path[: 2 if leaf.path[0] in ("librechat", "rag") else 1]))


TOPICS = {topic: list(leaves) for topic, leaves in itertools.groupby(LEAVES, topic_of)}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_argument_has_an_effect(topic: str):
    assert [str(leaf) for leaf in TOPICS[topic] if not has_effect(leaf)] == []


def test_the_same_arguments_are_resolved_to_the_same():
    assert all(accepted(args) == base(index) for index, args in enumerate(BASES))
