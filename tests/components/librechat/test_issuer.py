import http.server
import shutil
import subprocess
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from homelab.components.librechat.issuer import NAME, SCRIPT
from tests.components.librechat.chat import librechat

USED = {"OPENID_CLIENT_ID": "chat", "ALLOW_SOCIAL_LOGIN": "true"}


@contextmanager
def issuer(*statuses: int) -> Generator[tuple[str, list[str]]]:
    """A server that answers with these statuses, then the last one; its address, and the paths it was asked."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(statuses[min(len(asked), len(statuses)) - 1])
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def wait(variables: Mapping[str, str], *, milliseconds: int = 5000) -> "subprocess.CompletedProcess[str]":
    node = shutil.which("node")
    assert node, "the script needs node 20 or newer on PATH"
    environment = {"PAUSE_MS": "10", "WAIT_MS": str(milliseconds), **variables}
    command = [node, "-e", SCRIPT]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("", "/.well-known/openid-configuration"),
        ("/realms/a/", "/realms/a/.well-known/openid-configuration"),
        ("/a/.well-known/openid-configuration", "/a/.well-known/openid-configuration"),
    ],
)
def test_it_asks_where_librechat_will_ask_until_there_is_an_answer(path: str, asked: str):
    with issuer(503, 404, 200) as (url, paths):
        result = wait({"OPENID_ISSUER": f"{url}{path}", **USED})
    assert paths == [asked] * 3
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "OPENID_ISSUER does not answer: status 503",
        "OPENID_ISSUER does not answer: status 404",
        "OPENID_ISSUER answers",
    ]


def test_without_an_answer_in_time_it_fails_and_says_why_without_the_address():
    with issuer(200) as (url, _):
        pass
    result = wait({"OPENID_ISSUER": url, **USED}, milliseconds=50)
    assert result.returncode == 1
    assert set(result.stdout.splitlines()) == {"OPENID_ISSUER does not answer: ECONNREFUSED"}
    assert result.stderr == f"{NAME}: sign-in would not work without it: LibreChat does not start\n"


@pytest.mark.parametrize("missing", ["OPENID_CLIENT_ID", "OPENID_ISSUER", "ALLOW_SOCIAL_LOGIN"])
def test_where_openid_connect_is_not_used_there_is_nothing_to_wait_for(missing: str):
    variables = {"OPENID_ISSUER": "http://127.0.0.1:1", **USED}
    del variables[missing]
    assert wait(variables).returncode == 0


def init_containers(**args: Any) -> list[str]:
    pod = librechat(**args)["Deployment", "chat"]["spec"]["template"]["spec"]
    return [each["name"] for each in pod.get("initContainers", [])]


def test_pods_wait_for_an_issuer_after_their_sidecars_start():
    openid = {"issuer": "https://id.example.com", "client_id": "chat", "client_secret": "client-secret"}
    sidecar = {"name": "proxy", "image": "registry.example.com/proxy:1"}
    assert init_containers() == []
    assert init_containers(auth={"openid": openid}, sidecars=[sidecar]) == ["proxy", NAME]
