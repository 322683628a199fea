"""Every leaf of a workspace's arguments changes something: an argument that does nothing is a defect.

What LibreChat is told is compared first, as that creates no resource; `test_all_that_librechat_is_told_reaches_it` of
another file shows that it counts. For the other leaves the component that they belong to is recorded, or all of the
workspace.
"""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

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
from homelab.librechat_config.settings import Settings
from homelab.modules.component_args import server_args
from homelab.modules.librechat_settings import Servers, librechat_settings
from homelab.modules.settings import enabled_group
from homelab.offline import GeneratedValues, Recording, record
from tests.modules.bases import BASES
from tests.modules.leaves import LEAVES, Leaf, accepted_samples, given, with_leaf, without_leaf
from tests.scenarios import SCENARIOS, recorded

SERVERS: Mapping[str, Callable[..., object]] = {
    "documentdb": DocumentDB,
    "pgvector": PgVector,
    "valkey": Valkey,
    "meilisearch": Meilisearch,
    "searxng": SearXNG,
    "firecrawl": Firecrawl,
    "ollama": Ollama,
    "speaches": Speaches,
}
"""Groups that are a component's own arguments, beside what other components are told by them."""
# To register a resource costs milliseconds: what a leaf has nothing to do with stays outside.
OUTSIDE: Mapping[str, Any] = {
    "documentdb": SCENARIOS["everything outside"]["documentdb"],
    "valkey": SCENARIOS["everything outside"]["valkey"],
    "meilisearch": SCENARIOS["everything outside"]["meilisearch"],
}
WITHOUT_EFFECT: Mapping[str, str] = {
    "librechat.security.rotation.give_up": "allows a rotation that costs something, which is refused else",
    "librechat.config_schema": "turns errors into warnings: see test_librechat_check.py",
    "librechat.web_search.reranker": "says what follows from the keys, and is refused where it does not",
    "librechat.mcp_servers.0.custom_user_vars.0.name": "other texts refer to it, and have to be changed along with it",
}
"""Leaves that change nothing by themselves, each with what it is good for."""


class StandIn:
    """What LibreChat is told of a server beside it."""

    def __init__(self, name: str, args: Mapping[str, Any]) -> None:
        url = args.get("external", {}).get("url")
        self.connection = (
            {"url": url, "port": 1} if url else {"url": f"http://ws-{name}:1", "port": 1, "workload": f"ws-{name}"}
        )
        self.api_key = {"name": f"ws-{name}", "key": "api-key"}


def checked(args: Mapping[str, Any]) -> AIWorkspaceArgs | None:
    """The arguments as the workspace understands them; None for those that it refuses."""
    try:
        return check(AIWorkspaceArgs, args, "x")
    except ArgumentError:
        return None


def told(args: AIWorkspaceArgs) -> Settings:
    """What LibreChat is told."""
    names = ("searxng", "firecrawl", "ollama", "speaches")
    servers: Any = [None if enabled_group(args, name) is None else StandIn(name, args.get(name, {})) for name in names]
    address = f"https://{args['librechat']['domain']}"
    session_secret: Any = {"name": "ws-credentials", "key": "session"}
    return librechat_settings(args, Servers.of(args, *servers), address=address, session_secret=session_secret)


def component(args: AIWorkspaceArgs, topic: str, values: GeneratedValues) -> Recording:
    """The one component whose arguments a group is."""
    return record(lambda: SERVERS[topic](f"ws-{topic}", server_args(args, topic, clients=["client"])), generated=values)


def workspace(args: AIWorkspaceArgs, topic: str, values: GeneratedValues) -> Recording:
    """All of it, apart from what the leaf has nothing to do with."""
    outside = {name: group for name, group in OUTSIDE.items() if name != topic and name not in args}
    return recorded({**outside, **args}, generated=values)


def declared(recording: Recording) -> list[Any]:
    """Everything that reaches the cluster or the engine's options."""
    return [(each.type, each.name, each.inputs, each.retain_on_delete, each.import_id) for each in recording.resources]


Record = Callable[[AIWorkspaceArgs, str, GeneratedValues], Recording]


@functools.cache
def base(index: int) -> AIWorkspaceArgs | None:
    return checked(BASES[index])


def bases_of(leaf: Leaf) -> Sequence[int]:
    """Bases in which the leaf can be set, those first that have most of the groups around it, and then small ones."""
    depths = {index: given(leaf.path, args) for index, args in enumerate(BASES)}
    return sorted(
        (index for index, depth in depths.items() if depth is not None),
        key=lambda index: (-(depths[index] or 0), len(str(BASES[index]))),
    )


def changes(index: int, leaf: Leaf) -> Iterator[AIWorkspaceArgs]:
    """A base in which nothing but the leaf is another one."""
    if given(leaf.path, BASES[index]) == len(leaf.path):
        yield from filter(None, [checked(without_leaf(BASES[index], leaf.path))])
    for sample in accepted_samples(leaf):
        args = checked(with_leaf(BASES[index], leaf.path, sample))
        if args is not None and args != base(index):
            yield args


@functools.cache
def base_outcome(index: int, topic: str, record_it: Record) -> tuple[list[Any], str]:
    """What a complete base declares, and the random values in it."""
    return outcome(base(index) or {}, topic, record_it)  # type: ignore[arg-type]


def outcome(args: AIWorkspaceArgs, topic: str, record_it: Record, values: str | None = None) -> tuple[list[Any], str]:
    generated = GeneratedValues() if values is None else GeneratedValues.load(values)
    return declared(record_it(args, topic, generated)), generated.dump()


def has_effect_in(index: int, leaf: Leaf) -> bool:
    """Whether it shows in one base."""
    found, before = changes(index, leaf), base(index)
    if before is None:
        before = next(found, None)
        # Without the leaf there is nothing to compare with but another value of it, of which a flag may have none.
        if before is None or leaf.type is bool:
            return before is not None
    known, untold = told(before), list[AIWorkspaceArgs]()
    for args in found:
        if told(args) != known:
            return True
        untold.append(args)
    topic = str(leaf.path[0])
    by_component = topic in SERVERS and topic in before
    return any(
        is_declared(index, before, args, topic, record_it)
        for record_it in ([component, workspace] if by_component else [workspace])
        for args in untold
        if record_it is workspace or topic in args
    )


def is_declared(index: int, before: AIWorkspaceArgs, after: AIWorkspaceArgs, topic: str, record_it: Record) -> bool:
    """Whether other things are declared, apart from random values."""
    is_base = before is base(index)
    seen, values = base_outcome(index, topic, record_it) if is_base else outcome(before, topic, record_it)
    return outcome(after, topic, record_it, values)[0] != seen


@pytest.mark.parametrize("leaf", [leaf for leaf in LEAVES if str(leaf) not in WITHOUT_EFFECT], ids=str)
def test_has_an_effect(leaf: Leaf):
    assert any(has_effect_in(index, leaf) for index in bases_of(leaf))


@pytest.mark.parametrize("index", range(len(BASES)))
def test_what_did_not_change_compares_equal(index: int):
    args = base(index)
    assert args is None or told(args) == told(args)


def test_what_has_no_effect_is_a_leaf():
    assert WITHOUT_EFFECT.keys() <= set(map(str, LEAVES))
