"""Has a server download models, and ends well only when the server has every one of them.

A Job runs this text as it stands, with nothing but Python, and again after an error:
``python -c TEXT ollama http://ollama:11434 llama3.2:3b nomic-embed-text``.
"""

import json
import logging
import os
import sys
import time
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

SILENCE = 1800
"""Seconds without a byte after which a download counts as lost: servers hash what they got without a word."""
log = logging.getLogger("download_models")


class DownloadError(Exception):
    """A model that is not there, with what the server says about it."""


def download_to_ollama(server: str, model: str) -> None:
    """Return once Ollama says that it has the model."""
    status = ""
    with answer("POST", f"{server}/api/pull", {"model": model}) as progress:
        for line in progress:
            step = json.loads(line)
            # The answer's own status was sent before anything could go wrong.
            if "error" in step:
                raise DownloadError(f"{model}: {step['error']}")
            if step["status"] != status:
                status = step["status"]
                log.info("%s: %s", model, status)
    if status != "success":
        raise DownloadError(f"{model}: the answer ended with {status!r} instead of 'success'")


def find_in_ollama(server: str, model: str) -> None:
    """Return only if Ollama has the model."""
    answer("POST", f"{server}/api/show", {"model": model}).close()


def download_to_speaches(server: str, model: str) -> None:
    """Return once Speaches says that it has the model."""
    with answer("POST", f"{server}/v1/models/{quote(model)}") as text:
        log.info("%s", text.read().decode())


def find_in_speaches(server: str, model: str) -> None:
    """Return only if Speaches has the model."""
    answer("GET", f"{server}/v1/models/{quote(model)}").close()


def answer(method: str, url: str, body: dict[str, Any] | None = None) -> HTTPResponse:
    """The answer to a request, made with the key in the variable ``API_KEY`` if there is one.

    :raises DownloadError: With the server's own words, when it refuses.
    """
    key = os.environ.get("API_KEY")
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}
    data = None if body is None else json.dumps(body).encode()
    try:
        return urlopen(Request(url, data, headers, method=method), timeout=SILENCE)
    except HTTPError as error:
        raise DownloadError(f"{method} {url} {body or ''}: {error.code} {error.read(1000).decode()}") from error


def wait_for(url: str) -> None:
    """Return once somebody answers, whatever the answer; the Job's deadline ends a wait in vain."""
    while True:
        try:
            urlopen(url, timeout=10).close()
        except HTTPError:
            return
        except (OSError, HTTPException) as error:
            log.info("waiting for %s: %s", url, error)
            time.sleep(1)
        else:
            return


def main(api: str, server: str, *models: str) -> None:
    """Download all models; one that is there already costs little."""
    download, find = {
        "ollama": (download_to_ollama, find_in_ollama),
        "speaches": (download_to_speaches, find_in_speaches),
    }[api]
    wait_for(server)
    for model in models:
        download(server, model)
    for model in models:
        find(server, model)
    log.info("%s has %s", server, ", ".join(models))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    try:
        main(*sys.argv[1:])
    except (DownloadError, OSError, HTTPException) as error:
        sys.exit(f"{type(error).__name__}: {error}")
