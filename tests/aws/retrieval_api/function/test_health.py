import json
from typing import Any

import pytest

from homelab.aws.retrieval_api.function.errors import ModelThrottledError, StoreUnavailableError
from tests.aws.retrieval_api.function.parts import Context, Failing, Parts, event


def health(parts: Parts, path: str = "/health/detailed") -> Any:
    answer = parts.api.handle(event("GET", path), Context())
    assert answer["statusCode"] == 200
    return json.loads(answer["body"])


def test_all_parts_are_looked_at():
    found = health(Parts())
    assert found["status"] == "ok"
    components = found["components"]
    assert {name: each["status"] for name, each in components.items()} == dict.fromkeys(
        ("store", "bucket", "models"), "ok"
    )
    assert (components["store"]["details"]["kind"], components["store"]["details"]["chunks"]) == ("memory", 0)
    assert components["models"]["details"]["dimensions"] == 256
    assert components["models"]["details"]["answer"] == "model"
    assert 10 < found["memory_megabytes"] < 10_000
    assert found["uptime_seconds"] >= 0


@pytest.mark.parametrize(
    ("part", "error", "component", "word"),
    [
        ("store", StoreUnavailableError("secret"), "store", "store_unavailable"),
        ("embedder", ModelThrottledError("secret"), "models", "model_throttled"),
        ("store", RuntimeError("secret"), "store", "internal_error"),
    ],
)
def test_a_part_that_fails_is_named_and_its_cause_is_not(part: str, error: Exception, component: str, word: str):
    parts = Parts()
    setattr(parts, part, Failing(error))
    found = health(parts)
    assert found["status"] == "failed"
    assert found["components"].pop(component)["details"]["error"] == word
    assert {each["status"] for each in found["components"].values()} == {"ok"}
    assert "secret" not in json.dumps(found)


def test_a_bucket_that_does_not_answer_is_named():
    parts = Parts()
    parts.documents.is_down = True
    assert health(parts)["components"]["bucket"]["status"] == "failed"


def test_the_simple_check_asks_nobody():
    parts = Parts()
    parts.documents.is_down = True
    parts.store = parts.embedder = Failing(RuntimeError())
    assert health(parts, "/health") == {"status": "ok"}


def test_neither_addresses_nor_names_of_buckets_are_shown():
    settings = Parts().settings.model_copy(
        update={"store_endpoint": "https://secret", "documents_bucket": "secret", "cache_table": "secret"}
    )
    assert "secret" not in json.dumps(health(Parts(settings=settings)))
