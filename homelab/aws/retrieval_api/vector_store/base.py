"""A vector store, whatever its kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi

from homelab.aws.policies import StatementArgs

if TYPE_CHECKING:
    from pulumi_aws.lambda_ import FunctionVpcConfigArgsDict

INDEX = "chunks"


@dataclass(frozen=True)
class VectorStore:
    """The store, and what functions need for it."""

    settings: Mapping[str, pulumi.Input[str]]
    """Values of `homelab.aws.retrieval_api.function.settings.Settings`."""
    reading: Sequence[StatementArgs]
    """What both functions may do."""
    writing: Sequence[StatementArgs] = ()
    """What the ingestion may do, in addition."""
    vpc: "FunctionVpcConfigArgsDict | None" = None
    """Where the functions have to run. Default: wherever Lambda has them."""
    domain_name: pulumi.Output[str] | None = None
    """Name of a domain, for its alarms. Default: it is none."""
