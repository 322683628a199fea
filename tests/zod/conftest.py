"""One node process for all tests of a run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cache import cache
from tests.zod.zod import Zod, running_zod
from tools.librechat.packages import install


@pytest.fixture(scope="session")
def packages() -> Path:
    return install(cache("zod"))


@pytest.fixture(scope="session")
def zod(packages: Path) -> Iterator[Zod]:
    with running_zod(packages) as running:
        yield running
