"""Metrics of queries, in CloudWatch's Embedded Metric Format: lines of the log, which cost no request."""

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit, single_metric

from homelab.aws.retrieval_api.function.metric_names import (
    CACHED,
    ERROR_TYPE,
    FAILURE,
    INPUT_TOKENS,
    LATENCY,
    OUTPUT_TOKENS,
    SERVICE,
    SUCCESS,
    UNANSWERED,
)


class QueryMetrics:
    """What queries take, and how they end."""

    def __init__(self, namespace: str, service: str) -> None:
        """Collect metrics.

        :param service: Value of the dimension ``service`` of all of them.
        """
        self._namespace, self._service = namespace, service
        # Others share what they collect with all of the process.
        self._metrics = EphemeralMetrics(namespace=namespace, service=service)

    def answered(self, milliseconds: float, *, cached: bool, confident: bool) -> None:
        """Count a query that was answered."""
        self._metrics.add_metric(LATENCY, MetricUnit.Milliseconds, milliseconds)
        self._metrics.add_metric(SUCCESS, MetricUnit.Count, 1)
        self._metrics.add_metric(CACHED, MetricUnit.Count, int(cached))
        self._metrics.add_metric(UNANSWERED, MetricUnit.Count, int(not confident))
        self._metrics.flush_metrics()

    def used(self, input_tokens: int, output_tokens: int) -> None:
        """Count tokens of the answering model."""
        self._metrics.add_metric(INPUT_TOKENS, MetricUnit.Count, input_tokens)
        self._metrics.add_metric(OUTPUT_TOKENS, MetricUnit.Count, output_tokens)
        self._metrics.flush_metrics()

    def refused(self, error: str) -> None:
        """Count a request that was refused for the client's own doing: by error alone.

        Alarms watch all failures, and one client that sends too much neither calls operators nor takes a version back.
        """
        self._count_by_error(error)

    def failed(self, error: str) -> None:
        """Count a query that failed.

        :param error: Word of the error, such as ``store_unavailable``.
        """
        self._metrics.add_metric(FAILURE, MetricUnit.Count, 1)
        self._metrics.flush_metrics()
        self._count_by_error(error)

    def _count_by_error(self, error: str) -> None:
        with single_metric(
            FAILURE,
            MetricUnit.Count,
            1,
            namespace=self._namespace,
            default_dimensions={SERVICE: self._service},
        ) as metric:
            metric.add_dimension(ERROR_TYPE, error)
