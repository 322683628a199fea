"""A server with OpenAI's API, which answers everything with the same words at the same pace.

It runs by itself, with nothing but Python: ``python server.py PORT``.
"""

import asyncio
import base64
import contextlib
import json
import struct
import sys
import time
import zlib
from collections.abc import AsyncIterator
from typing import Any

MODEL = "load-test"
FIRST_TOKEN = 0.3
"""Seconds."""
TOKENS = 450
TOKENS_PER_SECOND = 30
DIMENSIONS = 1536
"""Length of vectors for who asks for none, as of OpenAI's text-embedding-3-small."""
WORDS = ("A", " workspace", " answers", " questions", ".", " This", " one", " is", " under", " load", ".")
TITLE = "Load test"


async def serve(host: str | None, port: int) -> asyncio.Server:
    """Listen; without a host on all addresses of both families."""
    return await asyncio.start_server(_connection, host, port, limit=2**20)


async def _connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        while head := await _head(reader):
            method, path, length = head
            content = await reader.readexactly(length)
            await _respond(writer, method, path, content)
    writer.close()


async def _head(reader: asyncio.StreamReader) -> tuple[str, str, int] | None:
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = lines[0].split(" ", 2)
    headers = dict(line.lower().split(":", 1) for line in lines[1:] if ":" in line)
    return method, path.partition("?")[0], int(headers.get("content-length", "0"))


async def _respond(writer: asyncio.StreamWriter, method: str, path: str, content: bytes) -> None:
    try:
        asked = json.loads(content) if content else {}
    except ValueError:
        return await _send(writer, 400, {"error": {"message": "expected JSON"}})
    if (method, path) == ("GET", "/v1/models"):
        return await _send(writer, 200, {"object": "list", "data": [{"id": MODEL, "object": "model", "created": 0}]})
    if (method, path) == ("POST", "/v1/embeddings"):
        return await _send(writer, 200, embeddings(asked))
    if (method, path) != ("POST", "/v1/chat/completions"):
        return await _send(writer, 404, {"error": {"message": f"there is no {method} {path}"}})
    if asked.get("stream"):
        return await _stream(writer, asked)
    await asyncio.sleep(FIRST_TOKEN)
    # LibreChat asks for titles in this way.
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": TITLE}}
    return await _send(writer, 200, {**_envelope(asked, "chat.completion"), "choices": [choice], "usage": _usage(1)})


def embeddings(asked: dict[str, Any]) -> dict[str, Any]:
    """Unit vectors, which are the same for the same text, in the format that was asked for."""
    texts, length = asked.get("input", ""), int(asked.get("dimensions") or DIMENSIONS)
    inputs = texts if isinstance(texts, list) and texts and not isinstance(texts[0], int) else [texts]
    data = [
        {"object": "embedding", "index": index, "embedding": _encoded(_vector(str(text), length), asked)}
        for index, text in enumerate(inputs)
    ]
    return {"object": "list", "model": asked.get("model", MODEL), "data": data, "usage": _usage(len(inputs))}


def _vector(text: str, length: int) -> list[float]:
    direction = zlib.crc32(text.encode()) % length
    return [1.0 if index == direction else 0.0 for index in range(length)]


def _encoded(vector: list[float], asked: dict[str, Any]) -> list[float] | str:
    if asked.get("encoding_format") != "base64":
        return vector
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()


async def _stream(writer: asyncio.StreamWriter, asked: dict[str, Any]) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
    async for event in _events(asked):
        data = f"data: {event}\n\n".encode()
        writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        await writer.drain()
    writer.write(b"0\r\n\r\n")
    await writer.drain()


async def _events(asked: dict[str, Any]) -> AsyncIterator[str]:
    envelope = _envelope(asked, "chat.completion.chunk")

    def event(delta: dict[str, str], reason: str | None = None) -> str:
        return json.dumps({**envelope, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})

    began = time.monotonic()
    for token in range(TOKENS):
        due = began + FIRST_TOKEN + token / TOKENS_PER_SECOND
        await asyncio.sleep(max(0, due - time.monotonic()))
        role = {} if token else {"role": "assistant"}
        yield event({**role, "content": WORDS[token % len(WORDS)]})
    yield event({}, "stop")
    if (asked.get("stream_options") or {}).get("include_usage"):
        yield json.dumps({**envelope, "choices": [], "usage": _usage(TOKENS)})
    yield "[DONE]"


def _envelope(asked: dict[str, Any], kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-load", "object": kind, "created": int(time.time()), "model": asked.get("model", MODEL)}


def _usage(tokens: int) -> dict[str, int]:
    return {"prompt_tokens": 1, "completion_tokens": tokens, "total_tokens": tokens + 1}


async def _send(writer: asyncio.StreamWriter, status: int, content: dict[str, Any]) -> None:
    body = json.dumps(content).encode()
    head = f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()


async def _main() -> None:
    server = await serve(None, int(sys.argv[1]))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main())
