"""The cluster and the engine of a run."""

import pytest

from tests.cluster import conftest
from tests.cluster.control_plane import Cluster
from tests.engine.engine import Engine, how_to_get_pulumi, is_installed

cluster = conftest.cluster


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of these tests."""
    parser.addoption("--every-fault", action="store_true", help="Try every fault of test_faults.py, for ten minutes.")


def pytest_sessionstart() -> None:
    """End the run where there is no engine: tests that skip themselves would prove nothing."""
    if not is_installed():
        pytest.exit(how_to_get_pulumi(), returncode=1)


@pytest.fixture(scope="module")
def engine(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine with a backend of the module's own."""
    return Engine(cluster, tmp_path_factory.mktemp("engine"))
