"""Another model for a collection that holds vectors already."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pulumi.automation import Stack

from tests.cluster.kubectl import Kubectl
from tests.engine.engine import NAME, Engine, configure, small_workspace

NAMESPACE = "embeddings"
MODEL, OTHER_MODEL = "sentence-transformers/all-MiniLM-L6-v2", "sentence-transformers/all-mpnet-base-v2"
REFUSED = (
    f"collection librechat of {NAME}-rag-api holds vectors of huggingface {MODEL}, not of huggingface {OTHER_MODEL}"
)


def workspace(model: str, **rag: Any) -> dict[str, Any]:
    return small_workspace(NAMESPACE, rag={"embeddings": {"provider": "huggingface", "model": model}, **rag})


@dataclass(frozen=True)
class Deployed:
    """A stack whose collection holds vectors of `MODEL`."""

    project: Path
    stack: Stack
    kubectl: Kubectl

    def told(self, variable: str) -> str:
        """What the RAG API finds in a variable."""
        deployments = self.kubectl.items("deployment", namespace=NAMESPACE)
        (rag_api,) = [each for each in deployments if each["metadata"]["name"] == f"{NAME}-rag-api"]
        (container,) = rag_api["spec"]["template"]["spec"]["containers"]
        (source,) = [each["configMapRef"]["name"] for each in container["envFrom"] if "configMapRef" in each]
        objects = self.kubectl.items("configmap", namespace=NAMESPACE)
        return next(each["data"][variable] for each in objects if each["metadata"]["name"] == source)


@pytest.fixture(scope="module")
def deployed(engine: Engine) -> Deployed:
    project = engine.repository("embeddings")
    configure(project, workspace(MODEL))
    stack = engine.stack(project)
    stack.up()
    return Deployed(project, stack, engine.cluster.kubectl)


def test_a_second_up_changes_nothing(deployed: Deployed):
    deployed.stack.up(expect_no_changes=True)


def test_another_model_is_refused_before_the_rag_api_hears_of_it(deployed: Deployed):
    before = deployed.kubectl.versions(NAMESPACE)
    configure(deployed.project, workspace(OTHER_MODEL))
    with pytest.raises(Exception, match=REFUSED):
        deployed.stack.preview()
    assert deployed.kubectl.versions(NAMESPACE) == before
    with pytest.raises(Exception, match=REFUSED):
        deployed.stack.up()
    assert deployed.told("EMBEDDINGS_MODEL") == MODEL


def test_another_model_gets_a_collection_of_its_own(deployed: Deployed):
    configure(deployed.project, workspace(OTHER_MODEL, collection="second"))
    deployed.stack.up()
    assert (deployed.told("EMBEDDINGS_MODEL"), deployed.told("COLLECTION_NAME")) == (OTHER_MODEL, "second")
    deployed.stack.up(expect_no_changes=True)


def test_a_stack_without_the_record_takes_what_it_is_told_and_remembers_it(deployed: Deployed):
    """As one that an earlier version of the library has made, or after what the message advises."""
    record = f"{NAME}-rag-api-second-vectors"
    deployed.kubectl.run("delete", "configmap", record, f"--namespace={NAMESPACE}")
    deployed.stack.refresh()
    configure(deployed.project, workspace(MODEL, collection="second"))
    deployed.stack.up()
    records = deployed.kubectl.items("configmap", namespace=NAMESPACE)
    (found,) = [each["data"] for each in records if each["metadata"]["name"] == record]
    assert found == {"provider": "huggingface", "model": MODEL}
