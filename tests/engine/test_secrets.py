"""No secret in plain text in what the engine keeps and prints, nor in what the cluster shows to many."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.engine.engine import Engine, configure

NAMESPACE = "secrets"
KEY = "sk-not/a+key-0123456789"
WORKSPACE: dict[str, Any] = {
    "namespace": NAMESPACE,
    "librechat": {"domain": "chat.example.com", "ingress": {"enabled": False}},
    "openai": {},
}


def forms(secret: str) -> set[bytes]:
    """A secret as it could stand in a text: plain, URL-encoded, quoted in JSON, base64 whole or amid other text."""
    raw = secret.encode()
    # Amid other text base64 depends on what comes before: of each shift, the middle that is the same for every text.
    shifted = [b64encode(bytes(shift) + raw)[4 if shift else 0 :] for shift in range(3)]
    middles = [text.rstrip(b"=")[:-1] for text in shifted]
    return {raw, quote(secret, safe="").encode(), json.dumps(secret)[1:-1].encode(), *middles}


def found(secrets: set[str], texts: dict[str, bytes]) -> dict[str, str]:
    """Where a secret stands; the secret itself is not told."""
    return {
        where: f"a secret of {len(secret)} characters"
        for where, text in texts.items()
        for secret in secrets
        if any(form in text for form in forms(secret))
    }


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
    secrets = {b64decode(value).decode().strip() for each in stored for value in each["data"].values()}
    shown = "configmap,pod,deployment,replicaset,statefulset,controllerrevision,job,service,pvc,events,ingress"
    texts = {f"{each['kind']} {each['metadata']['name']}": each for each in kubectl.items(shown, namespace=NAMESPACE)}
    # Of Secrets, whatever is not their data; kubectl would write an annotation with all of it.
    texts |= {f"Secret {each['metadata']['name']}": each["metadata"] for each in stored}
    return secrets, {
        **{name: json.dumps(each).encode() for name, each in texts.items()},
        **{f"output {number}": text.encode() for number, text in enumerate(printed)},
        **dict(_files(engine.backend)),
        **dict(_files(project, "Pulumi.*.yaml")),
    }


def _files(folder: Path, pattern: str = "**/*") -> Iterator[tuple[str, bytes]]:
    for file in folder.glob(pattern):
        if file.is_file():
            yield str(file.relative_to(folder)), file.read_bytes()


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
