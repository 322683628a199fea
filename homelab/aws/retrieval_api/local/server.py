"""An HTTP server that does what Amazon API Gateway does: requests to events, answers back."""

import json
import sys
import uuid
from collections.abc import Callable, Mapping
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from homelab.aws.retrieval_api.local.addresses import is_loopback

MAX_BODY = 10 * 1024**2
"""API Gateway's own limit, in bytes."""
Handle = Callable[[Mapping[str, Any], Any], dict[str, Any]]


class Context:
    """What of Lambda's context the function reads."""

    def __init__(self, request_id: str) -> None:
        self.aws_request_id = request_id
        self.function_name = "retrieval-api"
        self.memory_limit_in_mb = 1024
        self.invoked_function_arn = "local"


def event_of(
    method: str,
    target: str,
    headers: Mapping[str, str],
    body: str | None,
    request_id: str,
    address: str = "127.0.0.1",
) -> dict[str, Any]:
    """The event of a request, in payload format 2.0."""
    path, _, query = target.partition("?")
    lowered = {name.lower(): value for name, value in headers.items()}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": lowered,
        "requestContext": {
            "domainName": lowered.get("host", ""),
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": address},
            "requestId": request_id,
            "stage": "$default",
        },
        "body": body,
        "isBase64Encoded": False,
    }


def create_server(handle: Handle, host: str, port: int) -> ThreadingHTTPServer:
    """A server that is not running yet.

    :param handle: The function's handler.
    :param port: 0 for any free one.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body in two packets would wait for each other.
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def do_DELETE(self) -> None:
            self._answer()

        def _answer(self) -> None:
            refusal = _refusal(self.headers, only_loopback=is_loopback(host))
            if refusal is not None:
                # Its body is not read.
                self.close_connection = True
                self._send(refusal)
                return
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode(errors="replace") or None
            request_id = str(uuid.uuid4())
            event = event_of(self.command, self.path, dict(self.headers), body, request_id, self.client_address[0])
            self._send(handle(event, Context(request_id)))

        def _send(self, answer: Mapping[str, Any]) -> None:
            body = str(answer.get("body") or "").encode()
            self.send_response(answer["statusCode"])
            for name, value in (answer.get("headers") or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the function logs for itself."""

    class Server(ThreadingHTTPServer):
        # Connections that wait while others are accepted.
        request_queue_size = 256
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            # Clients may leave before they are answered.
            if not isinstance(sys.exception(), ConnectionError):
                super().handle_error(request, client_address)

    return Server((host, port), Handler)


def _refusal(headers: Message, *, only_loopback: bool) -> dict[str, Any] | None:
    """Answer to a request that is not passed on, or None.

    Web pages that somebody on this machine looks at may not ask, nor write: neither from their own origin, nor by a
    name of theirs that leads to this machine.
    """
    host, origin = _host(f"//{headers.get('Host', '')}"), headers.get("Origin")
    if (only_loopback and not is_loopback(host)) or (origin is not None and not is_loopback(_host(origin))):
        return _message(403, "Forbidden")
    if "Transfer-Encoding" in headers:
        return _message(411, "Length Required")
    length = headers.get("Content-Length", "0")
    if not (length.isascii() and length.isdecimal()):
        return _message(400, "Bad Request")
    return _message(413, "Request Entity Too Large") if int(length) > MAX_BODY else None


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _message(status: int, text: str) -> dict[str, Any]:
    """As API Gateway's own answers."""
    headers = {"Content-Type": "application/json"}
    return {"statusCode": status, "headers": headers, "body": json.dumps({"message": text})}
