"""The smoke test's Job as it runs with LibreChat's packages: it fails exactly when the doctor's checks do."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from homelab.doctor.checks import Finding, Status
from tests.components.librechat.chat import librechat
from tests.doctor.site import Reply, StandIn, running
from tests.servers.patient import SECRETS, Patient, is_valid_token
from tests.servers.processes import HOST

NOT_JUDGED = {"expiry", "meilisearch-version", "cookie-settings", "trust-proxy", "network-policies", "volumes"}
"""Checks of the doctor that tell nothing about an update, or need more than LibreChat's rights."""


@dataclass
class Ran:
    """How the Job ended."""

    code: int
    output: str

    @property
    def checks(self) -> dict[str, str]:
        """Outcome by check."""
        lines = [line.split() for line in self.output.splitlines() if line.startswith(("ok ", "failed ", "skipped "))]
        return {name.rstrip(":"): outcome for outcome, name, *_ in lines}


@dataclass
class Job:
    """The Job beside a LibreChat."""

    patient: Patient
    rag_api: StandIn
    scripts: Path

    def run(self, *, seconds: float = 0) -> Ran:
        environment = {**self.patient.environment, "SMOKE_TEST_SECONDS": str(seconds), "SMOKE_TEST_PAUSE": "0.2"}
        environment["PORT"] = "1"  # nothing listens in the Job's own pod
        command = ["node", str(self.scripts / "smoke_test.cjs"), self.patient.librechat.url]
        run = subprocess.run(
            command, env=environment, cwd=self.patient.folder, capture_output=True, text=True, check=False, timeout=120
        )
        return Ran(run.returncode, run.stdout + run.stderr)


@pytest.fixture
def job(patient: Patient, tmp_path: Path) -> Iterator[Job]:
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    for name, text in librechat(smoke_test=True)["ConfigMap", "chat-smoke-scripts"]["data"].items():
        (scripts / name).write_text(text)
    with running() as rag_api:
        rag_api.set("GET /health", body={"status": "UP"})
        rag_api.replies["GET /documents"] = lambda headers: Reply(200 if is_valid_token(headers) else 401, [])
        patient.environment["RAG_API_URL"] = rag_api.url
        yield Job(patient, rag_api, scripts)


def test_all_is_well(job: Job):
    ran = job.run()
    assert (ran.code, ran.output.splitlines()[-1]) == (0, "smoke test: passed"), ran.output
    assert set(ran.checks.values()) == {"ok", "skipped"}
    assert ran.checks["searxng"] == "skipped"
    assert ran.checks["indexes"] == "ok"


def without_banners(job: Job) -> None:
    del job.patient.mongo.indexes["banners"]


def evicting(job: Job) -> None:
    job.patient.valkey.answer("config", "set", "maxmemory-policy", "allkeys-lru")


def of_everybody(job: Job) -> None:
    job.patient.valkey.answer("config", "set", "requirepass", "")


def unset(**variables: str) -> Callable[[Job], None]:
    return lambda job: job.patient.environment.update(variables)


def answering(server: str, request: str, *reply: Any) -> Callable[[Job], None]:
    def change(job: Job) -> None:
        servers = {"librechat": job.patient.librechat, "meilisearch": job.patient.backends, "rag": job.rag_api}
        servers[server].set(request, *reply)

    return change


BROKEN: Mapping[str, Callable[[Job], None]] = {
    "indexes": without_banners,
    "valkey-eviction": evicting,
    "valkey-password": of_everybody,
    "valkey-password and its like": unset(REDIS_URI=f"redis://{HOST}:1"),
    "document-database": unset(MONGO_URI=f"mongodb://{HOST}:1/LibreChat?serverSelectionTimeoutMS=500"),
    "keys": unset(CREDS_KEY="g" * 64),
    "keys of one kind": unset(JWT_REFRESH_SECRET=SECRETS["JWT_SECRET"]),
    "metrics": answering("librechat", "GET /metrics", 200, "http_requests_total 1"),
    "metrics without series": answering("librechat", "GET /metrics", 404),
    "strategies": answering("librechat", "GET /oauth/openid", 500),
    "meilisearch": answering("meilisearch", "GET /version", 200, {"pkgVersion": "1.35.1"}),
    "meilisearch without an index": answering("meilisearch", "GET /stats", 200, {"indexes": {"messages": {}}}),
    "rag-api": answering("rag", "GET /health", 200, {"status": "DOWN"}),
    "rag-api-closed": answering("rag", "GET /documents", 200, []),
    "searxng": unset(SEARXNG_INSTANCE_URL=f"http://{HOST}:1"),
}


@pytest.mark.parametrize("state", BROKEN)
def test_it_fails_exactly_where_the_doctor_does(job: Job, state: str):
    BROKEN[state](job)
    ran, findings = job.run(), job.patient.look()
    expected = {name for name, each in findings.items() if each.status is Status.FAILED and name not in NOT_JUDGED}
    assert expected
    assert {name for name, outcome in ran.checks.items() if outcome == "failed"} == expected, ran.output
    assert ran.code == 1
    assert state.split(maxsplit=1)[0] in expected
    assert not any(secret in ran.output for secret in SECRETS.values())


def test_every_check_of_librechats_own_is_judged(job: Job):
    def is_librechats(each: Finding) -> bool:
        return each.check not in NOT_JUDGED and each.check != "vector-database"

    assert job.run().checks.keys() == {each.check for each in job.patient.look().values() if is_librechats(each)}


def test_it_waits_for_what_is_still_starting(job: Job):
    tried = 0

    def health(_: Mapping[str, str]) -> Reply:
        nonlocal tried
        tried += 1
        return Reply(200, {"status": "UP" if tried > 1 else "DOWN"})

    job.rag_api.replies["GET /health"] = health
    ran = job.run(seconds=60)
    assert ran.code == 0, ran.output
    assert ran.output.splitlines()[0].startswith("not yet: failed  rag-api: /health: 200 DOWN")


def test_a_librechat_without_its_packages_fails(job: Job):
    shutil.rmtree(job.patient.folder / "api")
    (job.patient.folder / "node_modules").unlink()
    ran = job.run()
    assert ran.code == 1
    assert ran.checks["document-database"] == "failed"


def test_it_fits_its_memory(job: Job):
    time = shutil.which("time")
    if time is None:
        pytest.skip("GNU time is missing")
    command = [time, "-f", "%M", "node", str(job.scripts / "smoke_test.cjs"), job.patient.librechat.url]
    environment = {**job.patient.environment, "SMOKE_TEST_SECONDS": "0", "PATH": os.environ["PATH"]}
    run = subprocess.run(command, env=environment, cwd=job.patient.folder, capture_output=True, text=True, check=True)
    # Kilobytes of the largest process, beside which the other one takes 60 MB.
    assert int(run.stderr.splitlines()[-1]) < 600_000
