"""What the Jobs of a backup may connect to, as the NetworkPolicies allow: what they read, and nothing else."""

from typing import Any

import pytest

from homelab.offline.network import Access, Address, NetworkPolicies, outside_matrix, pods, service_matrix
from tests.scenarios import recorded

REPOSITORY = "10.9.8.7"
ARGS: dict[str, Any] = {
    "namespace": "ai",
    "librechat": {"domain": "chat.example.com"},
    "rag": {"embeddings": {"provider": "huggingface"}},
    "backup": {
        "repository": {"rest": {"url": f"https://{REPOSITORY}:8000/ws"}},
        "password": "a-password-of-the-tests",
        "keys": {"recipients": ["age1" + "q" * 58]},
        "rehearsal": {},
    },
}


@pytest.mark.parametrize(
    ("job", "services"),
    [
        ("ws-backup", {"ws-documentdb:27017", "ws-pgvector:5432"}),
        ("ws-restore", {"ws-documentdb:27017", "ws-pgvector:5432"}),
        # It restores vectors into a server of its own.
        ("ws-rehearsal", {"ws-documentdb:27017"}),
    ],
)
def test_a_job_reaches_its_databases_and_no_other_server_of_the_workspace(job: str, services: set[str]):
    matrix = service_matrix(recorded(ARGS).objects)
    assert {name.split("/")[0] for name, access in matrix[job].items() if access is not Access.NO} == services


@pytest.mark.parametrize("job", ["ws-backup", "ws-restore", "ws-rehearsal"])
def test_outside_of_the_workspace_a_job_reaches_the_repository_and_nothing_else(job: str):
    matrix = outside_matrix(recorded(ARGS).objects)[job]
    # Of private addresses, one port of one server.
    assert {name: access for name, access in matrix.items() if access is not Access.NO} == {
        "cluster DNS": Access.YES,
        "private addresses": Access.IN_PART,
    }
    manifests = recorded(ARGS).manifests
    (pod,) = [each for each in pods(manifests) if each.name == job]
    policies = NetworkPolicies(manifests)
    reached = [
        (address, port)
        for address in (REPOSITORY, "10.9.8.6")
        for port in (443, 8000)
        if policies.allows(pod, Address.parse(address), port, "TCP")
    ]
    assert reached == [(REPOSITORY, 8000)]


def test_nothing_connects_to_the_jobs():
    objects = recorded(ARGS).objects
    targets = {name for access in service_matrix(objects).values() for name in access}
    assert not [name for name in targets if "backup" in name or "restore" in name or "rehearsal" in name]
