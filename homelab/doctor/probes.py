"""What the workspace's own programs see, asked in their running containers.

A script runs beside the program, with its packages, variables, network policies and rights, and none of its own.
"""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from homelab.doctor.connections import Connection, closed_ports, connections
from homelab.doctor.objects import ExaminedWorkspace
from homelab.doctor.scripts import librechat_script, rag_api_script
from homelab.running.errors import NoAnswerError, NotPossibleError
from homelab.running.kubectl import Kubectl
from homelab.running.scripts import Observation, run_node, run_python
from homelab.running.workspace import LIBRECHAT, RAG_API, Manifest, container_of, name_of

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

    def __init__(self, workspace: ExaminedWorkspace, kubectl: Kubectl) -> None:
        """Ask nothing yet."""
        self.workspace = workspace
        self._kubectl = kubectl

    @functools.cached_property
    def librechat(self) -> Sequence[Probed]:
        """One pod of each LibreChat."""
        return self._probe(LIBRECHAT, run_node, librechat_script())

    @functools.cached_property
    def rag_api(self) -> Sequence[Probed]:
        """One pod of each RAG API."""
        return self._probe(RAG_API, run_python, rag_api_script())

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
            name_of(pod): self._kubectl.execute(name_of(pod), container_of(pod), command).strip()
            for pod in self.workspace.ready_pods(DOCUMENT_STORE).values()
        }

    def volumes(self) -> tuple[Sequence[Filled], Sequence[str]]:
        """How full the volumes are, and the pods that could not say."""
        filled: dict[str, Filled] = {}
        silent: list[str] = []
        for pod in self.workspace.pods:
            for container, mounts in _claims(pod).items():
                try:
                    output = self._kubectl.execute(name_of(pod), container, ["df", "-Pk", *mounts])
                except (NoAnswerError, NotPossibleError) as error:
                    silent.append(f"{name_of(pod)}: {error}")
                    continue
                percents = used_percents(output)
                filled |= {
                    claim: Filled(name_of(pod), claim, percents[path])
                    for path, claim in mounts.items()
                    if path in percents
                }
        return list(filled.values()), silent

    def _probe(
        self, app: str, run: "Callable[[Kubectl, Manifest, str, Observation], Observation]", script: str
    ) -> list[Probed]:
        found: list[Probed] = []
        for pod in self.workspace.ready_pods(app).values():
            targets = connections(pod, self.workspace)
            try:
                seen = run(self._kubectl, pod, script, request(targets))
            except (NoAnswerError, NotPossibleError) as error:
                seen = error
            found.append(Probed(name_of(pod), app, targets, seen))
        return found


def used_percents(output: str) -> dict[str, int]:
    """Percent in use by mount point, from the output of ``df -Pk``."""
    return {match["path"]: int(match["percent"]) for match in _FILLED.finditer(output)}


def request(targets: Sequence[Connection]) -> Observation:
    """What the scripts are asked: to open these connections, and some that nothing answers."""
    ports = [*((each.host, each.port) for each in targets), *closed_ports(targets)]
    return {"connections": [{"host": host, "port": port} for host, port in ports]}


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
