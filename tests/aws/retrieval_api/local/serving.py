"""Runs a server of the tests on a free port."""

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
