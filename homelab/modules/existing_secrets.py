"""Secrets that several components share, in existing Secrets with arbitrary keys.

They are set in ``librechat.env_from.variables``, by LibreChat's variables, for all components that use them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from homelab.kubernetes import SecretReference
from homelab.kubernetes.variables import Variables
from homelab.librechat_config.ownership import SHARED_SECRETS

_MEILISEARCH = "MEILI_MASTER_KEY"
_SESSIONS = ("OPENID_SESSION_SECRET", "SAML_SESSION_SECRET")


def own_variables(chat: Mapping[str, Any]) -> Variables:
    """Variables in LibreChat's arguments, without those that other components set."""
    variables = Variables.of(chat)  # type: ignore[arg-type]  a workspace's group has these arguments
    secret = {name: value for name, value in variables.secret.items() if name not in _shared(chat)}
    return replace(variables, secret=secret)


def credentials_references(args: Mapping[str, Any]) -> dict[str, SecretReference]:
    """References to LibreChat's own secrets, by variable; that of sessions is ``SESSION_SECRET``."""
    shared = {name: value for name, value in _shared(args["librechat"]).items() if name != _MEILISEARCH}
    sessions = [shared.pop(name) for name in _SESSIONS if name in shared]
    return {**shared, **({"SESSION_SECRET": sessions[0]} if sessions else {})}


def meilisearch_reference(args: Mapping[str, Any]) -> SecretReference | None:
    """Reference to Meilisearch's key."""
    return _shared(args["librechat"]).get(_MEILISEARCH)


def violations(args: Mapping[str, Any]) -> Iterator[str]:
    """Messages about secrets that are set twice, incomplete, or not used."""
    shared, security = _shared(args["librechat"]), args["librechat"].get("security", {})
    path = "librechat.env_from.variables"
    for name in shared:
        argument = "session_secret" if name in _SESSIONS else name.lower()
        if argument in security:
            yield f"{path}.{name} and librechat.security.{argument} are mutually exclusive: remove one"
    if ("CREDS_KEY" in shared) != ("CREDS_IV" in shared):
        yield f"{path}: CREDS_KEY and CREDS_IV belong together: set both or neither"
    if all(name in shared for name in _SESSIONS) and shared[_SESSIONS[0]] != shared[_SESSIONS[1]]:
        yield f"{path}: OPENID_SESSION_SECRET and SAML_SESSION_SECRET are the same secret: set one of them"
    meilisearch = args.get("meilisearch", {})
    if _MEILISEARCH in shared:
        if "external" in meilisearch:
            yield f"{path}.{_MEILISEARCH}: use meilisearch.external.api_key_secret instead"
        for argument in ("master_key", "master_key_secret"):
            if argument in meilisearch:
                yield f"{path}.{_MEILISEARCH} and meilisearch.{argument} are mutually exclusive: remove one"


def _shared(chat: Mapping[str, Any]) -> dict[str, SecretReference]:
    variables: Mapping[str, SecretReference] = chat.get("env_from", {}).get("variables", {})
    return {name: value for name, value in variables.items() if name in SHARED_SECRETS}
