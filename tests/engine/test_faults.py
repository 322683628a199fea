"""Operations of `make` that are killed or interrupted: the next ``make up`` goes on, with nothing twice or left behind.

One stack goes through all faults of an operation. ``pytest --every-fault`` tries every combination; without it, each
pair of operation, fault and moment occurs once.
"""

import itertools
from collections.abc import Iterator

import pytest

from tests.engine.engine import Engine, configure, small_workspace
from tests.engine.make_stack import MakeStack

NAMESPACE = "faults"
WORKSPACE = small_workspace(
    NAMESPACE,
    valkey={"external": {"uri": "redis://cache.example.com:6379"}},
    meilisearch={"external": {"url": "http://search.example.com", "api_key": "not-a-key"}},
    not_secret=["meilisearch.external.api_key"],
)
"""As small as one gets that has volumes and passwords."""
OPERATIONS = ("up", "down", "up after down")
FAULTS = ("killed", "interrupted", "interrupted twice")
MOMENTS = ("early", "middle", "late")
DONE = {"up": (2, 12, 22), "down": (1, 5, 10), "up after down": (2, 8, 14)}
"""How many resources have been created or deleted by then."""


@pytest.fixture(scope="module")
def stack(engine: Engine) -> Iterator[MakeStack]:
    stack = MakeStack(engine.repository("faults"), NAMESPACE, engine.cluster.kubectl)
    configure(stack.project, WORKSPACE)
    stack.run("up")
    yield stack
    stack.run("down")
    stack.kubectl.run("delete", "namespace", stack.namespace, "--ignore-not-found", "--wait=false")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """All faults, or the third of them in which each pair of operation, fault and moment occurs once."""
    every = itertools.product(enumerate(OPERATIONS), enumerate(FAULTS), enumerate(MOMENTS))
    chosen = [
        (operation, fault, moment)
        for (i, operation), (j, fault), (k, moment) in every
        if metafunc.config.getoption("every_fault") or (i + j + k) % 3 == 0
    ]
    metafunc.parametrize(("operation", "fault", "moment"), chosen)


def test_the_next_up_goes_on(stack: MakeStack, operation: str, fault: str, moment: str):
    if operation != "down":
        stack.run("down")
    if operation == "up":
        stack.kubectl.run("delete", "namespace", NAMESPACE)
    stack.break_off(operation.split(maxsplit=1)[0], fault, after=DONE[operation][MOMENTS.index(moment)])
    kept = stack.kept()
    printed = stack.run("up")
    assert "Traceback" not in printed
    stack.kubectl.wait_until_ready(NAMESPACE)
    assert stack.objects() == stack.in_state()
    assert {name: stack.kept().get(name) for name in kept} == kept
