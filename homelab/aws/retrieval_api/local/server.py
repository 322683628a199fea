"""An HTTP server that does what Amazon API Gateway does: requests to events, answers back."""

import uuid
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

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


def event_of(method: str, target: str, headers: Mapping[str, str], body: str | None, request_id: str) -> dict[str, Any]:
    """The event of a request, in payload format 2.0."""
    url = urlsplit(target)
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": url.path,
        "rawQueryString": url.query,
        "headers": {name.lower(): value for name, value in headers.items()},
        "requestContext": {
            "domainName": headers.get("Host", ""),
            "http": {"method": method, "path": url.path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"},
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
            length = int(self.headers.get("Content-Length") or 0)
            if length > MAX_BODY:
                self.close_connection = True
                self._send({"statusCode": 413, "body": '{"message":"Request Entity Too Large"}', "headers": {}})
                return
            body = self.rfile.read(length).decode(errors="replace") if length else None
            request_id = str(uuid.uuid4())
            event = event_of(self.command, self.path, dict(self.headers), body, request_id)
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

    return Server((host, port), Handler)
