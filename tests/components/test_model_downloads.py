"""The script that downloads models, run as the Job runs it, against servers that behave like the real ones."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from homelab.components.model_downloads import SCRIPT

Lines = list[Mapping[str, Any]]
SUCCESS: Lines = [{"status": "pulling manifest"}, {"status": "pulling 1", "completed": 1}, {"status": "success"}]


class FakeServer(BaseHTTPRequestHandler):
    """What answers; each test has a class of its own."""

    models: ClassVar[set[str]]
    requests: ClassVar[list[str]]

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def body(self) -> Any:
        return json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or "{}")

    def reply(self, status: int, text: str) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())


class FakeOllama(FakeServer):
    """Ollama v0.32: errors before the first line are a status, later ones a line."""

    pulls: ClassVar[Mapping[str, Lines]]
    stored: ClassVar[bool] = True

    def do_GET(self) -> None:
        self.reply(200, "Ollama is running")

    def do_POST(self) -> None:
        model = self.body()["model"]
        self.requests.append(f"{self.path} {model}")
        if self.path == "/api/show":
            return self.reply(200, "{}") if model in self.models else self.reply(404, f"model '{model}' not found")
        lines = self.pulls[model]
        if "error" in lines[0]:
            return self.reply(500, json.dumps(lines[0]))
        if lines[-1] == {"status": "success"} and self.stored:
            self.models.add(model)
        return self.reply(200, "".join(json.dumps(line) + "\n" for line in lines))


class FakeSpeaches(FakeServer):
    """Speaches v0.9.0-rc.3 with a key."""

    known: ClassVar[set[str]]
    stored: ClassVar[bool] = True

    def answer_for(self, act: Callable[[str], None]) -> None:
        self.requests.append(f"{self.command} {self.path}")
        model = self.path.removeprefix("/v1/models/")
        if self.headers.get("Authorization") != "Bearer the-key":
            return self.reply(403, '{"detail":"Invalid API key."}')
        return act(model)

    def do_GET(self) -> None:
        if self.path == "/":
            return self.reply(404, '{"detail":"Not Found"}')
        return self.answer_for(lambda model: self.reply(200 if model in self.models else 404, "{}"))

    def do_POST(self) -> None:
        self.answer_for(self.download)

    def download(self, model: str) -> None:
        if model not in self.known:
            return self.reply(404, f'{{"detail":"Model \'{model}\' not found"}}')
        if self.stored:
            self.models.add(model)
        return self.reply(200, f"Model '{model}' downloaded")


@contextmanager
def running(handler: type[FakeServer], port: int = 0) -> Generator[str]:
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def run(*arguments: str, key: str | None = None) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", SCRIPT.read_text(), *arguments]
    environment = {} if key is None else {"API_KEY": key}
    return subprocess.run(command, capture_output=True, text=True, timeout=30, env=environment, check=False)


def ollama(pulls: Mapping[str, Lines], *, stored: bool = True) -> type[FakeOllama]:
    return type("Ollama", (FakeOllama,), {"models": set(), "requests": [], "pulls": pulls, "stored": stored})


def speaches(*known: str, stored: bool = True) -> type[FakeSpeaches]:
    return type("Speaches", (FakeSpeaches,), {"models": set(), "requests": [], "known": {*known}, "stored": stored})


def test_every_model_is_pulled_and_then_looked_for():
    handler = ollama({"llama3.2:3b": SUCCESS, "hf.co/org/model:Q4_K_M": SUCCESS})
    with running(handler) as url:
        result = run("ollama", url, "llama3.2:3b", "hf.co/org/model:Q4_K_M")
    assert result.returncode == 0, result.stderr
    assert handler.requests == [
        "/api/pull llama3.2:3b",
        "/api/pull hf.co/org/model:Q4_K_M",
        "/api/show llama3.2:3b",
        "/api/show hf.co/org/model:Q4_K_M",
    ]
    assert "llama3.2:3b: success" in result.stdout


def test_a_model_that_nobody_has_fails_the_job():
    with running(ollama({"nope": [{"error": "pull model manifest: file does not exist"}]})) as url:
        result = run("ollama", url, "nope")
    assert result.returncode == 1
    assert "pull model manifest: file does not exist" in result.stderr


def test_an_error_amid_an_answer_that_began_well_fails_the_job():
    lines: Lines = [{"status": "pulling manifest"}, {"error": "no space left on device"}]
    with running(ollama({"big": lines})) as url:
        result = run("ollama", url, "big")
    assert (result.returncode, result.stderr) == (1, "DownloadError: big: no space left on device\n")


def test_an_answer_that_ends_too_early_fails_the_job():
    with running(ollama({"big": SUCCESS[:2]})) as url:
        result = run("ollama", url, "big")
    assert result.returncode == 1
    assert "big: the answer ended with 'pulling 1' instead of 'success'" in result.stderr


def test_a_model_that_is_not_there_afterwards_fails_the_job():
    with running(ollama({"lost": SUCCESS}, stored=False)) as url:
        result = run("ollama", url, "lost")
    assert result.returncode == 1
    assert "model 'lost' not found" in result.stderr


def test_the_job_waits_for_a_server_that_comes_later():
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
    command = [sys.executable, "-u", "-c", SCRIPT.read_text(), "ollama", f"http://127.0.0.1:{port}", "m"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as job:
        assert job.stdout
        assert "waiting for" in job.stdout.readline()
        with running(ollama({"m": SUCCESS}), port):
            output, _ = job.communicate(timeout=30)
    assert job.returncode == 0, output


def test_speaches_is_asked_with_its_key_for_a_model_with_an_owner():
    handler = speaches("Systran/faster-whisper-small")
    with running(handler) as url:
        result = run("speaches", url, "Systran/faster-whisper-small", key="the-key")
    assert result.returncode == 0, result.stderr
    assert handler.requests == [
        "POST /v1/models/Systran/faster-whisper-small",
        "GET /v1/models/Systran/faster-whisper-small",
    ]
    assert "the-key" not in result.stdout + result.stderr


def test_a_model_that_speaches_does_not_know_fails_the_job():
    with running(speaches()) as url:
        result = run("speaches", url, "org/nope", key="the-key")
    assert result.returncode == 1
    assert "404" in result.stderr
    assert "org/nope" in result.stderr


def test_a_wrong_key_fails_the_job_and_is_not_shown():
    with running(speaches("org/m")) as url:
        result = run("speaches", url, "org/m", key="another-key")
    assert result.returncode == 1
    assert "403" in result.stderr
    assert "another-key" not in result.stderr


def test_a_speech_model_that_is_not_there_afterwards_fails_the_job():
    with running(speaches("org/m", stored=False)) as url:
        result = run("speaches", url, "org/m", key="the-key")
    assert result.returncode == 1
    assert "GET" in result.stderr
