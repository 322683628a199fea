"""Valkey's rendered command line, password and probes on a real Redis-compatible server."""

import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from homelab.components.valkey.component import quoted
from homelab.kubernetes.quantity import parse_quantity
from tests.objects import Manifest
from tests.servers.processes import PROBES, wait_until
from tests.servers.redis_programs import RedisPrograms, redis_programs
from tests.servers.rendered import RenderedContainer, rendered_container
from tests.servers.valkey import Valkey, running_valkey

KEYS = 50_000
PIECE = 16 * 1024 * 1024
"""Bytes of one value."""


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


def test_probes_fail_when_the_server_is_gone(container: RenderedContainer, programs: RedisPrograms, tmp_path: Path):
    with running_valkey(container, programs, tmp_path) as server:
        server.wait_until_ready()
    assert passing_probes(server) == []


def test_probes_fail_while_the_server_reads_its_data(
    container: RenderedContainer, programs: RedisPrograms, tmp_path: Path
):
    fill = f"for number = 1, {KEYS} do redis.call('set', 'key-' .. number, 'value') end"
    with running_valkey(container, programs, tmp_path) as server:
        server.wait_until_ready()
        server.answer("eval", fill, "0")
    # A tenth of a millisecond for each key: many seconds, were it not for the change below.
    with running_valkey(container, programs, tmp_path, "--key-load-delay", "100") as server:
        assert passing_probes(server) == []
        assert server.answer("ping").startswith("LOADING")
        server.answer("config", "set", "key-load-delay", "0")
        server.wait_until_ready()
        assert server.answer("dbsize") == str(KEYS)


def test_the_server_runs_with_what_was_rendered(server: Valkey):
    settings = {
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "maxmemory": str(memory_limit(server.container) * 3 // 4),
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
