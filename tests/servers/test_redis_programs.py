from pathlib import Path

import pytest

from tests.servers.processes import write_program
from tests.servers.redis_programs import PROGRAMS, redis_programs


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH; the cache is empty."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


def test_programs_on_path_come_first(path: Path):
    for name in PROGRAMS:
        write_program(path / name, "true")
    assert redis_programs().paths == {name: path / name for name in PROGRAMS}


def test_without_them_and_without_debians_tools_one_line_says_what_is_missing(path: Path):
    write_program(path / "redis-server", "true")
    write_program(path / "dpkg", "true")
    with pytest.raises(RuntimeError, match=r"redis-cli are not both on PATH, and there is no apt-get .*: install .*$"):
        redis_programs()


def test_a_failed_download_says_why_and_is_not_taken_for_the_programs(path: Path):
    write_program(path / "apt-get", "/bin/sh -c 'echo no network >&2; exit 100'")
    write_program(path / "dpkg", "true")
    for _ in range(2):
        with pytest.raises(RuntimeError, match="apt-get said: no network"):
            redis_programs()
