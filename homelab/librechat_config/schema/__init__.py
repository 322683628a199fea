"""Checks librechat.yaml as LibreChat does, and more strictly: what LibreChat would ignore is an error, too.

Its schema is LibreChat's own, generated from npm's librechat-data-provider. In some places it and zod's differ on
purpose; `DIFFERENCES` lists them.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from homelab.librechat_config.schema.azure import azure_problems
from homelab.librechat_config.schema.connections import connection_problems
from homelab.librechat_config.schema.differences import DIFFERENCES
from homelab.librechat_config.schema.problem import Problem
from homelab.librechat_config.schema.refinements import refined_problems
from homelab.librechat_config.schema.runtime import (
    custom_endpoint_problems,
    speech_problems,
    version_problems,
    web_search_problems,
)
from homelab.librechat_config.schema.structure import structural_problems
from homelab.librechat_config.schema.values import masked, plain
from homelab.librechat_config.schema.variables import expanded, variable_problems

__all__ = ["DIFFERENCES", "Problem", "problems", "schema_problems"]


def problems(
    config: Mapping[str, Any],
    *,
    variables: Collection[str] | None,
    environment: Mapping[str, object] | None = None,
    lenient: bool = False,
) -> Sequence[Problem]:
    """What LibreChat would reject, ignore or misread in a librechat.yaml.

    :param config: The file's content. Outputs and awaitables are accepted wherever they stand, and not looked into.
    :param variables: Names of all variables that the environment sets. None where they are not known; references to
        variables are then not looked up.
    :param environment: Values of those that are no secret, to see where URLs in them lead. Values that are no strings
        count as unknown.
    :param lenient: Unknown keys are warnings, for a LibreChat newer than the schema.
    """
    content = plain(config)
    found = schema_problems(content, environment=environment, lenient=lenient)
    wrong = {problem.keys for problem in found if problem.is_error}
    right = masked(content, wrong)
    more = [
        *version_problems(right),
        *variable_problems(content, variables),
        *custom_endpoint_problems(right),
        *azure_problems(right),
        *speech_problems(right),
        *web_search_problems(right, variables),
        *connection_problems(right, environment or {}),
    ]
    return [*found, *more]


def schema_problems(
    config: Mapping[str, Any], *, environment: Mapping[str, object] | None = None, lenient: bool = False
) -> Sequence[Problem]:
    """The part of `problems` that LibreChat's own schema finds, where it also reports what it ignores."""
    content = plain(config)
    structural = structural_problems(content, lenient=lenient)
    right = masked(content, {problem.keys for problem in structural if problem.is_error})
    if "mcpServers" in right:
        right["mcpServers"] = expanded(right["mcpServers"], environment or {})
    return [*structural, *refined_problems(right)]
