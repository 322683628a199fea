"""Checks of OpenID Connect's variables: what lets nobody in, and what LibreChat ignores."""

from collections.abc import Iterator

from homelab.kubernetes.variables import Variables
from homelab.librechat_config.checks.flags import is_true

_TOKEN_KINDS = ("access", "id", "userinfo")
"""Where LibreChat looks for roles (getRoleSource in api/strategies/openidStrategy.js)."""
_ROLES = {
    "OPENID_REQUIRED_ROLE": "LibreChat lets nobody in otherwise",
    "OPENID_ADMIN_ROLE": "LibreChat ignores it otherwise",
}
"""Roles, and what LibreChat does if it is not told where to look for them."""
_SYNC = "OPENID_ROLE_SYNC_ENABLED"


def problems(variables: Variables, client: str) -> Iterator[str]:
    """Messages about OpenID Connect's variables.

    :param client: Name of the client's ID in messages.
    """
    has_secret = variables.may_have("OPENID_CLIENT_SECRET")
    if not has_secret and not is_true(variables.plain, "OPENID_USE_PKCE"):
        secrets = "librechat.auth.openid.client_secret or librechat.auth.openid.client_secret_secret"
        yield f"{client} needs {secrets}, or OPENID_USE_PKCE: true in librechat.env"
    scope = variables.plain.get("OPENID_SCOPE")
    if isinstance(scope, str) and "openid" not in scope.split():
        yield f"OPENID_SCOPE: expected scopes that include openid, got {scope!r}"
    for role, otherwise in _ROLES.items():
        yield from _role(variables, role, otherwise)
    yield from _role_sync(variables)


def _role(variables: Variables, role: str, otherwise: str) -> Iterator[str]:
    place = (f"{role}_PARAMETER_PATH", f"{role}_TOKEN_KIND")
    if role in variables.names:
        if missing := [name for name in place if not variables.may_have(name)]:
            yield f"{role} needs {' and '.join(missing)} in librechat.env, to find it in a token: {otherwise}"
    elif not variables.secrets:
        yield from (f"{name} has no effect without {role}" for name in place if name in variables.names)
    yield from _token_kind(variables, place[1])


def _role_sync(variables: Variables) -> Iterator[str]:
    if is_true(variables.plain, _SYNC):
        if not variables.may_have("OPENID_ROLE_SYNC_CLAIM"):
            yield f"{_SYNC} needs OPENID_ROLE_SYNC_CLAIM in librechat.env: LibreChat lets nobody in otherwise"
        yield from _token_kind(variables, "OPENID_ROLE_SYNC_SOURCE")


def _token_kind(variables: Variables, name: str) -> Iterator[str]:
    kind = variables.plain.get(name)
    if isinstance(kind, str) and kind not in _TOKEN_KINDS:
        yield f"{name}: expected one of {', '.join(_TOKEN_KINDS)}, got {kind!r}"
