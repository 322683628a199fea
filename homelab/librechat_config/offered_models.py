"""The models that people can choose from, whoever serves them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class OfferedModels:
    """The models of one endpoint, in the order of preference."""

    endpoint: str
    """Name of the endpoint in librechat.yaml: ``openAI``, ``bedrock``, or that of a custom endpoint."""
    label: str
    """What people call it: ``OpenAI``, ``Amazon Bedrock``."""
    models: Sequence[str]
    """Names that the endpoint knows; empty where the choice is LibreChat's or the server's own."""
