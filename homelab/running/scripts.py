"""Scripts that run beside a program: with its packages, variables, network policies and rights, and none of its own.

A script comes over standard input, and prints what it has found as one line of JSON behind a mark, among whatever its
packages log.
"""

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import IO, Any, TypeAlias, cast

from homelab.running.errors import NoAnswerError
from homelab.running.kubectl import Kubectl
from homelab.running.workspace import Manifest, container_of, name_of

Observation: TypeAlias = Mapping[str, Any]


def run_node(kubectl: Kubectl, pod: Manifest, script: str, request: Mapping[str, Any]) -> Observation:
    """What a script for Node.js prints in a pod of LibreChat.

    :param script: It reads the constant ``REQUEST``: ``request``, with the ``mark`` of the line that counts.
    :raises NotPossibleError: The operator may not run it.
    :raises NoAnswerError: It fails, or prints nothing.
    """
    mark = new_mark()
    command, source = _node(script, request, mark)
    return observation(kubectl.execute(name_of(pod), container_of(pod), command, stdin=source), mark)


def with_redis(script: str) -> str:
    """A script for a pod of LibreChat, together with ``withRedis``, which opens LibreChat's own Redis.

    :param script: It defines ``fs``, ``env``, ``load`` and ``SECONDS``.
    """
    return f"{script}\n{(resources.files('homelab.running') / 'redis.cjs').read_text(encoding='utf-8')}"


def run_python(kubectl: Kubectl, pod: Manifest, script: str, request: Mapping[str, Any]) -> Observation:
    """What a script for Python prints in a pod of the RAG API; its first argument is the request, as JSON.

    :raises NotPossibleError: The operator may not run it.
    :raises NoAnswerError: It fails, or prints nothing.
    """
    mark = new_mark()
    command = _python(request, mark)
    return observation(kubectl.execute(name_of(pod), container_of(pod), command, stdin=script), mark)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of what a script streams."""

    name: str
    size: int
    """Bytes."""
    content: IO[bytes]
    """Reads the piece, and perhaps what is behind it: no more than `size` bytes are its own."""


def stream_node(
    kubectl: Kubectl, pod: Manifest, script: str, request: Mapping[str, Any]
) -> Iterator[Part | Observation]:
    """As `run_node`, for a script that prints parts; the last one is what it observes in the end.

    The content of a part has to be read before the next one is asked for.
    """
    mark = new_mark()
    command, source = _node(script, request, mark)
    with kubectl.stream(name_of(pod), container_of(pod), command, stdin=source) as output:
        yield from parts(output, mark)


def stream_python(
    kubectl: Kubectl, pod: Manifest, script: str, request: Mapping[str, Any]
) -> Iterator[Part | Observation]:
    """As `run_python`, for a script that prints parts."""
    mark = new_mark()
    with kubectl.stream(name_of(pod), container_of(pod), _python(request, mark), stdin=script) as output:
        yield from parts(output, mark)


def parts(output: IO[bytes], mark: str) -> Iterator[Part | Observation]:
    """What a script has streamed: parts, and in the end an observation with the key ``end``.

    :raises NoAnswerError: The stream ends early, or says why it has to.
    """
    for line in output:
        if not line.startswith(mark.encode()):
            continue
        head: Observation = json.loads(line.removeprefix(mark.encode()))
        if "error" in head:
            raise NoAnswerError(str(head["error"]))
        if "end" in head:
            yield head
            return
        yield Part(head["name"], head["size"], output)
    raise NoAnswerError("the script ended in the middle")


def _node(script: str, request: Mapping[str, Any], mark: str) -> tuple[list[str], str]:
    constant = json.dumps({**request, "mark": mark})
    # The heap that LibreChat's own NODE_OPTIONS allow would not fit beside it.
    return ["node", "--max-old-space-size=192", "-"], f"const REQUEST = {constant};\n{script}"


def _python(request: Mapping[str, Any], mark: str) -> list[str]:
    return ["python", "-", json.dumps({**request, "mark": mark})]


def new_mark() -> str:
    """Beginning of the line that counts."""
    return f"homelab-{secrets.token_hex(8)} "


def observation(output: str, mark: str) -> Observation:
    """What a script has printed, among whatever packages log.

    :raises NoAnswerError: It has printed nothing.
    """
    lines = [line for line in output.splitlines() if line.startswith(mark)]
    if not lines:
        raise NoAnswerError("the script printed nothing")
    return cast("Observation", json.loads(lines[-1].removeprefix(mark)))
