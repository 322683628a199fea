"""The workspace whose rendered parts run on the servers."""

import signal
from collections.abc import Iterator, Sequence

import pytest

from tests.objects import Manifest
from tests.scenarios import SCENARIOS, recorded
from tests.servers.patient import indexes, packages, patient

__all__ = ["indexes", "packages", "patient"]


@pytest.fixture(scope="session", autouse=True)
def servers_stop_after_sigterm() -> Iterator[None]:
    # CI ends what takes too long with SIGTERM: the servers have to be stopped then as well.
    handler = signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield
    signal.signal(signal.SIGTERM, handler)


@pytest.fixture(scope="session")
def monitored() -> Sequence[Manifest]:
    """The same workspace, with monitoring."""
    return [each.manifest for each in recorded({**SCENARIOS["production"], "monitoring": {}}).objects]


@pytest.fixture(scope="session")
def manifests() -> Sequence[Manifest]:
    return [each.manifest for each in recorded(SCENARIOS["production"]).objects]
