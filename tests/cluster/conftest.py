"""One cluster for all tests of a run."""

import signal
from collections.abc import Iterator

import pytest

from tests.cluster.control_plane import Cluster, running_cluster


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    # CI ends what takes too long with SIGTERM: the cluster has to be stopped then as well.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with running_cluster() as running:
        yield running
