"""Counts of requests: one item for each client and minute, with a number for each second."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

Counts = Mapping[int, int]
"""Requests by the second of a minute, from 0 to 59; seconds without any are left out."""
_SECOND = "s"
_TOTAL = "total"


class CountersUnavailableError(Exception):
    """Requests cannot be counted at the moment."""


class Counters(Protocol):
    """Counts requests. Both methods raise `CountersUnavailableError`."""

    def read(self, key: str) -> Counts:
        """Counts of an item; none if it is not there."""
        ...

    def add(self, key: str, second: int, most: int, expires: int) -> Counts | None:
        """Count a request, unless the item has as many as permitted; that and counting are one step.

        :param most: Most requests of the item as a whole; at least 1.
        :param expires: Seconds since 1970, after which nobody reads the item.
        :returns: None if it was counted, and the item's counts if not.
        """
        ...


class DynamoDBCounters:
    """A table with the key ``id``, whose items DynamoDB removes some time after ``expires``."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        """Use a table."""
        self._client, self._table = client, table

    def read(self, key: str) -> Counts:
        """Counts of an item; none if it is not there."""
        try:
            # What other environments have counted in the minute that has just ended counts, too.
            answer = self._client.get_item(TableName=self._table, Key={"id": {"S": key}}, ConsistentRead=True)
            return _counts(answer.get("Item", {}))
        except (ClientError, BotoCoreError, ValueError, KeyError) as error:
            raise CountersUnavailableError from error

    def add(self, key: str, second: int, most: int, expires: int) -> Counts | None:
        """Count a request, unless the item has as many as permitted."""
        try:
            self._client.update_item(
                TableName=self._table,
                Key={"id": {"S": key}},
                UpdateExpression="ADD #total :one, #second :one SET #expires = :expires",
                ConditionExpression="attribute_not_exists(#total) OR #total < :most",
                ExpressionAttributeNames={"#total": _TOTAL, "#second": f"{_SECOND}{second}", "#expires": "expires"},
                ExpressionAttributeValues={
                    ":one": {"N": "1"},
                    ":most": {"N": str(most)},
                    ":expires": {"N": str(expires)},
                },
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self._client.exceptions.ConditionalCheckFailedException as error:
            refused: Mapping[str, Any] = {**error.response}
            return _counts(refused.get("Item", {}))
        except (ClientError, BotoCoreError) as error:
            raise CountersUnavailableError from error
        return None


def _counts(item: Mapping[str, Any]) -> Counts:
    seconds = {name.removeprefix(_SECOND): value for name, value in item.items() if name.startswith(_SECOND)}
    return {int(second): int(value["N"]) for second, value in seconds.items()}
