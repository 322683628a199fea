"""Stand-ins for the doctor's patients."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from tests.doctor.site import Authority, StandIn, running


@pytest.fixture(autouse=True)
def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


@pytest.fixture
def site() -> Iterator[StandIn]:
    with running() as site:
        yield site


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    authority = trustme.CA()
    file: Path = tmp_path_factory.mktemp("authority") / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return Authority(authority, file)
