"""A stand-in for OpenAI and for every server with its API: chat, models, embeddings, speech both ways.

It answers what the real one would, as far as clients look at the answer, only to the key that it is started with, and
remembers what it was asked. It also makes embeddings as Ollama does, whose API for them is another one.
"""

import json
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, cast

from tests.servers.processes import HOST

SPOKEN = b"RIFF\x24\x00\x00\x00WAVEfmt "
HEARD = "what was said"
DIMENSIONS = 8


@dataclass
class OpenAIServer:
    """A running server."""

    url: str
    """Base URL, with ``/v1``."""
    key: str | None
    """What it lets in; None lets everybody in."""
    asked: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list[tuple[str, Mapping[str, Any]]])
    """Path and body of each request that was let in."""


@contextmanager
def openai_server(*, key: str | None, models: tuple[str, ...] = ("chat-1",)) -> Generator[OpenAIServer]:
    """A server on a free port, which offers ``models``."""

    class Handler(_Handler):
        offered = models

    with ThreadingHTTPServer((HOST, 0), Handler) as listener:
        server = OpenAIServer(f"http://{HOST}:{listener.server_address[1]}/v1", key)
        Handler.server_state = server
        thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server_state: ClassVar[OpenAIServer]
    offered: ClassVar[tuple[str, ...]]

    def do_GET(self) -> None:
        if not self._is_let_in():
            return
        if self.path != "/v1/models":
            self._answer(404, {"error": {"message": f"no such path: {self.path}"}})
            return
        models = [{"id": model, "object": "model", "created": 0, "owned_by": "nobody"} for model in self.offered]
        self._answer(200, {"object": "list", "data": models})

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = _ANSWERS.get(self.path)
        if not self._is_let_in():
            return
        if answer is None:
            self._answer(404, {"error": {"message": f"no such path: {self.path}"}})
            return
        asked = _form(self.headers, content) if self._is_form() else json.loads(content)
        self.server_state.asked.append((self.path, asked))
        answer(self, asked)

    def _is_form(self) -> bool:
        return self.headers.get_content_type() == "multipart/form-data"

    def _is_let_in(self) -> bool:
        key = self.server_state.key
        if key is None or self.headers.get("Authorization") == f"Bearer {key}":
            return True
        self._answer(401, {"error": {"message": "Incorrect API key provided"}})
        return False

    def chat(self, asked: Mapping[str, Any]) -> None:
        said = "answer to " + asked["messages"][-1]["content"]
        if not asked.get("stream"):
            choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": said}}
            self._answer(200, _completion("chat.completion", asked["model"], choice))
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for word in said.split(" "):
            choice = {"index": 0, "delta": {"role": "assistant", "content": f"{word} "}, "finish_reason": None}
            self._event(json.dumps(_completion("chat.completion.chunk", asked["model"], choice)))
        self._event("[DONE]")

    def embeddings(self, asked: Mapping[str, Any]) -> None:
        data = [
            {"object": "embedding", "index": index, "embedding": embedding}
            for index, embedding in enumerate(_embeddings(asked["input"]))
        ]
        usage = {"prompt_tokens": 0, "total_tokens": 0}
        self._answer(200, {"object": "list", "model": asked["model"], "data": data, "usage": usage})

    def ollama_embeddings(self, asked: Mapping[str, Any]) -> None:
        self._answer(200, {"model": asked["model"], "embeddings": _embeddings(asked["input"])})

    def speech(self, _asked: Mapping[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "audio/wav")
        self.end_headers()
        self.wfile.write(SPOKEN)

    def transcription(self, _asked: Mapping[str, Any]) -> None:
        self._answer(200, {"text": HEARD})

    def _event(self, data: str) -> None:
        self.wfile.write(f"data: {data}\n\n".encode())

    def _answer(self, status: int, content: Mapping[str, Any]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: pytest shows what fails."""


_ANSWERS: Mapping[str, Callable[[_Handler, Mapping[str, Any]], None]] = {
    "/v1/chat/completions": _Handler.chat,
    "/v1/embeddings": _Handler.embeddings,
    "/api/embed": _Handler.ollama_embeddings,
    "/v1/audio/speech": _Handler.speech,
    "/v1/audio/transcriptions": _Handler.transcription,
}


def _embeddings(given: str | list[Any]) -> list[list[float]]:
    return [[float(len(str(text)))] * DIMENSIONS for text in (given if isinstance(given, list) else [given])]


def _completion(kind: str, model: str, choice: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"id": "chatcmpl-1", "object": kind, "created": 0, "model": model, "choices": [choice]}


def _form(headers: Message, content: bytes) -> Mapping[str, Any]:
    """The plain fields of a form, and of files their names."""
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode() + content)
    fields: dict[str, Any] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        fields[str(name)] = part.get_filename() or cast(bytes, part.get_payload(decode=True)).decode()
    return fields
