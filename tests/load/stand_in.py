"""A server on loopback that answers as LibreChat does, in its good state and in broken ones."""

import json
import threading
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PASSWORD = "hidden-password-1"
TOKEN = "hidden-token-1"
CONVERSATION = "5b1c5a3e-7d1f-4a53-a0a3-5f1d3d1f0001"


@dataclass
class State:
    """How the server behaves, and what it was asked."""

    status: Mapping[str, int] = field(default_factory=dict[str, int])
    """Statuses to refuse requests with, by method and beginning of the path."""
    first_token: float = 0.01
    """Seconds."""
    cut: bool = False
    """Whether streams end before their last event."""
    seen: list[tuple[str, Mapping[str, str], str]] = field(default_factory=list[tuple[str, Mapping[str, str], str]])
    """Requests: method and path, headers, content."""

    def contents(self, request: str) -> list[str]:
        """Contents of the requests that begin so."""
        return [content for name, _, content in self.seen if name.startswith(request)]


@contextmanager
def librechat(state: State) -> Generator[str]:
    """Address of a LibreChat in this state."""

    class Handler(_Handler):
        pass

    Handler.state = state
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: State

    def log_message(self, format: str, *args: Any) -> None:
        """Be silent."""

    def do_GET(self) -> None:
        if self._is_refused():
            return
        if self.path.startswith("/api/agents/chat/stream/"):
            self._stream()
        else:
            self._answer(200, [] if self.path.startswith("/api/messages/") else {})

    def do_POST(self) -> None:
        if self._is_refused():
            return
        if self.path == "/api/auth/login":
            self._answer(200, {"token": TOKEN})
        elif self.path == "/api/files":
            self._answer(200, {"file_id": "f", "filepath": "/uploads/f", "type": "text/plain"})
        else:
            self._answer(200, {"streamId": CONVERSATION, "conversationId": CONVERSATION, "status": "started"})

    def do_DELETE(self) -> None:
        if not self._is_refused():
            self._answer(201, {})

    def _is_refused(self) -> bool:
        request = f"{self.command} {self.path}"
        content = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.state.seen.append((request, dict(self.headers), content))
        status = next((code for name, code in self.state.status.items() if request.startswith(name)), None)
        if status is not None:
            self._answer(status, {"message": "refused"})
        return status is not None

    def _answer(self, status: int, content: Any) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._event({"created": True})
        time.sleep(self.state.first_token)
        for word in ("One", " two"):
            self._event({"event": "on_message_delta", "data": {"delta": {"content": [{"text": word}]}}})
        if not self.state.cut:
            self._event({"final": True, "responseMessage": {"text": "One two"}})
        self.wfile.write(b"0\r\n\r\n")

    def _event(self, content: Any) -> None:
        data = f"event: message\ndata: {json.dumps(content)}\n\n".encode()
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()
