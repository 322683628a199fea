"""Runs servers of the tests on free ports."""

import os
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager

from homelab.aws.retrieval_api.local.server import Handle, create_server

HOST = "127.0.0.1"


@contextmanager
def serving(handle: Handle, host: str = HOST) -> Generator[str]:
    """URL of a running server."""
    server = create_server(handle, host, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def command(*arguments: object, **variables: str) -> Generator[tuple[subprocess.Popen[str], str]]:
    """The process of ``python -m homelab.aws.retrieval_api serve``, and the URL that it names."""
    words = [sys.executable, "-m", "homelab.aws.retrieval_api", *map(str, arguments)]
    environment = {**os.environ, **variables}
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            assert line.startswith("Answering at "), server.communicate()[1]
            yield server, line.removeprefix("Answering at ").rstrip()
        finally:
            server.kill()
