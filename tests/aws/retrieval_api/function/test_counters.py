"""Counts in DynamoDB: those that are kept in memory are tested where the limit is."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from aws_lambda_powertools import Logger
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from homelab.aws.retrieval_api.function.client_limit import SlidingWindow
from homelab.aws.retrieval_api.function.counters import CountersUnavailableError, DynamoDBCounters
from homelab.aws.retrieval_api.function.errors import TooManyRequestsError
from homelab.aws.retrieval_api.local.counters import MemoryCounters
from tests.aws.retrieval_api.function.parts import dynamodb_table


@pytest.fixture
def client() -> Iterator[Any]:
    with mock_aws():
        yield dynamodb_table("requests")


def test_requests_are_counted_by_the_second_until_there_are_as_many_as_permitted(client: Any):
    counters = DynamoDBCounters(client, "requests")
    assert counters.read("key") == {}
    assert [counters.add("key", second, 3, 1120) for second in (7, 7, 59)] == [None] * 3
    assert counters.add("key", 59, 3, 1120) == {7: 2, 59: 1}
    assert counters.read("key") == {7: 2, 59: 1}
    assert counters.add("key", 0, 4, 1120) is None
    assert counters.add("other", 0, 1, 1120) is None
    (item,) = [each for each in client.scan(TableName="requests")["Items"] if each["id"] == {"S": "key"}]
    assert (item["expires"], item["total"]) == ({"N": "1120"}, {"N": "4"})


def test_the_table_and_the_memory_of_a_process_count_alike(client: Any):
    now = [1_795_867_230.0]
    logger = Logger(service="test", stream=io.StringIO())
    limits = [
        SlidingWindow(counters, 4, logger, now=lambda: now[0])
        for counters in (DynamoDBCounters(client, "requests"), MemoryCounters())
    ]

    def waits() -> list[int | None]:
        found: list[int | None] = []
        for limit in limits:
            try:
                found.append(limit.count("jwt somebody"))
            except TooManyRequestsError as error:
                found.append(error.retry_after)
        return found

    # From the middle of a minute: four at its end, so that nothing is left when the next one begins.
    steps = (0, 29, 0.5, 0, 0, 0.5, 0.1, 28, 1, 1, 0, 30, 0, 0, 0, 1, 61, 0, 200, 0)
    answers: list[list[int | None]] = []
    for step in steps:
        now[0] += step
        answers.append(waits())
    assert [table for table, _ in answers] == [memory for _, memory in answers]
    # The first request is 29.5, 30 and 30.1 seconds old then.
    assert [table for table, _ in answers][4:7] == [32, 31, 31]


def test_an_item_stays_below_what_one_unit_of_writing_covers(client: Any):
    counters = DynamoDBCounters(client, "requests")
    for second in range(60):
        counters.add("a" * 64, second, 10_000, 1_795_867_320)
    (item,) = client.scan(TableName="requests")["Items"]
    # Names and texts by their length; a number takes a byte for two digits, and one or two more.
    digits = {name: next(iter(value.values())) for name, value in item.items()}
    assert sum(len(name) + (64 if name == "id" else len(value) / 2 + 2) for name, value in digits.items()) < 1024


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "ProvisionedThroughputExceededException"}}, "UpdateItem"),
        EndpointConnectionError(endpoint_url="https://dynamodb.eu-central-1.amazonaws.com"),
    ],
)
def test_a_table_that_fails_says_that_it_does(client: Any, monkeypatch: pytest.MonkeyPatch, error: Exception):
    def fail(*_: object, **__: object) -> None:
        raise error

    for method in ("get_item", "update_item"):
        monkeypatch.setattr(client, method, fail)
    counters = DynamoDBCounters(client, "requests")
    with pytest.raises(CountersUnavailableError) as caught:
        counters.read("key")
    assert caught.value.__cause__ is error
    with pytest.raises(CountersUnavailableError):
        counters.add("key", 0, 1, 1120)


def test_an_item_of_another_form_is_no_count(client: Any):
    client.put_item(TableName="requests", Item={"id": {"S": "key"}, "sum": {"N": "1"}})
    with pytest.raises(CountersUnavailableError):
        DynamoDBCounters(client, "requests").read("key")
