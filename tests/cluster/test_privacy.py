"""The erasure ledger and the cleanup of the search on a real API server. Its pods run nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from homelab.offline import GeneratedValues
from homelab.privacy import ledger
from homelab.privacy.audit import operator_of
from homelab.privacy.ledger import Entry, subject_of
from homelab.privacy.place import find_place
from homelab.running import jobs
from homelab.running.kubectl import Kubectl
from tests.cluster.control_plane import Cluster
from tests.cluster.workspaces import render_workspace
from tests.scenarios import SCENARIOS

NAMESPACE = "privacy"
ARGS: Mapping[str, Any] = {**SCENARIOS["smallest"], "namespace": NAMESPACE, "privacy": {"retention_days": 30}}


@pytest.fixture(scope="module")
def kubectl(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kubectl]:
    folder = tmp_path_factory.mktemp("privacy") / "out"
    render_workspace(ARGS, folder, GeneratedValues())
    cluster.kubectl.apply(folder)
    cluster.kubectl.wait_until_ready(NAMESPACE)
    yield Kubectl(NAMESPACE, program=str(cluster.kubectl.program), kubeconfig=cluster.kubeconfig, timeout=30)
    cluster.kubectl.run("delete", "namespace", NAMESPACE, "--wait=false")


def test_the_ledger_grows_and_loses_nothing(kubectl: Kubectl):
    assert ledger.read(kubectl, "ws-librechat") == []
    entries = [Entry(subject_of(name), f"2026-11-28T12:00:0{n}Z", {"vectors": n}) for n, name in enumerate("abc")]
    for entry in entries:
        ledger.write(kubectl, "ws-librechat", ledger.merge(ledger.read(kubectl, "ws-librechat"), [entry]))
    assert ledger.read(kubectl, "ws-librechat") == entries


def test_the_workspace_and_the_operator_are_found(kubectl: Kubectl):
    place = find_place(kubectl)
    assert place.name == "ws-librechat"
    assert not operator_of(kubectl).startswith("unknown")


def test_the_cleanup_of_the_search_is_admitted_and_completes(kubectl: Kubectl):
    job = jobs.start(kubectl, jobs.find_cron_job(kubectl, "search-cleanup"), {})
    assert jobs.follow(kubectl, job, timeout=60).reason is None
