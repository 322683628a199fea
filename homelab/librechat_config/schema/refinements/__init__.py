"""Refinements of LibreChat's zod schema, which JSON Schema cannot express, ported to Python.

Each entry corresponds to a ``refine``, ``superRefine`` or ``pipe`` in the source of librechat-data-provider. The
generated JSON Schema lists their paths (``published.effects()``), and tests compare both.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from homelab.librechat_config.schema.problem import Outcome, Problem
from homelab.librechat_config.schema.refinements import agents, endpoints, files, filters, mcp, skills
from homelab.librechat_config.schema.refinements.faults import Refinements
from homelab.librechat_config.schema.values import select

REFINEMENTS: Refinements = {
    **agents.REFINEMENTS,
    **endpoints.REFINEMENTS,
    **files.REFINEMENTS,
    **filters.REFINEMENTS,
    **mcp.REFINEMENTS,
    **skills.REFINEMENTS,
}

_CHECKED_IN_PARENT = {"mcpServers.*.url": "mcpServers.*"}
"""Refinements that are ported to the parent, which has the transport."""
_IMPLIED = {"endpoints.agents.managementApi.auth.clients.*.tenantId"}
"""Refinements that the schema's pattern implies."""


def unported(effects: Mapping[str, Collection[str]]) -> list[str]:
    """Paths of the package's refinements that are not ported.

    :param effects: Result of ``published.effects()``.
    """
    refined = (path for path, kinds in effects.items() if {"refinement", "pipeline"} & set(kinds))
    return [path for path in refined if path not in _IMPLIED and _CHECKED_IN_PARENT.get(path, path) not in REFINEMENTS]


def refinement_problems(config: Mapping[str, Any]) -> Iterator[Problem]:
    """Problems that refinements find.

    :param config: Content of valid types, with variables in MCP servers expanded.
    """
    for pattern, refinement in REFINEMENTS.items():
        for keys, value in select(config, pattern):
            yield from (
                Problem((*keys, *inner), message, outcome=Outcome.EXITS) for inner, message in refinement(value)
            )
