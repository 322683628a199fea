"""A document database that speaks MongoDB's protocol: FerretDB 1 on SQLite, built from its Go module.

Version 2, which a workspace runs, needs a Postgres with an extension that is in no package. For finding, counting,
changing and deleting documents, version 1 does as well.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pymongo
from pymongo.errors import PyMongoError

from tests.cache import cache
from tests.servers.processes import HOST, free_port, running

_SOURCE = Path(__file__).parent / "ferretdb"
_TAGS = "ferretdb_no_postgresql,ferretdb_no_mysql,ferretdb_no_hana"


class Documents:
    """A running server."""

    def __init__(self, port: int) -> None:
        """Connect when needed."""
        self.uri = f"mongodb://{HOST}:{port}/LibreChat?directConnection=true"
        self.client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(self.uri, serverSelectionTimeoutMS=500)
        self.database = self.client["LibreChat"]

    def answers(self) -> bool:
        """Whether it is up."""
        try:
            return bool(self.client.admin.command("ping")["ok"])
        except PyMongoError:
            return False


@contextmanager
def running_documents(folder: Path) -> Generator[Documents]:
    """An empty server, which keeps its data in a folder."""
    port = free_port()
    documents = Documents(port)
    command = [str(_program()), f"{HOST}:{port}", str(folder)]
    with running(command, environment={}, log=folder / "log", is_up=documents.answers):
        try:
            yield documents
        finally:
            documents.client.close()


def _program() -> Path:
    """The program; built now unless an earlier run has done it."""
    assert shutil.which("go"), "the document database of the tests is built with Go 1.26 or newer: see go.dev/dl"
    files = sorted(file for file in _SOURCE.iterdir() if file.is_file())
    folder = cache("servers")
    program = folder / f"ferretdb-{hashlib.sha256(b''.join(file.read_bytes() for file in files)).hexdigest()[:16]}"
    if not program.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=folder))
        try:
            command = [
                "go",
                "build",
                "-trimpath",
                "-ldflags",
                "-s -w",
                "-tags",
                _TAGS,
                "-o",
                str(unfinished / "it"),
                ".",
            ]
            environment = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": ""}
            build = subprocess.run(command, cwd=_SOURCE, env=environment, capture_output=True, text=True, check=False)
            assert build.returncode == 0, build.stderr[-4000:]
            (unfinished / "it").rename(program)
        finally:
            shutil.rmtree(unfinished)
    return program
