"""No secret in plain text in what the engine keeps and prints, nor in what the cluster shows to many."""

import json
from base64 import b64encode
from urllib.parse import quote

import pytest

from tests.engine.engine import Engine, configure, small_workspace
from tests.engine.secret_search import files_of, found, secrets_of

NAMESPACE = "secrets"
KEY = "sk-not/a+key-0123456789"
WORKSPACE = small_workspace(NAMESPACE, openai={})


@pytest.fixture(scope="module")
def deployed(engine: Engine) -> tuple[set[str], dict[str, bytes]]:
    """All secrets of a stack that was up, previewed and changed, and all texts that may not have them."""
    project = engine.repository("secrets")
    configure(project, WORKSPACE)
    stack = engine.stack(project)
    configure(project, WORKSPACE, stack=stack, keys={"openai-api-key": KEY})
    printed = [stack.preview(diff=True).stdout, stack.up().stdout]
    configure(project, {**WORKSPACE, "valkey": {"password_rotation": 1}})
    printed += [stack.preview(diff=True).stdout, stack.up().stdout, stack.refresh().stdout]
    kubectl = engine.cluster.kubectl
    kubectl.wait_until_ready(NAMESPACE)
    stored = kubectl.items("secret", namespace=NAMESPACE)
    secrets = secrets_of(stored)
    shown = "configmap,pod,deployment,replicaset,statefulset,controllerrevision,job,service,pvc,events,ingress"
    texts = {f"{each['kind']} {each['metadata']['name']}": each for each in kubectl.items(shown, namespace=NAMESPACE)}
    # Of Secrets, whatever is not their data; kubectl would write an annotation with all of it.
    texts |= {f"Secret {each['metadata']['name']}": each["metadata"] for each in stored}
    return secrets, {
        **{name: json.dumps(each).encode() for name, each in texts.items()},
        **{f"output {number}": text.encode() for number, text in enumerate(printed)},
        **dict(files_of(engine.backend)),
        **dict(files_of(project, "Pulumi.*.yaml")),
    }


def test_there_are_secrets_and_texts_to_search(deployed: tuple[set[str], dict[str, bytes]]):
    secrets, texts = deployed
    assert KEY in secrets
    assert len(secrets) > 10
    assert any(name.endswith(".json") and b"ciphertext" in text for name, text in texts.items())
    assert any(name.startswith("Event ") for name in texts)


def test_no_secret_is_shown(deployed: tuple[set[str], dict[str, bytes]]):
    assert found(*deployed) == {}


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
@pytest.mark.parametrize("after", ["", "z", "zy"])
def test_the_search_finds_every_form(before: str, after: str):
    text = f"{before}{KEY}{after}"
    planted = [text, quote(text, safe=""), json.dumps(text), b64encode(text.encode()).decode()]
    assert all(found({KEY}, {"here": each.encode()}) for each in planted)
    assert not found({KEY}, {"here": b64encode(b"sk-not/a+key-9876543210")})
