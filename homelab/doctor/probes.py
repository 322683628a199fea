"""What the workspace's own programs see, asked in their running containers.

A script runs beside the program, with its packages, variables, network policies and rights, and none of its own.
"""

import functools
import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, TypeAlias, cast

from homelab.doctor.checks import NoAnswerError, NotPossibleError
from homelab.doctor.connections import Connection, closed_ports, connections
from homelab.doctor.kubectl import Kubectl, Manifest
from homelab.doctor.objects import Workspace

Observation: TypeAlias = Mapping[str, Any]
LIBRECHAT = "librechat"
RAG_API = "rag-api"
DOCUMENT_STORE = "postgres-documentdb"
_FILLED = re.compile(r"[ \t](?P<percent>\d+)%[ \t]+(?P<path>/.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Probed:
    """What a program's pod has seen, or why it could not look."""

    pod: str
    app: str
    expected_connections: Sequence[Connection]
    seen: Observation | NoAnswerError | NotPossibleError


@dataclass(frozen=True, slots=True)
class Filled:
    """How full a volume is."""

    pod: str
    claim: str
    percent: int


class Inspection:
    """A workspace's objects, and what its pods see. Each pod is asked once."""

    def __init__(self, workspace: Workspace, kubectl: Kubectl) -> None:
        """Ask nothing yet."""
        self.workspace = workspace
        self._kubectl = kubectl

    @functools.cached_property
    def librechat(self) -> Sequence[Probed]:
        """One pod of each LibreChat."""
        return self._probe(LIBRECHAT, librechat_command)

    @functools.cached_property
    def rag_api(self) -> Sequence[Probed]:
        """One pod of each RAG API."""
        return self._probe(RAG_API, rag_api_command)

    def expiry(self) -> Mapping[str, str]:
        """Workers and active jobs of the scheduler in FerretDB's Postgres: two numbers, by pod.

        :raises NoAnswerError: It has no scheduler, or does not answer.
        """
        query = (
            "SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type LIKE 'pg_cron%') || ' ' || "
            "(SELECT count(*) FROM cron.job WHERE active)"
        )
        command = ["sh", "-c", f'psql -U "$POSTGRES_USER" -d postgres -w -Atc "{query}"']
        return {
            _name(pod): self._kubectl.execute(_name(pod), _container(pod), command).strip()
            for pod in self.workspace.running(DOCUMENT_STORE)
        }

    def volumes(self) -> tuple[Sequence[Filled], Sequence[str]]:
        """How full the volumes are, and the pods that could not say."""
        filled: dict[str, Filled] = {}
        silent: list[str] = []
        for pod in self.workspace.pods:
            for container, mounts in _claims(pod).items():
                try:
                    output = self._kubectl.execute(_name(pod), container, ["df", "-Pk", *mounts])
                except (NoAnswerError, NotPossibleError) as error:
                    silent.append(f"{_name(pod)}: {error}")
                    continue
                percents = used_percents(output)
                filled |= {
                    claim: Filled(_name(pod), claim, percents[path])
                    for path, claim in mounts.items()
                    if path in percents
                }
        return list(filled.values()), silent

    def _probe(self, app: str, command: "Callable[[Sequence[Connection], str], tuple[list[str], str]]") -> list[Probed]:
        found: list[Probed] = []
        for pod in self.workspace.running(app):
            targets = connections(pod, self.workspace)
            mark = f"homelab-doctor-{secrets.token_hex(8)} "
            arguments, script = command(targets, mark)
            try:
                output = self._kubectl.execute(_name(pod), _container(pod), arguments, stdin=script)
                seen = observation(output, mark)
            except (NoAnswerError, NotPossibleError) as error:
                seen = error
            found.append(Probed(_name(pod), app, targets, seen))
        return found


def librechat_command(targets: Sequence[Connection], mark: str) -> tuple[list[str], str]:
    """Command that runs LibreChat's script, and its standard input."""
    # The heap that LibreChat's own NODE_OPTIONS allow would not fit beside it.
    return [
        "node",
        "--max-old-space-size=192",
        "-",
    ], f"const REQUEST = {_request(targets, mark)};\n{_script('librechat.cjs')}"


def rag_api_command(targets: Sequence[Connection], mark: str) -> tuple[list[str], str]:
    """Command that runs the RAG API's script, and its standard input."""
    return ["python", "-", _request(targets, mark)], _script("rag_api.py")


def observation(output: str, mark: str) -> Observation:
    """What a script has printed, among whatever packages log.

    :raises NoAnswerError: It has printed nothing.
    """
    lines = [line for line in output.splitlines() if line.startswith(mark)]
    if not lines:
        raise NoAnswerError("the script printed nothing")
    return cast("Observation", json.loads(lines[-1].removeprefix(mark)))


def used_percents(output: str) -> dict[str, int]:
    """Percent in use by mount point, from the output of ``df -Pk``."""
    return {match["path"]: int(match["percent"]) for match in _FILLED.finditer(output)}


def _request(targets: Sequence[Connection], mark: str) -> str:
    ports = [*((each.host, each.port) for each in targets), *closed_ports(targets)]
    return json.dumps({"mark": mark, "connections": [{"host": host, "port": port} for host, port in ports]})


def _script(name: str) -> str:
    return (resources.files("homelab.doctor") / "scripts" / name).read_text(encoding="utf-8")


def _claims(pod: Manifest) -> dict[str, dict[str, str]]:
    """Claims by path, by container that mounts them; each claim once."""
    claims = {
        volume["name"]: volume["persistentVolumeClaim"]["claimName"]
        for volume in pod["spec"].get("volumes") or []
        if "persistentVolumeClaim" in volume
    }
    found: dict[str, dict[str, str]] = {}
    seen: set[str] = set()
    for container in pod["spec"]["containers"]:
        for mount in container.get("volumeMounts") or []:
            claim = claims.get(mount["name"])
            if claim and claim not in seen:
                seen.add(claim)
                found.setdefault(container["name"], {})[mount["mountPath"]] = claim
    return found


def _name(pod: Manifest) -> str:
    return pod["metadata"]["name"]


def _container(pod: Manifest) -> str:
    """The program's own container: the cluster may have put sidecars before it."""
    names = [each["name"] for each in pod["spec"]["containers"]]
    own = (pod["metadata"]["labels"]["app.kubernetes.io/name"], "postgres")
    return next((name for name in names if name in own), names[0])
