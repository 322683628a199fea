"""What zod checks in librechat.yaml beyond what a JSON Schema can say, written again in Python.

Each entry stands for a ``refine``, ``superRefine`` or ``pipe`` in the source of librechat-data-provider. The generated
JSON Schema lists where the package has them (``published.effects()``), and tests compare the two.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from homelab.librechat_config.schema.problem import Problem
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


def refined_problems(config: Mapping[str, Any]) -> Iterator[Problem]:
    """What refinements find.

    :param config: Of the right types, with the variables in URLs of MCP servers expanded.
    """
    for pattern, refinement in REFINEMENTS.items():
        for keys, value in select(config, pattern):
            yield from (Problem((*keys, *inner), message) for inner, message in refinement(value))
