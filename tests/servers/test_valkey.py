"""Valkey's rendered command line, password and probes on a real Redis-compatible server."""

import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from homelab.components.valkey.component import DATA_SHARE, OVERHEAD, quoted
from homelab.kubernetes.quantity import parse_quantity
from tests.objects import Manifest
from tests.servers.processes import PROBES, wait_until
from tests.servers.redis_programs import RedisPrograms, redis_programs
from tests.servers.rendered import RenderedContainer, rendered_container
from tests.servers.valkey import Valkey, running_valkey

KEYS = 50_000
PIECE = 16 * 1024 * 1024
"""Bytes of one value."""
VALUE = 3000


@pytest.fixture(scope="session")
def programs() -> RedisPrograms:
    return redis_programs()


@pytest.fixture(scope="session")
def container(manifests: Sequence[Manifest]) -> RenderedContainer:
    return rendered_container(manifests, "valkey")


@pytest.fixture(scope="session")
def server(
    container: RenderedContainer, programs: RedisPrograms, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Valkey]:
    with running_valkey(container, programs, tmp_path_factory.mktemp("valkey")) as running:
        running.wait_until_ready()
        yield running


def memory_limit(container: RenderedContainer) -> int:
    return int(parse_quantity(container.spec["resources"]["limits"]["memory"]))


def passing_probes(server: Valkey, environment: Mapping[str, str] | None = None) -> list[str]:
    return [probe for probe in PROBES if server.probe_passes(probe, environment)]


def test_commands_without_the_password_are_refused(server: Valkey):
    refused = server.cli("ping", environment={})
    assert refused.stdout.startswith("NOAUTH")
    # The trap that the probes must not fall into.
    assert refused.returncode == 0


def test_probes_pass_with_the_right_password_alone(server: Valkey):
    wrong = {"REDISCLI_AUTH": "wrong", "VALKEYCLI_AUTH": "wrong"}
    assert passing_probes(server) == list(PROBES)
    assert passing_probes(server, wrong) == []
    assert passing_probes(server, {}) == []


@pytest.mark.parametrize(
    "password",
    [
        string.punctuation + " " + string.ascii_letters,
        "quoted\" and 'quoted' # no comment",
        'newline\nrequirepass ""\n',
        "tab\tand return\r",
        "ends in a backslash\\",
        "äß漢🙂",
    ],
)
def test_any_password_is_one_setting_of_the_configuration(
    container: RenderedContainer, programs: RedisPrograms, tmp_path: Path, password: str
):
    authentication = {"REDISCLI_AUTH": password, "VALKEYCLI_AUTH": password}
    files = {"/etc/valkey/password.conf": f"requirepass {quoted(password)}\n"}
    changed = replace(container, files=files, environment={**container.environment, **authentication})
    with running_valkey(changed, programs, tmp_path) as server:
        server.wait_until_ready()
        assert server.answer("ping") == "PONG"
        assert server.cli("ping", environment={}).stdout.startswith("NOAUTH")


def test_a_server_on_a_full_volume_lives_but_does_not_serve(
    container: RenderedContainer, programs: RedisPrograms, tmp_path: Path
):
    files = tmp_path / "root" / "data" / "appendonlydir"
    files.mkdir(parents=True)
    (files / "appendonly.aof.1.incr.aof").symlink_to("/dev/full")
    with running_valkey(container, programs, tmp_path) as server:
        server.wait_until_ready()
        wait_until(lambda: server.answer("set", "key", "x").startswith("MISCONF"), "a write has failed")
        assert server.answer("ping").startswith("MISCONF")
        assert passing_probes(server) == ["startupProbe", "livenessProbe"]


def test_probes_fail_when_the_server_is_gone(container: RenderedContainer, programs: RedisPrograms, tmp_path: Path):
    with running_valkey(container, programs, tmp_path) as server:
        server.wait_until_ready()
    assert passing_probes(server) == []


def test_a_server_that_reads_its_data_lives_but_does_not_serve(
    container: RenderedContainer, programs: RedisPrograms, tmp_path: Path
):
    fill = f"for number = 1, {KEYS} do redis.call('set', 'key-' .. number, 'value') end"
    with running_valkey(container, programs, tmp_path) as server:
        server.wait_until_ready()
        server.answer("eval", fill, "0")
    # A tenth of a millisecond for each key: many seconds, were it not for the change below.
    with running_valkey(container, programs, tmp_path, "--key-load-delay", "100") as server:
        assert server.answer("ping").startswith("LOADING")
        assert passing_probes(server) == ["startupProbe", "livenessProbe"]
        server.answer("config", "set", "key-load-delay", "0")
        server.wait_until_ready()
        assert server.answer("dbsize") == str(KEYS)


def test_the_server_runs_with_what_was_rendered(server: Valkey):
    settings = {
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "maxmemory": str(int((memory_limit(server.container) - OVERHEAD) * DATA_SHARE)),
    }
    assert {name: server.answer("config", "get", name).partition("\n")[2] for name in settings} == settings


def test_a_full_server_refuses_writes_and_evicts_nothing(
    container: RenderedContainer, programs: RedisPrograms, tmp_path: Path
):
    numbers = range(memory_limit(container) // PIECE)
    with running_valkey(container, programs, tmp_path) as server:
        server.wait_until_ready()
        answers = [server.answer("setrange", f"key-{number}", str(PIECE - 1), "x") for number in numbers]
        written = answers.index(next(answer for answer in answers if answer.startswith("OOM")))
        assert written > 0
        assert [server.answer("strlen", f"key-{number}") for number in range(written)] == [str(PIECE)] * written


def test_a_rewrite_of_the_file_under_load_stays_below_the_limit(
    container: RenderedContainer, programs: RedisPrograms, tmp_path: Path
):
    """Everything that the server may hold is changed while a fork still writes the old version."""
    fill = f"""
        local value = string.rep('x', {VALUE})
        for key = tonumber(ARGV[1]), ARGV[1] + 499 do redis.call('set', key, value) end"""
    change = "for key = tonumber(ARGV[1]), ARGV[1] + 499 do redis.call('setrange', key, 0, 'y') end"
    data = int((memory_limit(container) - OVERHEAD) * DATA_SHARE)
    keys = range(0, int(data * 0.95) // (VALUE + 300), 500)
    with running_valkey(container, programs, tmp_path) as server:
        server.wait_until_ready()
        # No rewrite of the server's own, while the data grows, is to be under way, which would be done too soon.
        assert server.answer("config", "set", "auto-aof-rewrite-percentage", "0") == "OK"
        assert {server.answer("eval", fill, "0", str(first)) for first in keys} == {""}
        assert server.answer("config", "set", "rdb-key-save-delay", "2000") == "OK"
        assert server.answer("bgrewriteaof") == "Background append only file rewriting started"
        wait_until(lambda: len(_family(server)) > 1, "the fork is there")
        assert {server.answer("eval", change, "0", str(first)) for first in keys} == {""}
        family = _family(server)
        assert len(family) > 1
        used = sum(map(_memory, family))
    assert data * 1.7 < used < memory_limit(container)


def _family(server: Valkey) -> list[int]:
    """Process ids of the server and of its fork."""
    parent = server.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [parent, *map(int, children)]


def _memory(process: int) -> int:
    """Bytes that a process uses; what it shares with another one is divided between them."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:])
    return int(lines["Pss"].split()[0]) * 1024


def test_what_was_written_survives_a_crash(container: RenderedContainer, programs: RedisPrograms, tmp_path: Path):
    with running_valkey(container, programs, tmp_path) as server:
        server.wait_until_ready()
        server.answer("set", "session", "of a user")
        wait_until(lambda: "aof_buffer_length:0" in server.answer("info", "persistence"), "the write is in the file")
        server.process.kill()
        server.process.wait()
    with running_valkey(container, programs, tmp_path) as server:
        server.wait_until_ready()
        assert server.answer("get", "session") == "of a user"
