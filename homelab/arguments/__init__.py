"""Arguments of components: TypedDicts with constraints and rules, validation, and JSON Schema for editors."""

from homelab.arguments.checking import ArgumentError, check
from homelab.arguments.credentials import exposed_secrets, is_accepted
from homelab.arguments.declarations import (
    Constraint,
    Rule,
    constrain,
    mutually_exclusive,
    no_effect_with,
    one_required,
    rules,
)
from homelab.arguments.schema import json_schema
from homelab.arguments.secrets import UnknownSecret, is_secret, map_secrets, secret_paths, secret_reference
from homelab.arguments.spelling import warn

__all__ = [
    "ArgumentError",
    "Constraint",
    "Rule",
    "UnknownSecret",
    "check",
    "constrain",
    "exposed_secrets",
    "is_accepted",
    "is_secret",
    "json_schema",
    "map_secrets",
    "mutually_exclusive",
    "no_effect_with",
    "one_required",
    "rules",
    "secret_paths",
    "secret_reference",
    "warn",
]
