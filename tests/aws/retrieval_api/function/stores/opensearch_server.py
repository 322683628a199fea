"""A stand-in for OpenSearch that understands the requests of `OpenSearchStore`, and refuses all others.

It proves that requests fit together, are signed, stay within their limits, and that answers are read as documented. It
does not prove that OpenSearch itself accepts the mapping and the queries, how its HNSW index and BM25 rank, nor when a
collection shows what was written.
"""

import json
import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

HOST = "127.0.0.1"
REGION = "eu-central-1"
KEY_ID, KEY = "AKIAEXAMPLEEXAMPLE00", "example-key"
MAX_BODY = 10 * 1024**2
"""Of a request to the smallest domains, in bytes."""


@dataclass
class OpenSearch:
    """A server with one index."""

    is_serverless: bool = False
    port: int = 0
    mapping: dict[str, Any] | None = None
    """Of the index; None if there is none."""
    documents: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    """By their ids, those that searches do not find yet among them."""
    hidden: set[str] = field(default_factory=set[str])
    """Ids of documents that are not found yet."""
    is_slow: bool = False
    """Whether what is written is not found before `refresh`."""
    faults: list[int] = field(default_factory=list[int])
    """Statuses of the next answers, instead of what is right."""
    requests: list[str] = field(default_factory=list[str])
    """Methods and paths."""

    def refresh(self) -> None:
        """Let searches find everything that was written."""
        self.hidden.clear()

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, Any]:
        """Status and JSON of a request."""
        self.requests.append(f"{method} {path}")
        if self.faults:
            return self.faults.pop(0), {"error": "fault"}
        if len(body) > MAX_BODY:
            return 413, {"error": "too large"}
        lines = [json.loads(line) for line in body.splitlines()]
        match method, path.partition("?")[0]:
            case "PUT", "/chunks":
                answer = self._create(lines[0])
            case "POST", "/chunks/_bulk":
                answer = self._bulk(path, lines)
            case _ if self.mapping is None:
                answer = 404, {"error": {"type": "index_not_found_exception"}, "status": 404}
            case "POST", "/chunks/_search":
                answer = 200, self._search(lines[0])
            case "POST", "/chunks/_msearch":
                assert body.endswith(b"\n")
                answer = 200, {"responses": [self._search(each) for each in lines[1::2]]}
            case "GET", "/chunks/_count":
                answer = 200, {"count": len(self.documents)}
            case unexpected:
                raise AssertionError(f"unexpected {unexpected}")
        return answer

    def _create(self, mapping: dict[str, Any]) -> tuple[int, Any]:
        if self.mapping is not None:
            return 400, {"error": {"type": "resource_already_exists_exception"}, "status": 400}
        self.mapping = mapping
        return 200, {"acknowledged": True}

    def _bulk(self, path: str, lines: list[dict[str, Any]]) -> tuple[int, Any]:
        assert path == ("/chunks/_bulk" if self.is_serverless else "/chunks/_bulk?refresh=wait_for")
        items: list[dict[str, Any]] = []
        rest = iter(lines)
        for action in rest:
            ((kind, target),) = action.items()
            if kind == "delete":
                status = 200 if self.documents.pop(target["_id"], None) else 404
                items.append({"delete": {"status": status}})
                continue
            assert not (self.is_serverless and "_id" in target), "vector collections refuse ids"
            document_id = target.get("_id") or f"generated-{len(self.requests)}-{len(items)}"
            assert len(document_id.encode()) <= 512
            self.documents[document_id] = next(rest)
            if self.is_slow:
                self.hidden.add(document_id)
            items.append({"index": {"status": 201}})
        return 200, {"errors": False, "items": items}

    def _search(self, body: dict[str, Any]) -> dict[str, Any]:
        found: list[dict[str, Any]] = [
            {"_id": each, "_score": score, "_source": source}
            for each, source in self.documents.items()
            if each not in self.hidden and (score := _score(body["query"], source)) > 0
        ]
        total = len(found)
        if knn := body["query"].get("knn"):
            found = sorted(found, key=lambda hit: hit["_score"], reverse=True)[: knn["embedding"]["k"]]
        if sort := body.get("sort"):
            found = [hit | {"sort": [hit["_source"][name] for name in sort]} for hit in found]
            found = [hit for hit in found if hit["sort"] > body.get("search_after", [])]
            found.sort(key=lambda hit: hit["sort"])
        else:
            found.sort(key=lambda hit: hit["_score"], reverse=True)
        wanted = body["_source"] or []
        hits = [hit | {"_source": {name: hit["_source"][name] for name in wanted}} for hit in found[: body["size"]]]
        return {"hits": {"total": {"value": total, "relation": "eq"}, "hits": hits}, "status": 200}


def _score(query: dict[str, Any], source: dict[str, Any]) -> float:
    """How well a document fits; 0 if it does not."""
    ((kind, body),) = query.items()
    if kind == "bool":
        scores = [_score(each, source) for each in [*body.get("must", []), *body.get("filter", [])]]
        return scores[0] if all(scores) else 0
    if kind == "knn":
        options = body["embedding"]
        if "filter" in options and not _score(options["filter"], source):
            return 0
        product = sum(a * b for a, b in zip(options["vector"], source["embedding"], strict=True))
        return product + 1 if product >= 0 else 1 / (1 - product)
    ((name, value),) = body.items()
    if kind == "term":
        return float(source[name] == value)
    if kind == "prefix":
        return float(source[name].startswith(value))
    assert kind == "match"
    return len(set(re.findall(r"\w+", value.lower())) & set(re.findall(r"\w+", source[name].lower())))


def is_signed(method: str, url: str, headers: dict[str, str], body: bytes, service: str) -> bool:
    """Whether a request has the signature that AWS would compute for it."""
    names = re.search(r"SignedHeaders=([^,]+)", headers.get("authorization", ""))
    if names is None or (service == "aoss" and "x-amz-content-sha256" not in names[1]):
        return False
    signed = {name: headers[name] for name in names[1].split(";") if name != "host"}
    request = AWSRequest(method, url, data=body, headers=signed)
    request.context["timestamp"] = headers["x-amz-date"]
    signer = SigV4Auth(Credentials(KEY_ID, KEY), service, REGION)
    signature = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
    return headers["authorization"].endswith(f"Signature={signature}")


@contextmanager
def running_opensearch(*, is_serverless: bool = False) -> Generator[OpenSearch]:
    """A server without an index, which refuses requests that are not signed."""
    server = OpenSearch(is_serverless)
    service = "aoss" if is_serverless else "es"

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._answer()

        def do_PUT(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            url = f"http://{HOST}:{server.port}{self.path}"
            if is_signed(self.command, url, headers, body, service):
                status, answer = server.answer(self.command, self.path, body)
            else:
                status, answer = 403, {"message": "The request signature we calculated does not match"}
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer((HOST, 0), Handler) as http:
        http.daemon_threads = True
        server.port = http.server_address[1]
        thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()
