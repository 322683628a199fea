"""Stand-ins for HTTP servers that remember: an object store of S3's protocol, Meilisearch, and the RAG API."""

import json
import re
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from tests.servers.processes import HOST

Answer = tuple[int, bytes]
Respond = Callable[[str, str, Mapping[str, str], bytes], Answer]


@contextmanager
def serving(respond: Respond) -> Generator[str]:
    """A server at the address; ``respond`` gets method, target, headers and body."""

    class Handler(BaseHTTPRequestHandler):
        def handle_one(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, content = respond(
                self.command, self.path, {name.title(): value for name, value in self.headers.items()}, body
            )
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            self.handle_one()

        def do_POST(self) -> None:
            self.handle_one()

        def do_DELETE(self) -> None:
            self.handle_one()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://{HOST}:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Bucket:
    """Objects by key, two a page."""

    objects: dict[str, bytes] = field(default_factory=dict[str, bytes])
    refuses: bool = False

    def respond(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        assert headers["Authorization"].startswith("AWS4-HMAC-SHA256")
        parts = urlsplit(target)
        _, bucket, *rest = unquote(parts.path).split("/", 2)
        assert bucket == "chat"
        if self.refuses:
            return 403, b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
        if method == "GET" and not (rest and rest[0]):
            return 200, self._page({name: values[0] for name, values in parse_qs(parts.query).items()}).encode()
        if method == "DELETE":
            self.objects.pop(rest[0], None)
            return 204, b""
        return 200, self.objects[rest[0]]

    def _page(self, query: Mapping[str, str]) -> str:
        after = query.get("continuation-token", "")
        keys = sorted(key for key in self.objects if key.startswith(query.get("prefix", "")) and key > after)
        page = keys[:2]
        contents = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(self.objects[key])}</Size></Contents>" for key in page
        )
        more = f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>" if len(keys) > len(page) else ""
        is_truncated = str(bool(more)).lower()
        return f"<ListBucketResult><IsTruncated>{is_truncated}</IsTruncated>{contents}{more}</ListBucketResult>"


@dataclass
class Search:
    """Documents of Meilisearch's indexes, of which people are filtered by ``user``."""

    indexes: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])
    key: str = "a-master-key-of-the-tests"

    def respond(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if headers.get("Authorization") != f"Bearer {self.key}":
            return 401, b'{"code": "missing_authorization_header"}'
        content = json.loads(body) if body else {}
        if target.startswith("/indexes?"):
            return 200, json.dumps({"results": [{"uid": each} for each in self.indexes]}).encode()
        if target.startswith("/tasks/"):
            return 200, b'{"status": "succeeded"}'
        if answer := self._by_ids(target, content):
            return answer
        match = re.fullmatch(r"/indexes/(\w+)/documents/(fetch|delete)", target)
        assert match
        assert method == "POST"
        index, action = match.groups()
        person = re.fullmatch(r'user = "(\w+)"', content["filter"])
        assert person
        found = [each for each in self.indexes[index] if each["user"] == person[1]]
        if action == "fetch":
            return 200, json.dumps({"results": found[: content["limit"]], "total": len(found)}).encode()
        self.indexes[index] = [each for each in self.indexes[index] if each not in found]
        return 202, b'{"taskUid": 1}'

    def _by_ids(self, target: str, ids: Any) -> Answer | None:
        if page := re.fullmatch(r"/indexes/(\w+)/documents\?limit=(\d+)&offset=(\d+)&fields=\w+", target):
            limit, offset = int(page[2]), int(page[3])
            return 200, json.dumps({"results": self.indexes.get(page[1], [])[offset : offset + limit]}).encode()
        if batch := re.fullmatch(r"/indexes/(\w+)/documents/delete-batch", target):
            kept = [each for each in self.indexes[batch[1]] if not set(ids) & set(map(str, each.values()))]
            self.indexes[batch[1]] = kept
            return 202, b'{"taskUid": 1}'
        return None
