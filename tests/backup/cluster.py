"""A cluster that keeps state: Deployments get pods, Jobs run, and a restore's Job changes what the stores hold.

kubectl's commands are answered as the API server would. One of them may fail, or be interrupted, before or after it had
its effect.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from homelab.running.errors import NoAnswerError
from homelab.running.kubectl import Kubectl
from homelab.running.workspace import Manifest

SNAPSHOTS: Sequence[Mapping[str, Any]] = [
    {
        "id": "aaaa1111" + "0" * 56,
        "time": "2026-11-26T02:17:00.123456789Z",
        "hostname": "ai",
        "tags": ["homelab", "store=documents", "documents.users=3", "documents.messages=40-42"],
    },
    {
        "id": "bbbb2222" + "0" * 56,
        "time": "2026-11-27T03:17:00.5+01:00",
        "hostname": "ai",
        "tags": [
            *("homelab", "store=documents", "store=files", "documents.users=4", "documents.messages=1050-1060"),
            *("documents.roles=2", "files.count=7", "keys=0123456789ab"),
        ],
        "summary": {"total_bytes_processed": 5_000_000},
    },
]
LEDGER = '{"counts": {}, "subject": "5e1f", "time": "2026-11-20T10:00:00Z"}\n'
FAILURE = "restoring\nmongorestore: failed for postgres://u:p4ssw0rd-of-nobody@db\n"
REPLICAS = {"ai-librechat": 3, "ai-rag-api": 2, "ai-librechat-canary": 1}


def labels(app: str, component: str, name: str) -> dict[str, str]:
    return {
        "app.kubernetes.io/name": app,
        "app.kubernetes.io/instance": name,
        "app.kubernetes.io/component": component,
        "app.kubernetes.io/part-of": "homelab",
        "app.kubernetes.io/managed-by": "pulumi",
    }


def deployment(name: str, app: str, replicas: int) -> Manifest:
    template = {"metadata": {"labels": labels(app, app, name)}, "spec": {"containers": [{"name": app}]}}
    return {
        "kind": "Deployment",
        "metadata": {"name": name, "labels": labels(app, app, name), "generation": 1},
        "spec": {"replicas": replicas, "template": template},
    }


def cron_job(name: str, component: str, *, suspend: bool = False) -> Manifest:
    containers = [{"name": "documents-restore", "env": [{"name": "ACTION", "value": "list"}]}]
    return {
        "kind": "CronJob",
        "metadata": {"name": name, "labels": labels("restic", component, name)},
        "spec": {
            "suspend": suspend,
            "jobTemplate": {
                "metadata": {"labels": labels("restic", component, name)},
                "spec": {"template": {"spec": {"containers": containers}}},
            },
        },
    }


def scaled_object(name: str) -> Manifest:
    annotations = {"autoscaling.keda.sh/paused-replicas": "3"}
    return {
        "kind": "ScaledObject",
        "metadata": {"name": name, "labels": labels("librechat", "librechat", name), "annotations": annotations},
        "spec": {"scaleTargetRef": {"name": "ai-librechat"}},
    }


@dataclass
class Fault:
    """What goes wrong."""

    error: BaseException
    call: int
    """Number of the command that it befalls."""
    after: bool = False
    """Whether the command has had its effect."""
    for_good: bool = False
    """Whether every later command meets it too."""


@dataclass
class World:
    """Everything in the namespace ``ai``, and what has become of its data."""

    objects: dict[tuple[str, str], Manifest] = field(default_factory=dict[tuple[str, str], Manifest])
    pods: dict[str, Manifest] = field(default_factory=dict[str, Manifest])
    outcome: str = "completes"
    """Of the restore's Job: ``completes``, ``refuses``, ``fails`` or ``has no pod``."""
    data: str = "old"
    """What the stores hold: ``old``, ``half`` or ``new``."""
    erased: str = ""
    """Data that the ledger was replayed on."""
    forgotten: str = ""
    """Data after whose restore the caches were emptied, until LibreChat starts again: ``new, started``."""
    writers_during_restore: list[str] = field(default_factory=list[str])
    """What could have written, or made a backup, while stores were restored."""
    endless: set[str] = field(default_factory=set[str])
    """Jobs that do not end."""
    calls: int = 0
    fault: Fault | None = None
    fingerprint: str = "0123456789ab"
    """Of CREDS_KEY, in LibreChat's pods."""
    backup_code: int = 0
    """Exit code of the backup's Job."""
    container_that_ends: str = "documents-restore"
    """Of a Job's pod."""
    woken_by: Callable[["World"], None] | None = None
    """A controller that puts back what it finds changed."""

    def __post_init__(self) -> None:
        for name, replicas in REPLICAS.items():
            self.add(deployment(name, "rag-api" if "rag" in name else "librechat", replicas))
        self.add(deployment("ai-meilisearch", "meilisearch", 1))
        # Of another workspace, whose name begins as this one's.
        self.add(deployment("ai-b-librechat", "librechat", 1))
        self.add(cron_job("ai-b-backup", "other"))
        self.add(cron_job("ai-backup", "backup"))
        self.add(cron_job("ai-rehearsal", "rehearsal"))
        self.add(cron_job("ai-restore", "restore", suspend=True))
        self.add(cron_job("ai-cleanup", "cleanup", suspend=True))
        self.add(scaled_object("ai-librechat"))
        for _ in range(3):
            self._tick()

    def add(self, manifest: Manifest) -> None:
        kind, name = str(manifest["kind"]).lower(), str(manifest["metadata"]["name"])
        self.objects[kind, name] = manifest

    def kubectl(self) -> "StatefulKubectl":
        return StatefulKubectl("ai", world=self)

    # What people look at

    @property
    def settings(self) -> Mapping[str, Any]:
        """Everything that a restore has to put back, and nothing else."""
        return {
            f"{kind} {name}": deepcopy([each["spec"].get("replicas"), each["spec"].get("suspend"), annotations(each)])
            for (kind, name), each in self.objects.items()
            if kind in ("deployment", "cronjob", "scaledobject")
        }

    @property
    def ledger(self) -> str:
        found = self.objects.get(("configmap", "ai-librechat-erasures"))
        return found["data"]["ledger.jsonl"] if found else ""

    def replay(self, kubectl: Kubectl, workspace: str | None) -> Iterator[str]:
        """Instead of scripts in pods, which have tests of their own."""
        assert workspace == "ai"
        assert self._is_ready("ai-librechat")
        assert self._is_ready("ai-rag-api")
        assert self.ledger
        self.erased = self.data
        yield "erased again"

    # What the controllers do

    def run(self, arguments: Sequence[str], stdin: str | None) -> str:
        self.calls += 1
        fault = self.fault
        is_hit = fault is not None and (self.calls == fault.call or (fault.for_good and self.calls > fault.call))
        if fault is not None and is_hit and not fault.after:
            raise fault.error
        answer = self._answer(arguments, stdin)
        self._tick()
        if fault is not None and is_hit:
            raise fault.error
        return answer

    def _tick(self) -> None:
        if self.woken_by:
            self.woken_by(self)
        for (kind, name), each in [*self.objects.items()]:
            if kind == "deployment":
                self._scale(name, each)
            elif kind == "job":
                self._run_job(name, each)

    def _scale(self, name: str, manifest: Manifest) -> None:
        own = {pod: each for pod, each in self.pods.items() if each["owner"] == name}
        for pod, each in own.items():
            if each["metadata"].get("deletionTimestamp"):
                del self.pods[pod]
            else:
                each["status"]["conditions"] = [{"type": "Ready", "status": "True"}]
        wanted = manifest["spec"]["replicas"]
        left = [pod for pod in own if pod in self.pods]
        for pod in left[wanted:]:
            self.pods[pod]["metadata"]["deletionTimestamp"] = "now"
        for _ in range(wanted - len(left)):
            number = len(self.pods) + self.calls
            metadata = {"name": f"{name}-{number}", "labels": manifest["metadata"]["labels"]}
            spec = manifest["spec"]["template"]["spec"]
            self.pods[f"{name}-{number}"] = {
                "kind": "Pod", "owner": name, "metadata": metadata, "spec": spec, "status": {"phase": "Running"},
            }  # fmt: skip
            if name == "ai-librechat" and self.forgotten == self.data:
                self.forgotten += ", started"
        ready = [each for each in self.pods.values() if each["owner"] == name and is_ready(each)]
        manifest["status"] = {
            "readyReplicas": len(ready),
            "observedGeneration": manifest["metadata"]["generation"],
        }

    def _run_job(self, name: str, job: Manifest) -> None:
        if job.get("status", {}).get("conditions") or name in self.endless:
            return
        environment = job["spec"]["template"]["spec"]["containers"][0]["env"]
        variables = {each["name"]: each["value"] for each in environment}
        age = job["age"] = job.get("age", 0) + 1
        if job["metadata"]["labels"]["app.kubernetes.io/component"] == "backup":
            self._end(name, job, "Failed" if self.backup_code else "Complete", self.backup_code)
        elif variables.get("ACTION") != "restore":
            self._end(name, job, "Complete", 0)
        elif self.outcome == "has no pod":
            job["status"] = {"conditions": [{"type": "Failed", "status": "True", "reason": "DeadlineExceeded"}]}
        elif self.outcome == "refuses":
            self._end(name, job, "Failed", 3)
        elif age == 2 and self.container_that_ends.endswith("-restore"):
            self.data = "half"
            self.writers_during_restore += [each["owner"] for each in self.pods.values() if self._may_write(each)]
            running = [key for key, each in self.objects.items() if key[0] == "cronjob" and not each["spec"]["suspend"]]
            self.writers_during_restore += [each for _, each in running if each in ("ai-backup", "ai-rehearsal")]
        elif age >= 10:
            if self.outcome == "completes":
                self.data = "new"
            self._end(name, job, *(("Complete", 0) if self.outcome == "completes" else ("Failed", 1)))

    def _may_write(self, pod: Manifest) -> bool:
        return pod["owner"] in REPLICAS

    def _end(self, name: str, job: Manifest, kind: str, code: int) -> None:
        terminated = {"name": self.container_that_ends, "state": {"terminated": {"exitCode": code}}}
        self.pods[f"{name}-p"] = {
            "kind": "Pod",
            "owner": name,
            "metadata": {"name": f"{name}-p", "labels": {"batch.kubernetes.io/job-name": name}},
            "status": {"phase": "Succeeded" if code == 0 else "Failed", "containerStatuses": [terminated]},
        }
        job["status"] = {"conditions": [{"type": kind, "status": "True", "reason": "BackoffLimitExceeded"}]}

    def _is_ready(self, name: str) -> bool:
        return any(each["owner"] == name and is_ready(each) for each in self.pods.values())

    # What kubectl is asked

    def _answer(self, arguments: Sequence[str], stdin: str | None) -> str:  # noqa: PLR0911
        verb, *rest = arguments
        names = [each for each in rest if not each.startswith("--")]
        options: dict[str, str] = {}
        for each in rest:
            name, _, value = each.removeprefix("--").partition("=")
            options |= {name: value} if each.startswith("--") else {}
        match verb:
            case "api-resources":
                return "scaledobjects.keda.sh\n"
            case "get" if names[0] == "events":
                return json.dumps({"items": []})
            case "get" if len(names) == 2:
                found = self.objects.get((names[0], names[1]))
                return json.dumps(found) if found else ""
            case "get":
                return json.dumps({"items": self._items(names[0].split(","), options.get("selector"))})
            case "patch":
                kind = names[0].removesuffix(".keda.sh")
                manifest = self.objects[kind, names[1]]
                merge(manifest, json.loads(options["patch"]))
                manifest["metadata"]["generation"] = manifest["metadata"].get("generation", 0) + 1
                return ""
            case "create" | "apply":
                return self._create(json.loads(stdin or ""))
            case "delete":
                self.objects.pop((names[0], names[1]), None)
                return ""
            case "logs":
                return self._logs(names[0])
            case "exec":
                return self._execute(stdin or "")
            case _:
                raise AssertionError(arguments)

    def _items(self, kinds: Sequence[str], selector: str | None) -> list[Manifest]:
        singular = {each.removesuffix(".keda.sh").removesuffix("s") for each in kinds}
        found = [each for (kind, _), each in self.objects.items() if kind in singular]
        found += self.pods.values() if "pod" in singular else []
        return [each for each in found if selector is None or selects(selector, each["metadata"]["labels"])]

    def _create(self, manifest: Manifest) -> str:
        metadata = manifest["metadata"]
        if "generateName" in metadata:
            metadata["name"] = f"{metadata['generateName']}{self.calls}"
        self.add(manifest)
        return json.dumps(manifest)

    def _logs(self, pod: str) -> str:
        job = self.objects["job", pod.removesuffix("-p")]
        variables = {each["name"]: each["value"] for each in job["spec"]["template"]["spec"]["containers"][0]["env"]}
        if job["metadata"]["labels"]["app.kubernetes.io/component"] == "backup":
            return FAILURE if self.backup_code else "homelab-snapshot bbbb2222\n"
        if variables["ACTION"] == "list":
            return f"connected\nhomelab-snapshots {json.dumps(SNAPSHOTS)}\n"
        if self.outcome == "refuses":
            return "homelab-refused the document database has 3 messages\n"
        if self.outcome == "fails":
            return FAILURE
        return f"homelab-ledger {json.dumps(LEDGER)}\nrestored documents\n"

    def _execute(self, script: str) -> str:
        first = script.splitlines()[0]
        request = json.loads(first.removeprefix("const REQUEST = ").removesuffix(";"))
        if "fingerprint" in script:
            assert request["digits"] == 12
            return f"\n{request['mark']}{json.dumps({'fingerprint': self.fingerprint})}\n"
        self.forgotten = self.data
        return f"\n{request['mark']}{json.dumps({'search': 42, 'cache': 7})}\n"


@dataclass(frozen=True)
class StatefulKubectl(Kubectl):
    """kubectl of a `World`."""

    world: World = field(kw_only=True)

    def run(self, *arguments: str, stdin: str | None = None) -> str:
        return self.world.run(arguments, stdin)


def no_answer() -> NoAnswerError:
    return NoAnswerError("kubectl: connection refused")


def annotations(manifest: Manifest) -> Mapping[str, str]:
    return manifest["metadata"].get("annotations") or {}


def is_ready(pod: Manifest) -> bool:
    return bool(pod["status"].get("conditions")) and not pod["metadata"].get("deletionTimestamp")


def selects(selector: str, labels: Mapping[str, str]) -> bool:
    if " in " in selector:
        key, _, values = selector.partition(" in ")
        return labels.get(key) in values.strip("()").split(",")
    key, _, value = selector.partition("=")
    return labels.get(key) == value


def merge(target: Manifest, change: Mapping[str, Any]) -> None:
    """A JSON merge patch."""
    for key, value in change.items():
        if value is None:
            target.pop(key, None)
        elif isinstance(value, Mapping):
            merge(target.setdefault(key, {}), value)
        else:
            target[key] = value
