"""Metrics on this machine, where nothing collects them."""

from homelab.aws.retrieval_api.function.metrics import QueryMetrics


class NoMetrics(QueryMetrics):
    """Counts nothing, instead of printing lines for CloudWatch."""

    def __init__(self) -> None:
        super().__init__("none", "none")

    def answered(self, milliseconds: float, *, cached: bool, confident: bool) -> None:
        """Do nothing."""

    def used(self, input_tokens: int, output_tokens: int) -> None:
        """Do nothing."""

    def refused(self, error: str) -> None:
        """Do nothing."""

    def failed(self, error: str) -> None:
        """Do nothing."""
