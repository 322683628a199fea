"""People who chat, for Locust: a page is opened, a question asked, its answer read to the end, the chat deleted."""

import json
import time
import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import requests
from gevent.lock import BoundedSemaphore
from locust import HttpUser, task
from locust.env import Environment

from homelab.load.errors import LoadError
from homelab.load.plan import BUILT_IN_ENDPOINTS, TOKEN_LIFETIME, Account, Plan
from homelab.load.streams import Answer, follow, lines_of
from homelab.load.verdict import Tally

# LibreChat bans clients that are no browsers, at their first request (uaParser.js).
USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
NO_PARENT = "00000000-0000-0000-0000-000000000000"
QUESTION = "Tell me what this workspace is for, in a few paragraphs."
FILE = "A workspace answers questions about files, of which this is one.\n" * 50
LOGIN = "/api/auth/login"
TIMEOUT = 30
"""Seconds for a response to begin."""
STREAM_TIMEOUT = 600


class SignedIn:
    """An account and its token, which many users share, as LibreChat limits how often one logs in."""

    def __init__(self, plan: Plan, number: int, account: Account, tally: Tally) -> None:
        self._url, self._number, self._account, self._tally = plan.url, number, account, tally
        self._lock = BoundedSemaphore()
        self._token, self._since = "", -float(TOKEN_LIFETIME)

    def token(self) -> str:
        """A token that is valid for the next minutes.

        :raises LoadError: The account may not log in. The message does not name it.
        """
        with self._lock:
            if time.monotonic() - self._since >= TOKEN_LIFETIME:
                self._token, self._since = self._log_in(), time.monotonic()
            return self._token

    def _log_in(self) -> str:
        who = f"account {self._number} of the file"
        credentials = {"email": self._account.email, "password": self._account.password}
        try:
            response = requests.post(
                self._url + LOGIN, json=credentials, headers={"User-Agent": USER_AGENT}, timeout=TIMEOUT
            )
        except requests.RequestException as error:
            raise LoadError(f"{self._url} does not answer: {type(error).__name__}") from error
        self._tally.count_response(f"POST {LOGIN}", response.status_code)
        if response.status_code == 429:
            raise LoadError(f"{who} may not log in now: LOGIN_MAX is used up; wait for LOGIN_WINDOW, or raise it")
        token = _json(response).get("token")
        if not response.ok or not isinstance(token, str):
            raise LoadError(f"{who} could not log in: HTTP {response.status_code}; it needs email and password alone")
        return token


class Person(HttpUser):
    """Somebody who chats. Subclasses set what all of a run share."""

    abstract = True
    plan: Plan
    tally: Tally
    accounts: Sequence[SignedIn]
    _begun = 0

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        kind = type(self)
        self._index = kind._begun
        kind._begun += 1
        self._asked = 0
        self._account = self.accounts[self._index % len(self.accounts)]
        self.client.headers["User-Agent"] = USER_AGENT

    def on_start(self) -> None:
        """Open the page."""
        for path in ("/api/config", "/api/endpoints", "/api/convos"):
            self.client.get(path, headers=self._headers(), timeout=TIMEOUT, name=f"GET {path}")

    @task
    def chat(self) -> None:
        """Ask, read the answer, and delete the chat."""
        every = self.plan.upload_every
        file = self._upload() if every and (self._index + self._asked) % every == 0 else None
        self._asked += 1
        conversation = self._ask(file)
        if conversation:
            path = f"/api/messages/{conversation}"
            self.client.get(path, headers=self._headers(), timeout=TIMEOUT, name="GET /api/messages")
            chosen = {"arg": {"conversationId": conversation, "source": "button"}}
            self.client.delete(
                "/api/convos", json=chosen, headers=self._headers(), timeout=TIMEOUT, name="DELETE /api/convos"
            )
        if file:
            self.client.delete(
                "/api/files", json={"files": [file]}, headers=self._headers(), timeout=TIMEOUT, name="DELETE /api/files"
            )

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._account.token()}"}

    def _endpoint(self) -> dict[str, str]:
        custom = {} if self.plan.endpoint in BUILT_IN_ENDPOINTS else {"endpointType": "custom"}
        return {"endpoint": self.plan.endpoint, **custom}

    def _upload(self) -> dict[str, Any] | None:
        form = {
            **self._endpoint(),
            "file_id": str(uuid.uuid4()),
            "tool_resource": "file_search",
            "message_file": "true",
        }
        response = self.client.post(
            "/api/files",
            data=form,
            files={"file": ("load.txt", FILE, "text/plain")},
            headers=self._headers(),
            timeout=STREAM_TIMEOUT,
            name="POST /api/files",
        )
        return _json(response) if response.ok else None

    def _ask(self, file: dict[str, Any] | None) -> str | None:
        """The conversation, or None if no answer was begun."""
        question: dict[str, Any] = {
            "text": QUESTION,
            **self._endpoint(),
            "model": self.plan.model,
            "messageId": str(uuid.uuid4()),
            "conversationId": None,
            "parentMessageId": NO_PARENT,
            **({"files": [file], "ephemeralAgent": {"file_search": True}} if file else {}),
        }
        began = time.monotonic()
        response = self.client.post(
            f"/api/agents/chat/{quote(self.plan.endpoint)}",
            json=question,
            headers=self._headers(),
            timeout=TIMEOUT,
            name="POST /api/agents/chat",
        )
        started = _json(response) if response.ok else {}
        if "streamId" not in started:
            return None
        answer = self._read(str(started["streamId"]))
        first_token = None if answer.first_token is None else answer.first_token - began
        self.tally.count_answer(first_token, complete=answer.failure is None)
        self._fire("first token", first_token, None if first_token is not None else answer.failure)
        self._fire("whole answer", time.monotonic() - began, answer.failure)
        return str(started.get("conversationId") or started["streamId"])

    def _read(self, stream: str) -> Answer:
        response = self.client.get(
            f"/api/agents/chat/stream/{quote(stream)}",
            headers={**self._headers(), "Accept": "text/event-stream"},
            stream=True,
            timeout=STREAM_TIMEOUT,
            name="GET /api/agents/chat/stream",
        )
        if not response.ok:
            return Answer(None, f"the stream was refused with HTTP {response.status_code}")
        try:
            # Chunks as they arrive: with a size, the first tokens would wait for later ones.
            return follow(lines_of(response.iter_content(chunk_size=None)), time.monotonic)
        except requests.RequestException as error:
            return Answer(None, f"the stream broke: {type(error).__name__}")
        finally:
            response.close()

    def _fire(self, name: str, seconds: float | None, failure: str | None) -> None:
        self.environment.events.request.fire(
            request_type="answer",
            name=name,
            response_time=1000 * (seconds or 0),
            response_length=0,
            exception=LoadError(failure) if failure else None,
            context={},
        )


def _json(response: Any) -> dict[str, Any]:
    try:
        content = response.json()
    except (json.JSONDecodeError, requests.JSONDecodeError, TypeError):
        return {}
    return content if isinstance(content, dict) else {}
