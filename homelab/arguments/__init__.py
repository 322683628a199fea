"""Arguments: TypedDicts with constraints and rules beside them, checked at construction and described for editors."""

from homelab.arguments.checking import EACH, ArgumentError, check, json_schema, secret_paths
from homelab.arguments.declarations import Constraint, Rule, constrain, mutually_exclusive, no_effect_with, rules

__all__ = [
    "EACH",
    "ArgumentError",
    "Constraint",
    "Rule",
    "check",
    "constrain",
    "json_schema",
    "mutually_exclusive",
    "no_effect_with",
    "rules",
    "secret_paths",
]
