"""A stand-in that speaks MongoDB's wire protocol: what a client may ask to look at indexes and at single documents."""

import socketserver
import struct
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import bson

from tests.servers.processes import HOST

_OP_REPLY, _OP_QUERY, _OP_MSG = 1, 2004, 2013
_HEADER = struct.Struct("<iiii")


@dataclass
class MongoStandIn:
    """Indexes and documents by collection."""

    port: int = 0
    indexes: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])
    """Beside the one of ``_id``: ``key``, and what else the server says of it."""
    found: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])
    """What a query of a collection finds, whatever its filter is."""
    filters: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict[str, list[Mapping[str, Any]]])
    """Filters of the queries that have come."""
    commands: list[str] = field(default_factory=list[str])

    @property
    def uri(self) -> str:
        return f"mongodb://{HOST}:{self.port}/LibreChat?directConnection=true"

    def reply(self, command: Mapping[str, Any]) -> Mapping[str, Any]:
        name = next(iter(command))
        self.commands.append(name)
        if name in ("hello", "ismaster", "isMaster"):
            return {"ok": 1, "isWritablePrimary": True, "ismaster": True, "maxWireVersion": 21, "minWireVersion": 0}
        if name == "buildInfo":
            return {"ok": 1, "version": "7.0.77", "ferretdb": {"version": "v2.7.0"}}
        if name == "listIndexes":
            return self._indexes(command["listIndexes"])
        if name == "find":
            self.filters.setdefault(command["find"], []).append(command["filter"])
            return self._cursor(command["find"], self.found.get(command["find"], []))
        if name in ("ping", "endSessions"):
            return {"ok": 1}
        return {"ok": 0, "code": 59, "codeName": "CommandNotFound", "errmsg": f"no such command: {name}"}

    def _indexes(self, collection: str) -> Mapping[str, Any]:
        if collection not in self.indexes:
            return {"ok": 0, "code": 26, "codeName": "NamespaceNotFound", "errmsg": "ns does not exist"}
        own: list[dict[str, Any]] = [{"v": 2, "key": {"_id": 1}, "name": "_id_"}]
        return self._cursor(collection, [*own, *({"v": 2, "name": "x", **each} for each in self.indexes[collection])])

    def _cursor(self, collection: str, batch: list[dict[str, Any]]) -> Mapping[str, Any]:
        return {"ok": 1, "cursor": {"id": bson.Int64(0), "ns": f"LibreChat.{collection}", "firstBatch": batch}}


@contextmanager
def running_mongo() -> Generator[MongoStandIn]:
    """A stand-in without collections."""
    mongo = MongoStandIn()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while header := self.rfile.read(_HEADER.size):
                length, number, _, code = _HEADER.unpack(header)
                answer = _answer(mongo, code, self.rfile.read(length - _HEADER.size))
                reply_code, content = answer
                self.wfile.write(_HEADER.pack(_HEADER.size + len(content), 0, number, reply_code) + content)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # clients leave without a word

    with Server((HOST, 0), Handler) as server:
        mongo.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield mongo
        finally:
            server.shutdown()
            thread.join()


def _answer(mongo: MongoStandIn, code: int, message: bytes) -> tuple[int, bytes]:
    if code == _OP_QUERY:
        # Clients say hello in the old way: flags, a name, two numbers, and the command.
        start = message.index(b"\0", 4) + 1 + 8
        body = bson.encode(mongo.reply(bson.decode(message[start:])))
        return _OP_REPLY, struct.pack("<iqii", 8, 0, 0, 1) + body
    assert code == _OP_MSG
    # Flags, the kind of the section, and the command.
    return _OP_MSG, struct.pack("<iB", 0, 0) + bson.encode(mongo.reply(bson.decode(message[5:])))
