"""Answers that were given before."""

import hashlib
import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from homelab.aws.retrieval_api.function.models import Answer, Query
from homelab.aws.retrieval_api.function.settings import Settings

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


class Cache(Protocol):
    """Keeps answers for a while. It never fails: without an answer, the question is asked again."""

    def get(self, key: str) -> Answer | None:
        """The answer, unless there is none or it is too old."""
        ...

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer."""
        ...


def cache_key(query: Query, settings: Settings) -> str:
    """The same for queries that have the same answer, as long as documents do not change."""
    models = [settings.embedding_model, settings.dimensions, settings.answer_model, settings.min_score]
    question = " ".join(query.question.split()).casefold()
    content = json.dumps([question, query.top_k, query.mode, query.document_prefix, *models])
    return hashlib.sha256(content.encode()).hexdigest()


class NoCache:
    """Keeps nothing."""

    def get(self, key: str) -> Answer | None:  # noqa: ARG002
        """Nothing."""
        return None

    def put(self, key: str, answer: Answer) -> None:
        """Do nothing."""


class DynamoDBCache:
    """A table with the key ``id``, whose items DynamoDB removes some time after ``expires``."""

    def __init__(self, client: "DynamoDBClient", table: str, ttl: int, *, now: Callable[[], float] = time.time) -> None:
        """Use a table.

        :param ttl: Seconds that an answer is kept.
        """
        self._client, self._table, self._ttl, self._now = client, table, ttl, now

    def get(self, key: str) -> Answer | None:
        """The answer, unless there is none or it is too old."""
        try:
            item = self._client.get_item(TableName=self._table, Key={"id": {"S": key}}).get("Item")
            # DynamoDB removes items up to days after they have expired.
            if item is None or int(item["expires"].get("N", "0")) <= self._now():
                return None
            return Answer.model_validate_json(item["answer"].get("S", ""))
        except (ClientError, BotoCoreError, KeyError, ValueError, ValidationError):
            return None

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer."""
        item = {
            "id": {"S": key},
            "expires": {"N": str(int(self._now()) + self._ttl)},
            "answer": {"S": answer.model_dump_json()},
        }
        try:
            self._client.put_item(TableName=self._table, Item=item)
        except (ClientError, BotoCoreError):
            return
