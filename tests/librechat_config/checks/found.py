"""Problems of a document, as one line each."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from homelab.kubernetes.variables import Variables
from homelab.librechat_config.configuration import Configuration

Check = Callable[[Configuration], Iterable[object]]


def found(check: Check, config: Mapping[str, Any] | None = None, **variables: Any) -> list[str]:
    """Problems that a check finds in a document and plain variables."""
    return list(map(str, check(Configuration(config or {}, Variables(variables)))))


def nested(path: str, value: object) -> dict[str, Any]:
    """Document with one value at a dotted path."""
    for key in reversed(path.split(".")):
        value = {key: value}
    return {**value}  # type: ignore[dict-item]
