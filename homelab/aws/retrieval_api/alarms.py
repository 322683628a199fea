"""The alarms, as plain data. docs/aws/runbooks has a page for each alarm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pulumi

from homelab.aws.monitoring.alarms import MINUTE, RUNBOOKS
from homelab.aws.retrieval_api.function import metric_names
from homelab.components.monitoring.alerts import Severity

PERIOD = 5 * MINUTE
Dimensions = Mapping[str, pulumi.Input[str]]


class Part(StrEnum):
    """A part that CloudWatch has metrics of."""

    QUERIES = "queries"
    """What the function counts itself."""
    FUNCTION = "the API's function"
    INGESTION = "the ingestion"
    GATEWAY = "the gateway"
    CHANGES = "the queue of changes"
    DEAD_LETTERS = "the queue of dead letters"
    DOMAIN = "the OpenSearch domain"


NAMESPACES: Mapping[Part, str] = {
    Part.QUERIES: metric_names.NAMESPACE,
    Part.FUNCTION: "AWS/Lambda",
    Part.INGESTION: "AWS/Lambda",
    Part.GATEWAY: "AWS/ApiGateway",
    Part.CHANGES: "AWS/SQS",
    Part.DEAD_LETTERS: "AWS/SQS",
    Part.DOMAIN: "AWS/ES",
}


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """A condition that somebody has to know of: a value above a number."""

    name: str
    summary: str
    """What has happened, in a sentence."""
    part: Part
    metric: str
    statistic: str
    threshold: float
    severity: Severity = Severity.WARNING
    periods: int = 2
    """How many periods of `PERIOD` in a row have to be above it."""
    stops_rollout: bool = False
    """Whether a new version is taken back because of it."""

    @property
    def runbook(self) -> str:
        """File that says what to do."""
        return f"{RUNBOOKS}/{self.name}.md"


ALARMS: Sequence[Alarm] = (
    Alarm(
        name="RetrievalSlow",
        summary="Of twenty answers, one takes more than 5 seconds.",
        part=Part.QUERIES,
        metric=metric_names.LATENCY,
        statistic="p95",
        threshold=5000,
        stops_rollout=True,
    ),
    Alarm(
        name="RetrievalFailing",
        summary="Queries fail: the store or a model does not answer.",
        part=Part.QUERIES,
        metric=metric_names.FAILURE,
        statistic="Sum",
        threshold=10,
        severity=Severity.CRITICAL,
        stops_rollout=True,
    ),
    Alarm(
        name="RetrievalErrors",
        summary="The API's function breaks down, or takes too long.",
        part=Part.FUNCTION,
        metric="Errors",
        statistic="Sum",
        threshold=0,
        severity=Severity.CRITICAL,
        periods=1,
        stops_rollout=True,
    ),
    Alarm(
        name="RetrievalThrottled",
        summary="Requests are refused, as there is no free environment of the API's function.",
        part=Part.FUNCTION,
        metric="Throttles",
        statistic="Sum",
        threshold=0,
    ),
    Alarm(
        name="RetrievalServerErrors",
        summary="The gateway answers with 5xx.",
        part=Part.GATEWAY,
        metric="5xx",
        statistic="Sum",
        threshold=10,
        severity=Severity.CRITICAL,
    ),
    Alarm(
        name="RetrievalIngestionErrors",
        summary="The ingestion breaks down.",
        part=Part.INGESTION,
        metric="Errors",
        statistic="Sum",
        threshold=0,
    ),
    Alarm(
        name="RetrievalIngestionLate",
        summary="Changed documents wait for more than half an hour.",
        part=Part.CHANGES,
        metric="ApproximateAgeOfOldestMessage",
        statistic="Maximum",
        threshold=30 * MINUTE,
    ),
    Alarm(
        name="RetrievalDeadLetters",
        summary="Documents could not be indexed, and nothing tries again.",
        part=Part.DEAD_LETTERS,
        metric="ApproximateNumberOfMessagesVisible",
        statistic="Maximum",
        threshold=0,
        periods=1,
    ),
    Alarm(
        name="RetrievalDomainBusy",
        summary="The domain's processor is busy: answers are slow.",
        part=Part.DOMAIN,
        metric="CPUUtilization",
        statistic="Maximum",
        threshold=80,
        periods=3,
    ),
    Alarm(
        name="RetrievalDomainIncomplete",
        summary="The domain has lost chunks: a node that has the only copy is gone.",
        part=Part.DOMAIN,
        metric="ClusterStatus.red",
        statistic="Maximum",
        threshold=0,
        severity=Severity.CRITICAL,
    ),
    Alarm(
        name="RetrievalDomainFull",
        summary="The domain refuses writes, for want of disk or memory.",
        part=Part.DOMAIN,
        metric="ClusterIndexWritesBlocked",
        statistic="Maximum",
        threshold=0,
        severity=Severity.CRITICAL,
        periods=1,
    ),
)
