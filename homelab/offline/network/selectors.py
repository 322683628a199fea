"""Label selectors."""

from collections.abc import Mapping
from typing import Any


def selects(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """Whether ``selector`` matches ``labels``. A selector without requirements matches every object.

    :raises ValueError: An operator is unknown.
    """
    return has_labels(labels, selector.get("matchLabels") or {}) and all(
        _meets(labels, expression) for expression in selector.get("matchExpressions") or []
    )


def has_labels(labels: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """Whether all ``wanted`` labels are among ``labels``."""
    return all(labels.get(key) == value for key, value in wanted.items())


def _meets(labels: Mapping[str, str], expression: Mapping[str, Any]) -> bool:
    value = labels.get(expression["key"])
    match expression["operator"]:
        case "In":
            return value in expression["values"]
        case "NotIn":
            return value not in expression["values"]
        case "Exists":
            return value is not None
        case "DoesNotExist":
            return value is None
        case operator:
            raise ValueError(f"label selector operator {operator!r}: expected In, NotIn, Exists or DoesNotExist")
