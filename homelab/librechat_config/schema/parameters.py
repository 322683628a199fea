"""Validation of model parameters in custom endpoints: LibreChat does not start with unknown ones."""

from collections.abc import Iterator, Mapping
from typing import Any

from homelab.librechat_config.schema.opaque import is_opaque
from homelab.librechat_config.schema.problem import Problem, did_you_mean
from homelab.librechat_config.schema.published import parameters
from homelab.librechat_config.schema.values import select

_DEFAULT = "custom"
_OPENROUTER = "openrouter"
_PARAMETERS = "endpoints.custom.*.customParams"


def parameter_problems(config: Mapping[str, Any]) -> Iterator[Problem]:
    """Unknown parameter sets, and unknown parameters of a set."""
    for keys, params in select(config, _PARAMETERS):
        endpoint = config["endpoints"]["custom"][keys[2]]
        set_name = _parameter_set(endpoint, params.get("defaultParamsEndpoint", _DEFAULT))
        if set_name is None:
            continue
        known = parameters().get(set_name)
        if known is None:
            sets = ", ".join(parameters())
            hint = did_you_mean(set_name, parameters())
            yield Problem((*keys, "defaultParamsEndpoint"), f"expected one of {sets}, got {set_name!r}{hint}")
            continue
        for inner, name in select(params, "paramDefinitions.*.key"):
            if name not in known:
                message = f"expected a parameter of {set_name}: {', '.join(known)}, got {name!r}"
                yield Problem((*keys, *inner), message + did_you_mean(name, known))


def _parameter_set(endpoint: Mapping[str, Any], default_params: object) -> str | None:
    """Name of an endpoint's parameter set; None if it is unknown.

    By default, LibreChat selects OpenRouter's if the endpoint's name or URL contains "openrouter".
    """
    if not isinstance(default_params, str):
        return None
    if default_params in (_DEFAULT, _OPENROUTER):
        names = [endpoint.get("name", ""), endpoint.get("baseURL", "")]
        if any(_OPENROUTER in name.lower() for name in names if isinstance(name, str)):
            return _OPENROUTER
        if default_params == _DEFAULT and any(map(is_opaque, names)):
            return None
    return default_params
