"""Scripts that run beside a program: with its packages, variables, network policies and rights, and none of its own.

A script comes over standard input, and prints what it has found as one line of JSON behind a mark, among whatever its
packages log.
"""

import json
import secrets
from collections.abc import Mapping
from typing import Any, TypeAlias, cast

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
    constant = json.dumps({**request, "mark": mark})
    # The heap that LibreChat's own NODE_OPTIONS allow would not fit beside it.
    command = ["node", "--max-old-space-size=192", "-"]
    source = f"const REQUEST = {constant};\n{script}"
    return observation(kubectl.execute(name_of(pod), container_of(pod), command, stdin=source), mark)


def run_python(kubectl: Kubectl, pod: Manifest, script: str, request: Mapping[str, Any]) -> Observation:
    """What a script for Python prints in a pod of the RAG API; its first argument is the request, as JSON.

    :raises NotPossibleError: The operator may not run it.
    :raises NoAnswerError: It fails, or prints nothing.
    """
    mark = new_mark()
    command = ["python", "-", json.dumps({**request, "mark": mark})]
    return observation(kubectl.execute(name_of(pod), container_of(pod), command, stdin=script), mark)


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
