"""Arguments in Kubernetes' own words."""

from collections.abc import Mapping
from typing import Any, cast

from homelab.arguments import Constraint


def _whole_floats_as_int(value: Any) -> Any:
    """Numbers that come through Pulumi's engine are floats."""
    if isinstance(value, Mapping):
        return {key: _whole_floats_as_int(inner) for key, inner in cast(Mapping[str, Any], value).items()}
    if isinstance(value, list):
        return [_whole_floats_as_int(inner) for inner in cast(list[Any], value)]
    return int(value) if isinstance(value, float) and value.is_integer() else value


OWN_WORDS = Constraint("what Kubernetes has there", normalise=_whole_floats_as_int)
"""A value that is checked against Kubernetes' schema."""
