"""A workspace whose three databases are AWS's: what its pods get, await and may reach."""

from typing import Any

import pytest

from homelab import AIWorkspace
from homelab.aws import Cache, DocumentDatabase, PostgresDatabase
from homelab.components.rag_api.embeddings_providers import EmbeddingsProvider
from homelab.offline import Recording
from tests.aws.databases import ARGS, JOB
from tests.aws.recordings import awaited, of_type, recorded
from tests.objects import Manifest

OF_CACHE = {name: value for name, value in ARGS.items() if name != "job"}


def program() -> None:
    vectors = PostgresDatabase("vectors", {**ARGS})  # type: ignore[typeddict-item]
    documents = DocumentDatabase("documents", {**ARGS})  # type: ignore[typeddict-item]
    cache = Cache("cache", {**OF_CACHE})  # type: ignore[typeddict-item]
    AIWorkspace(
        "ai",
        {
            "namespace": "ai",
            "librechat": {"domain": "chat.example.com"},
            "documentdb": documents.documentdb,
            "valkey": cache.valkey,
            "pgvector": vectors.pgvector,
            "rag": {"embeddings": {"provider": EmbeddingsProvider.HUGGINGFACE}},
        },
    )


@pytest.fixture(scope="module")
def recording() -> Recording:
    return recorded(program)


def deployments(recording: Recording) -> dict[str, Any]:
    return {each.name: each for each in of_type(recording, "kubernetes:apps/v1:Deployment")}


def environment(recording: Recording, deployment: str) -> Manifest:
    """Variables of a container, and those of the ConfigMaps that it takes whole; references as they are."""
    (container,) = deployments(recording)[deployment].inputs["spec"]["template"]["spec"]["containers"]
    maps = {each.id: each.inputs["data"] for each in of_type(recording, "kubernetes:core/v1:ConfigMap")}
    by_name = {name.rpartition("/")[2]: values for name, values in maps.items()}
    found: Manifest = {}
    for source in container.get("envFrom", []):
        found |= by_name.get(source.get("configMapRef", {}).get("name", ""), {})
    own: Manifest = {each["name"]: each.get("value", each.get("valueFrom")) for each in container["env"]}
    return {**found, **own}


def test_no_server_of_a_database_runs_in_the_cluster(recording: Recording):
    names = {each.name for each in of_type(recording, "kubernetes:apps/v1:StatefulSet")} | {*deployments(recording)}
    assert names == {"ai-librechat", "ai-meilisearch", "ai-rag-api"}


def test_connections_are_verified_and_passwords_are_in_secrets(recording: Recording):
    rag_api, librechat = environment(recording, "ai-rag-api"), environment(recording, "ai-librechat")
    assert rag_api["PGSSLMODE"] == "verify-full"
    assert rag_api["DB_HOST"].endswith(".rds.amazonaws.com")
    assert librechat["REDIS_URI"].startswith("rediss://")
    for value in (rag_api["POSTGRES_PASSWORD"], librechat["REDIS_PASSWORD"], librechat["MONGO_URI"]):
        assert "secretKeyRef" in value
    assert librechat["NODE_EXTRA_CA_CERTS"]


def test_pods_that_serve_wait_for_the_jobs_and_know_no_master(recording: Recording):
    jobs = {each.urn: each.name for each in of_type(recording, JOB)}
    assert {"vectors-setup", "documents-setup"} <= {*jobs.values()}
    for deployment in deployments(recording).values():
        assert "MASTER_ARN" not in str(deployment.inputs)
        assert deployment.inputs["spec"]["template"]["spec"].get("serviceAccountName") not in jobs.values()
    assert JOB in awaited(recording, deployments(recording)["ai-rag-api"])
    assert JOB in awaited(recording, deployments(recording)["ai-librechat"])


@pytest.mark.parametrize(("pods", "ports"), [("ai-librechat", {27017, 6379}), ("ai-rag-api", {5432})])
def test_policies_let_the_pods_reach_their_databases(recording: Recording, pods: str, ports: set[int]):
    policies = {each.name: each for each in of_type(recording, "kubernetes:networking.k8s.io/v1:NetworkPolicy")}
    private = [
        port["port"]
        for rule in policies[pods].inputs["spec"]["egress"]
        for port in rule.get("ports", [])
        # Addresses of a VPC are private ones.
        if any("10.0.0.0/8" not in to.get("ipBlock", {}).get("except", ["10.0.0.0/8"]) for to in rule.get("to", []))
    ]
    assert ports <= {*private}


def test_all_of_it_is_shown_in_a_preview():
    assert recorded(program, preview=True).resources
