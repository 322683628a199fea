"""The doctor's scripts as they run in the containers of LibreChat and the RAG API, and what follows from what they see.

LibreChat's own packages (its models, mongoose, ioredis) ask a real Redis-compatible server, a stand-in for the document
database, and stand-ins for HTTP servers; the RAG API's script asks a real Postgres with PgVector's init script.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from homelab.doctor.checks import Finding, Status
from homelab.doctor.inside import INSIDE
from homelab.running.workspace import Manifest
from tests.doctor.cluster import inspection, only, running_objects
from tests.servers.patient import SECRETS, Patient
from tests.servers.postgres import Postgres, running_postgres
from tests.servers.processes import HOST
from tests.servers.rendered import RenderedContainer, rendered_container


def unwell(findings: Mapping[str, Finding]) -> dict[str, str]:
    return {name: each.seen for name, each in findings.items() if each.status in (Status.FAILED, Status.WARNING)}


def test_nothing_is_wrong_with_a_sound_librechat(patient: Patient):
    patient.backends.set("GET /health", body={"status": "available"})
    findings = patient.look()
    # One stand-in serves both: the RAG API's own answer is tried below.
    assert unwell(findings) == {"rag-api": "/health: 200 available"}
    assert findings["indexes"].seen.endswith(" indexes")
    assert int(findings["indexes"].seen.split()[0]) > 250
    assert findings["valkey-eviction"].seen == "noeviction"
    assert findings["document-database"].seen == "FerretDB 7.0.77"
    assert findings["network-policies"].seen == "1 forbidden failed, 1 allowed opened"


def test_the_script_changes_nothing(patient: Patient):
    patient.look()
    assert {"listIndexes", "find"} <= set(patient.mongo.commands)
    assert not {"create", "createIndexes", "insert", "update", "delete"} & set(patient.mongo.commands)
    methods = {request.partition(" ")[0] for request, _ in (*patient.librechat.requests, *patient.backends.requests)}
    assert methods == {"GET"}
    assert patient.valkey.answer("dbsize") == "0"
    assert "cmdstat_set:" not in patient.valkey.answer("info", "commandstats")


def test_no_secret_is_printed(patient: Patient):
    # A server that repeats the password it was sent in its message.
    password = patient.environment["REDIS_PASSWORD"]
    patient.environment["MONGO_URI"] = f"mongodb://librechat:{password}@{HOST}:1/LibreChat?serverSelectionTimeoutMS=500"
    patient.backends.set("GET /documents", 500, f"key is {SECRETS['MEILI_MASTER_KEY']}")
    findings = patient.look()
    assert findings["document-database"].status is Status.FAILED
    for secret in (*SECRETS.values(), password):
        assert not any(secret in text for text in patient.printed)


def test_missing_indexes_are_named(patient: Patient):
    del patient.mongo.indexes["banners"]
    patient.mongo.indexes["messages"] = [
        each for each in patient.mongo.indexes["messages"] if "expireAfterSeconds" not in each
    ]
    finding = patient.look()["indexes"]
    assert finding.status is Status.FAILED
    assert "messages.expiredAt (expiry)" in finding.seen


def test_documents_that_should_have_expired_are_found(patient: Patient):
    patient.mongo.found["messages"] = [{"_id": 1}]
    finding = patient.look()["expiry"]
    assert (finding.status, finding.seen) == (Status.FAILED, "expired documents in messages")
    (query,) = patient.mongo.filters["messages"]
    assert set(query) == {"expiredAt"}


def test_valkey_that_evicts_is_found(patient: Patient):
    patient.valkey.answer("config", "set", "maxmemory-policy", "allkeys-lru")
    assert unwell(patient.look())["valkey-eviction"] == "allkeys-lru, 0 keys evicted"


def test_valkey_without_a_file_is_found(patient: Patient):
    patient.valkey.answer("config", "set", "appendonly", "no")
    assert unwell(patient.look())["valkey-persistence"].startswith("appendonly no")


def test_valkey_without_a_password_is_found(patient: Patient):
    patient.valkey.answer("config", "set", "requirepass", "")
    assert unwell(patient.look())["valkey-password"].endswith("PONG without a password")


def test_a_wrong_password_of_valkey_is_found(patient: Patient):
    patient.environment["REDIS_PASSWORD"] = "a-wrong-password"
    assert "WRONGPASS" in unwell(patient.look())["valkey-password"]


def test_valkey_that_is_gone_is_found(patient: Patient):
    patient.environment["REDIS_URI"] = f"redis://{HOST}:1"
    findings = patient.look()
    assert findings["valkey-password"].status is Status.FAILED
    assert findings["valkey-eviction"].status is Status.SKIPPED


def test_sign_ins_that_all_come_from_a_proxy_are_found(patient: Patient):
    patient.valkey.answer("set", "chat::login_limiter:10.1.2.3", "1")
    assert "one private address" in unwell(patient.look())["trust-proxy"]
    patient.valkey.answer("set", "chat::login_limiter:203.0.113.7", "1")
    assert "trust-proxy" not in unwell(patient.look())


def test_a_key_of_letters_and_digits_is_found(patient: Patient):
    patient.environment["CREDS_KEY"] = "g" * 64
    assert unwell(patient.look())["keys"] == "CREDS_KEY has 64 characters, not all hexadecimal"


def test_a_dead_strategy_is_found(patient: Patient):
    patient.librechat.set("GET /oauth/openid", 500, 'Unknown authentication strategy "openid"')
    assert unwell(patient.look())["strategies"] == "openid: 500"


def test_metrics_for_everybody_are_found(patient: Patient):
    patient.librechat.set("GET /metrics", 200, "http_requests_total 1")
    assert unwell(patient.look())["metrics"] == "200 with a wrong bearer"


def test_the_rag_api_is_up_and_closed(patient: Patient):
    patient.backends.set("GET /health", body={"status": "UP"})
    findings = patient.look()
    assert findings["rag-api"].status is findings["rag-api-closed"].status is Status.OK


def test_an_open_rag_api_is_found(patient: Patient):
    patient.backends.set("GET /documents", 200, [])
    assert unwell(patient.look())["rag-api-closed"] == "GET /documents: 200"


def test_a_rag_api_of_another_secret_is_found(patient: Patient):
    patient.backends.set("GET /documents", 401)
    assert "401 with LibreChat's token" in unwell(patient.look())["rag-api"]


def test_meilisearch_of_another_version_is_found(patient: Patient):
    patient.backends.set("GET /version", 200, {"pkgVersion": "1.40.0"})
    findings = unwell(patient.look())
    assert "1.40.0, not 1.35.1" in findings["meilisearch-version"]
    assert "open without a key" in findings["meilisearch"]


def test_a_network_that_enforces_no_policies_is_found(patient: Patient):
    pod = only(patient.objects, "Pod", "pgvector")
    pod["spec"]["containers"][0]["ports"][0]["containerPort"] = patient.mongo.port
    finding = patient.look()["network-policies"]
    assert (finding.status, finding.seen) == (Status.FAILED, "not enforced: librechat to ws-pgvector:5432 opened")


@dataclass
class RagApi:
    """The RAG API's container, as far as its script needs it."""

    postgres: Postgres
    container: RenderedContainer
    objects: Sequence[Manifest]
    environment: dict[str, str]

    def execute(self, pod: str, command: Sequence[str], stdin: str) -> str:
        if command[0] != "python":
            return ""
        run = subprocess.run(
            [sys.executable, *command[1:]],
            input=stdin,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert self.environment["POSTGRES_PASSWORD"] not in run.stdout + run.stderr
        return run.stdout

    def look(self) -> Finding:
        subject = inspection(self.objects, self.execute)
        return next(each for each in INSIDE.run(subject, "ai") if each.check == "vector-database")


@pytest.fixture(scope="module")
def rag_api(manifests: Sequence[Mapping[str, Any]]) -> Iterator[RagApi]:
    pgvector, container = rendered_container(manifests, "pgvector"), rendered_container(manifests, "rag-api")
    objects = [
        each
        for each in running_objects(manifests)
        if each["metadata"].get("labels", {}).get("app.kubernetes.io/name") == "rag-api"
    ]
    with running_postgres(16, pgvector.environment) as postgres:
        for path, text in pgvector.files.items():
            if path.endswith(".sql"):
                postgres.run_init_script(text, pgvector.environment)
        own = {**container.environment, "DB_HOST": HOST, "DB_PORT": str(postgres.port), "PATH": os.environ["PATH"]}
        yield RagApi(postgres, container, objects, own)


def test_the_rendered_vector_database_is_sound(rag_api: RagApi):
    finding = rag_api.look()
    assert finding.status is Status.OK
    assert finding.seen.startswith("Postgres 16.")
    assert "of 100 connections" in finding.seen


def test_a_superuser_is_found(rag_api: RagApi, manifests: Sequence[Mapping[str, Any]]):
    superuser = rendered_container(manifests, "pgvector").environment
    rag_api.environment |= {name: superuser[name] for name in ("POSTGRES_USER", "POSTGRES_PASSWORD")}
    try:
        assert "superuser" in rag_api.look().seen
    finally:
        rag_api.environment |= {
            name: rag_api.container.environment[name] for name in ("POSTGRES_USER", "POSTGRES_PASSWORD")
        }


def test_a_wrong_password_is_found_and_not_shown(rag_api: RagApi):
    right = rag_api.environment["POSTGRES_PASSWORD"]
    rag_api.environment["POSTGRES_PASSWORD"] = "a-wrong-password-of-the-tests"
    try:
        finding = rag_api.look()
    finally:
        rag_api.environment["POSTGRES_PASSWORD"] = right
    assert finding.status is Status.FAILED
    assert "password authentication failed" in finding.seen


def test_a_table_without_an_index_is_found(rag_api: RagApi):
    own = rag_api.environment
    with rag_api.postgres.connect(
        user=own["POSTGRES_USER"], password=own["POSTGRES_PASSWORD"], database=own["POSTGRES_DB"]
    ) as connection:
        connection.execute("CREATE TABLE langchain_pg_embedding (uuid UUID PRIMARY KEY, custom_id VARCHAR)")
        assert rag_api.look().seen == "no index over langchain_pg_embedding"
        connection.execute("CREATE INDEX ON langchain_pg_embedding (custom_id)")
        assert rag_api.look().status is Status.OK


def test_a_missing_extension_is_found(rag_api: RagApi, manifests: Sequence[Mapping[str, Any]]):
    superuser = rendered_container(manifests, "pgvector").environment
    with rag_api.postgres.connect(
        user=superuser["POSTGRES_USER"],
        password=superuser["POSTGRES_PASSWORD"],
        database=rag_api.environment["POSTGRES_DB"],
    ) as connection:
        connection.execute("DROP EXTENSION vector CASCADE")
        try:
            assert "the extension vector is missing" in rag_api.look().seen
        finally:
            connection.execute("CREATE EXTENSION vector")
