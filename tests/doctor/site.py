"""A stand-in for LibreChat behind its ingress, on the loopback interface: sound, until a test changes an answer."""

import json
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import trustme

HOST = "127.0.0.1"
TOKEN = "eyJ.a-token-of-the-stand-in"
PASSWORD = "a password for the doctor"
PAGE = '<!doctype html><html><head><base href="/" /></head></html>'
PAGE_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-cache, no-store, must-revalidate",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Strict-Transport-Security": "max-age=15552000",
}


@dataclass(frozen=True)
class Reply:
    """One answer."""

    status: int = 200
    body: object = ""
    """Text, or anything else as JSON."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass
class StandIn:
    """Answers by ``METHOD path``; what is not there is 404."""

    url: str = ""
    replies: dict[str, Reply | Callable[[Mapping[str, str]], Reply]] = field(
        default_factory=dict[str, "Reply | Callable[[Mapping[str, str]], Reply]"]
    )
    """Functions get the request's headers."""
    believes_forged_addresses: bool = False
    requests: list[tuple[str, Mapping[str, str]]] = field(default_factory=list[tuple[str, Mapping[str, str]]])
    """``METHOD path`` and headers of what has come."""
    attempts: Counter[str] = field(default_factory=Counter[str])

    def set(self, request: str, status: int = 200, body: object = "", **headers: str) -> None:
        """Change an answer; headers are written with underscores."""
        self.replies[request] = Reply(status, body, {name.replace("_", "-"): value for name, value in headers.items()})

    def configure(self, **settings: object) -> None:
        """Change what /api/config says."""
        reply = self.replies["GET /api/config"]
        assert isinstance(reply, Reply)
        assert isinstance(reply.body, dict)
        self.replies["GET /api/config"] = Reply(200, {**reply.body, **settings})

    def reply(self, request: str, headers: Mapping[str, str]) -> Reply:
        self.requests.append((request, headers))
        if request == "GET /oauth/error" and request not in self.replies:
            return self._limited(headers)
        needs_token = request.startswith("GET /api/") and request.endswith(("endpoints", "models", "enable"))
        if needs_token and headers.get("Authorization") != f"Bearer {TOKEN}":
            return Reply(401, "Unauthorized")
        reply = self.replies.get(request, Reply(404, "Not Found"))
        return reply if isinstance(reply, Reply) else reply(headers)

    def _limited(self, headers: Mapping[str, str]) -> Reply:
        client = headers.get("X-Forwarded-For", "") if self.believes_forged_addresses else HOST
        self.attempts[client] += 1
        left = 7 - self.attempts[client]
        return Reply(302 if left >= 0 else 429, "", {"X-RateLimit-Remaining": str(max(left, 0)), "Location": "/login"})


def make_sound(site: StandIn) -> None:
    """All is well there."""
    for path in ("/health", "/livez", "/readyz"):
        site.set(f"GET {path}", body="OK")
    site.replies["GET /"] = Reply(200, PAGE, PAGE_HEADERS)
    site.set("GET /metrics", 404)
    site.set("GET /api/user", 401, "Unauthorized")
    site.set(
        "GET /api/config",
        body={
            "appTitle": "LibreChat",
            "serverDomain": site.url,
            "registrationEnabled": False,
            "socialLoginEnabled": True,
            "openidLoginEnabled": True,
        },
    )
    provider = f"https://sso.example.com/authorize?client_id=chat&redirect_uri={site.url}/oauth/openid/callback"
    site.set("GET /oauth/openid", 302, Location=provider, Set_Cookie="connect.sid=s%3Ax; Path=/; HttpOnly; Secure")
    site.set("POST /api/auth/login", body={"token": TOKEN, "user": {}}, Set_Cookie="refreshToken=x; HttpOnly; Secure")
    site.set("GET /api/endpoints", body={"openAI": {"order": 0}, "agents": {"order": 1}})
    site.set("GET /api/models", body={"openAI": ["gpt-5.4"]})
    site.set("GET /api/search/enable", body=True)


def _handler(site: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            reply = site.reply(f"{self.command} {self.path}", dict(self.headers))
            text = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
            headers = {"Content-Type": "text/plain" if isinstance(reply.body, str) else "application/json"}
            self.send_response(reply.status)
            for name, value in {**headers, **reply.headers, "Content-Length": str(len(text.encode()))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST = answer  # noqa: N815 (the names are the library's)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # clients that do not trust the certificate hang up


@contextmanager
def running(handler: Callable[[StandIn], type[BaseHTTPRequestHandler]] = _handler, **tls: object) -> Generator[StandIn]:
    """A sound stand-in; ``certificate=`` makes it one of HTTPS."""
    site = StandIn()
    server = _Server((HOST, 0), handler(site))
    certificate = tls.get("certificate")
    if isinstance(certificate, trustme.LeafCert):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    site.url = f"http{'s' if certificate else ''}://{HOST}:{server.server_port}"
    make_sound(site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class Authority:
    """A certificate authority, and the file that names it."""

    authority: trustme.CA
    file: Path

    def certificate(self, *, until: datetime, name: str = HOST) -> trustme.LeafCert:
        return self.authority.issue_cert(name, not_after=until)
