"""Validation of librechat.yaml, stricter than LibreChat's: content that LibreChat would ignore is an error, too.

The JSON Schema is generated from LibreChat's own zod schema, in npm's librechat-data-provider. `DIFFERENCES` lists
where results differ on purpose.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from homelab.librechat_config.schema.azure import azure_problems
from homelab.librechat_config.schema.connections import connection_problems
from homelab.librechat_config.schema.differences import DIFFERENCES
from homelab.librechat_config.schema.parameters import parameter_problems
from homelab.librechat_config.schema.problem import Problem
from homelab.librechat_config.schema.refinements import refinement_problems
from homelab.librechat_config.schema.runtime import (
    custom_endpoint_problems,
    speech_problems,
    version_problems,
    web_search_problems,
)
from homelab.librechat_config.schema.structure import structural_problems
from homelab.librechat_config.schema.values import mask, to_plain
from homelab.librechat_config.schema.variables import expand, variable_problems

__all__ = ["DIFFERENCES", "Problem", "problems", "schema_problems"]


def problems(
    config: Mapping[str, Any],
    *,
    variables: Collection[str] | None,
    environment: Mapping[str, object] | None = None,
    lenient: bool = False,
) -> Sequence[Problem]:
    """Problems that LibreChat would reject, ignore or misread in a librechat.yaml.

    :param config: Content of the file. Outputs and awaitables are accepted anywhere, and not checked.
    :param variables: Names of all variables of the environment. None: references to variables are not looked up.
    :param environment: Values of plain variables, to check URLs that refer to them. Values that are not strings are
        unknown.
    :param lenient: Treat unknown keys as warnings, for a LibreChat newer than the schema.
    """
    content = to_plain(config)
    found = schema_problems(content, environment=environment, lenient=lenient)
    valid = mask(content, {problem.keys for problem in found if problem.is_error})
    return [
        *found,
        *version_problems(valid),
        *variable_problems(content, variables),
        *custom_endpoint_problems(valid),
        *parameter_problems(valid),
        *azure_problems(valid),
        *speech_problems(valid),
        *web_search_problems(valid, variables),
        *connection_problems(valid, environment or {}),
    ]


def schema_problems(
    config: Mapping[str, Any], *, environment: Mapping[str, object] | None = None, lenient: bool = False
) -> Sequence[Problem]:
    """Problems that LibreChat's own schema finds, including unknown keys, which LibreChat ignores."""
    content = to_plain(config)
    structural = structural_problems(content, lenient=lenient)
    valid = mask(content, {problem.keys for problem in structural if problem.is_error})
    if "mcpServers" in valid:
        valid["mcpServers"] = expand(valid["mcpServers"], environment or {})
    return [*structural, *refinement_problems(valid)]
