"""What a destroyed stack has kept, taken over by a stack of another backend, which knows nothing of the first one."""

from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pulumi.automation import Stack

from tests.cluster.kubectl import Kubectl
from tests.engine.engine import NAME, Engine, configure, small_workspace

NAMESPACE = "adoption"
WORKSPACE = small_workspace(NAMESPACE, rag={"embeddings": {"provider": "huggingface"}})
Identity = tuple[str, dict[str, str] | None]


@dataclass(frozen=True)
class Adopted:
    """A stack that has taken over what another one has kept."""

    project: Path
    stack: Stack
    kubectl: Kubectl
    kept: dict[str, Identity]

    def secret_environment(self, workload: str) -> dict[str, str]:
        """What a workload's only container reads from Secrets, as its pods find it."""
        (found,) = [
            each
            for each in self.kubectl.items("deployment,statefulset", namespace=NAMESPACE)
            if each["metadata"]["name"] == f"{NAME}-{workload}"
        ]
        secrets = {each["metadata"]["name"]: each for each in self.kubectl.items("secret", namespace=NAMESPACE)}
        (container,) = found["spec"]["template"]["spec"]["containers"]
        references = {
            variable["name"]: variable["valueFrom"]["secretKeyRef"]
            for variable in container["env"]
            if "secretKeyRef" in variable.get("valueFrom", {})
        }
        return {
            name: b64decode(secrets[reference["name"]]["data"][reference["key"]]).decode()
            for name, reference in references.items()
        }


def identities(kubectl: Kubectl) -> dict[str, Identity]:
    """Identity and content of every volume claim and Secret."""
    return {
        f"{each['kind']} {each['metadata']['name']}": (each["metadata"]["uid"], each.get("data"))
        for each in kubectl.items("pvc,secret", namespace=NAMESPACE)
    }


@pytest.fixture(scope="module")
def adopted(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Adopted:
    kubectl, project = engine.cluster.kubectl, engine.repository("first")
    configure(project, WORKSPACE)
    first = engine.stack(project)
    first.up()
    first.destroy()
    kept = identities(kubectl)
    another = Engine(engine.cluster, tmp_path_factory.mktemp("another"))
    project = another.repository("fresh")
    configure(project, {**WORKSPACE, "adopt": True})
    stack = another.stack(project)
    stack.up()
    kubectl.wait_until_ready(NAMESPACE)
    return Adopted(project, stack, kubectl, kept)


def test_volumes_and_passwords_are_those_that_were_kept(adopted: Adopted):
    assert {name.split()[0] for name in adopted.kept} == {"PersistentVolumeClaim", "Secret"}
    present = identities(adopted.kubectl)
    assert {name: present[name] for name in adopted.kept} == adopted.kept


@pytest.mark.parametrize(
    ("client", "url", "server", "password"),
    [
        ("documentdb", "FERRETDB_POSTGRESQL_URL", "documentdb-postgres", "POSTGRES_PASSWORD"),
        ("librechat", "MONGO_URI", "documentdb-postgres", "APP_PASSWORD"),
    ],
)
def test_a_connection_string_holds_the_kept_password(
    adopted: Adopted, client: str, url: str, server: str, password: str
):
    given = urlsplit(adopted.secret_environment(client)[url]).password
    assert given == adopted.secret_environment(server)[password]


def test_the_rag_api_reads_the_kept_password(adopted: Adopted):
    server = adopted.secret_environment("pgvector")
    assert adopted.secret_environment("rag-api")["POSTGRES_PASSWORD"] == server["APP_PASSWORD"]


def test_the_next_up_without_adopt_changes_no_value_and_rolls_nothing(adopted: Adopted):
    before = identities(adopted.kubectl)
    pods = {each["metadata"]["uid"] for each in adopted.kubectl.items("pods", namespace=NAMESPACE)}
    configure(adopted.project, WORKSPACE)
    adopted.stack.up()
    adopted.stack.up(expect_no_changes=True)
    assert identities(adopted.kubectl) == before
    assert {each["metadata"]["uid"] for each in adopted.kubectl.items("pods", namespace=NAMESPACE)} == pods
