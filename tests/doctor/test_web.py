"""Requests to servers that do what they should not."""

import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager

import pytest

from homelab.doctor.web import Browser
from homelab.running.errors import NoAnswerError
from tests.doctor.site import HOST, StandIn


@contextmanager
def speaking(*parts: bytes, pause: float = 0.0) -> Generator[str]:
    """A server that says ``parts`` to whoever connects; its address."""
    done = threading.Event()
    with socket.create_server((HOST, 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                for part in parts:
                    try:
                        connection.sendall(part)
                    except OSError:
                        return
                    if done.wait(pause):
                        return

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://{HOST}:{listener.getsockname()[1]}"
        done.set()
        thread.join()


def test_a_server_that_trickles_is_left_after_the_timeout():
    start = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    with speaking(start, *[b"x"] * 1000, pause=0.05) as url:
        begin = time.monotonic()
        answer = Browser(timeout=0.5).request("GET", url)
        assert time.monotonic() - begin < 3
        assert answer.status == 200


def test_an_endless_answer_is_cut():
    with speaking(b"HTTP/1.1 200 OK\r\n\r\n", *[b"x" * 100_000] * 50) as url:
        assert 2_000_000 <= len(Browser(timeout=10).request("GET", url).text) < 2_200_000


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (b"SSH-2.0-OpenSSH_9.6\r\n", "no answer in HTTP"),
        (b"", "no answer in HTTP"),
    ],
)
def test_what_does_not_speak_http_is_said_to_be_that(said: bytes, message: str):
    with speaking(said) as url, pytest.raises(NoAnswerError, match=message):
        Browser(timeout=2).request("GET", url)


def test_a_silent_server_is_a_timeout():
    with speaking(b"", pause=5) as url, pytest.raises(NoAnswerError, match=r"no answer within 0\.3 s"):
        Browser(timeout=0.3).request("GET", url)


def test_http_at_a_port_of_https_is_no_tls(site: StandIn):
    with pytest.raises(NoAnswerError, match="no TLS"):
        Browser(timeout=5).request("GET", site.url.replace("http:", "https:"))


def test_redirects_are_shown_and_not_followed(site: StandIn):
    site.set("GET /", 302, Location=f"{site.url}/elsewhere")
    assert Browser(timeout=5).request("GET", site.url + "/").headers["location"] == f"{site.url}/elsewhere"
    assert [request for request, _ in site.requests] == ["GET /"]


def test_the_environments_proxy_is_used(site: StandIn, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("http_proxy", site.url)
    site.set("GET http://chat.example.com/", 200, "through the proxy")
    assert Browser(timeout=5).request("GET", "http://chat.example.com/").text == "through the proxy"
