"""Answers as LibreChat streams them: server-sent events, of which the last one is final."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_DELTAS = ("on_message_delta", "on_reasoning_delta")


@dataclass(frozen=True)
class Answer:
    """How a stream went."""

    first_token: float | None
    """When the first token came; None without one."""
    failure: str | None
    """Why the answer is not whole; None if it is."""


def lines_of(chunks: Iterable[bytes]) -> Iterator[str]:
    """Lines as they become complete, by line feeds alone: texts contain what Python takes for other ends of lines."""
    rest = b""
    for chunk in chunks:
        *complete, rest = (rest + chunk).split(b"\n")
        yield from (line.removesuffix(b"\r").decode("utf-8", "replace") for line in complete)


def follow(lines: Iterable[str], clock: Callable[[], float]) -> Answer:
    """Read a stream to its end.

    :param lines: Lines without their ends, as they arrive.
    """
    first_token: float | None = None
    event = "message"
    for line in lines:
        if not line:
            event = "message"
        elif line.startswith("event:"):
            event = line.removeprefix("event:").strip()
        elif line.startswith("data:"):
            if event == "error":
                return Answer(first_token, "LibreChat sent an error instead of an answer")
            payload = _payload(line.removeprefix("data:"))
            if first_token is None and payload.get("event") in _DELTAS:
                first_token = clock()
            if payload.get("final"):
                return Answer(first_token, _final_failure(payload, first_token))
    return Answer(first_token, "the stream was cut off before its end")


def _payload(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _final_failure(payload: dict[str, Any], first_token: float | None) -> str | None:
    response = payload.get("responseMessage")
    if isinstance(response, dict) and response.get("error"):
        return "the answer is an error of the model's"
    return "the answer is empty" if first_token is None else None
