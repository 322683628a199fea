from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from homelab.aws.retrieval_api.function.cache import DynamoDBCache, cache_key
from homelab.aws.retrieval_api.function.models import Answer, Citation, Query
from tests.aws.retrieval_api.function.parts import SETTINGS, Failing, dynamodb_table

ANSWER = Answer(
    answer="Ten [1].",
    confident=True,
    citations=[Citation(document_id="a.md", title="A", text="Ten.", score=0.5)],
    request_id="r1",
)


@pytest.fixture
def client() -> Iterator[Any]:
    with mock_aws():
        yield dynamodb_table("answers")


def test_an_answer_is_kept_until_it_expires(client: Any):
    now = [1000.0]
    cache = DynamoDBCache(client, "answers", 60, now=lambda: now[0])
    assert cache.get("key") is None
    cache.put("key", ANSWER)
    assert cache.get("key") == ANSWER
    assert cache.get("other") is None
    now[0] = 1059.9
    assert cache.get("key") == ANSWER
    now[0] = 1060
    assert cache.get("key") is None
    assert client.scan(TableName="answers")["Items"][0]["expires"] == {"N": "1060"}


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"expires": {"N": "9999999999"}},
        {"answer": {"S": "{}"}, "expires": {"N": "9999999999"}},
        {"expires": {"S": "x"}},
    ],
)
def test_an_item_of_another_form_is_no_answer(client: Any, item: Any):
    client.put_item(TableName="answers", Item={"id": {"S": "key"}} | item)
    assert DynamoDBCache(client, "answers", 60).get("key") is None


def test_a_cache_that_fails_is_none(client: Any):
    cache = DynamoDBCache(client, "none", 60)
    cache.put("key", ANSWER)
    assert cache.get("key") is None
    failing: Any = Failing(ClientError({"Error": {"Code": "ProvisionedThroughputExceededException"}}, "GetItem"))
    cache = DynamoDBCache(failing, "answers", 60)
    cache.put("key", ANSWER)
    assert cache.get("key") is None


def test_the_key_is_the_same_for_the_same_question_alone():
    key = cache_key(Query(question="How many days?"), SETTINGS)
    assert key == cache_key(Query(question="  how  many\nDAYS? "), SETTINGS)
    others = [
        cache_key(Query.model_validate({"question": "How many days?"} | changed), SETTINGS)
        for changed in (
            {"question": "How many hours?"},
            {"top_k": 6},
            {"mode": "vector"},
            {"document_prefix": "a/"},
        )
    ] + [
        cache_key(Query(question="How many days?"), SETTINGS.model_copy(update=changed))
        for changed in ({"answer_model": "other"}, {"min_score": 0.5}, {"embedding_model": "other"})
    ]
    assert len({key, *others}) == 8
