"""Sign-in with an OpenID Connect provider: Keycloak, Entra ID, Okta, Auth0 and others."""

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NAME, secret, url, whole_number
from homelab.kubernetes import SecretReference
from homelab.librechat_config.settings import Section, Settings, given, secret_of
from homelab.librechat_config.sign_in.oauth import callback_path
from homelab.librechat_config.sign_in.openid_roles import (
    AdminRoleArgs,
    RequiredRoleArgs,
    RoleSyncArgs,
    admin_role,
    required_role,
    role_sync,
)
from homelab.librechat_config.sign_in.problems import needs_beside
from homelab.librechat_config.sign_in.values import NAMES, flag, listed, milliseconds

_SCOPE = Constraint(
    "scopes with openid among them such as 'openid profile email'", lambda value: "openid" in value.split()
)


@constrain(username=NAME, name=NAME, email=NAME)
class OpenIDClaimsArgs(TypedDict):
    """Claims that people's accounts are made of."""

    username: NotRequired[pulumi.Input[str]]
    """Claim with the user name. Default: ``preferred_username``, ``username`` or ``email``."""
    name: NotRequired[pulumi.Input[str]]
    """Claim with the full name. Default: ``given_name`` and ``family_name``."""
    email: NotRequired[pulumi.Input[str]]
    """Claim that people are known by. Default: ``email``, ``preferred_username`` or ``upn``."""


@constrain(startup_attempts=whole_number(0, 100), retry_seconds=whole_number(1, 3600))
class OpenIDDiscoveryArgs(TypedDict):
    """How LibreChat asks for the provider's endpoints when it starts."""

    startup_attempts: NotRequired[int]
    """Attempts before LibreChat starts without; it goes on asking then. Default: 1."""
    retry_seconds: NotRequired[int]
    """Seconds between two attempts. Default: 5."""


def _has_a_secret_or_pkce(group: Mapping[str, Any]) -> Iterable[str]:
    if secret_of(group, "client_secret") is None and not group.get("use_pkce"):
        yield "missing argument: one of client_secret, client_secret_secret, use_pkce: true"


@constrain(
    issuer=url("https", example="https://id.example.com/realms/staff"),
    client_id=NAME,
    client_secret=secret(),
    scope=_SCOPE,
    button_label=NAME,
    image_url=url("http", "https", example="https://id.example.com/logo.svg"),
    audience=NAMES,
    refresh_audience=NAME,
    reuse_max_session_age_minutes=whole_number(1, 525_600),
    post_logout_redirect_uri=url("http", "https", example="https://example.com/goodbye"),
    jwks_cache_seconds=whole_number(0, 86_400),
    userinfo_on_behalf_of_scope=NAME,
)
@rules(
    mutually_exclusive("client_secret", "client_secret_secret"),
    Rule(("client_secret", "client_secret_secret", "use_pkce"), _has_a_secret_or_pkce),
    needs_beside("reuse_tokens", "reuse_max_session_age_minutes", "refresh_audience"),
    needs_beside("use_end_session_endpoint", "post_logout_redirect_uri"),
)
class OpenIDArgs(TypedDict):
    """LibreChat as the provider knows it. Its redirect URI is ``https://DOMAIN/oauth/openid/callback``.

    Whom the provider lets in gets an account, whatever ``social_registration`` says; `required_role` limits that.
    """

    issuer: str
    """URL of the provider, below which ``.well-known/openid-configuration`` is."""
    client_id: pulumi.Input[str]
    """Client ID."""
    client_secret: NotRequired[pulumi.Input[str]]
    """Client secret. Default: none; it, ``client_secret_secret`` or ``use_pkce`` is needed."""
    client_secret_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``client_secret``. Default: none."""
    use_pkce: NotRequired[bool]
    """Whether PKCE is used, with which a public client needs no secret. Default: false."""
    generate_nonce: NotRequired[bool]
    """Whether requests have a nonce, as some federated providers want. Default: false."""
    scope: NotRequired[pulumi.Input[str]]
    """Scopes to ask for. Default: ``openid profile email``."""
    audience: NotRequired[list[str]]
    """Audiences to accept in tokens, of which the first is asked for. Default: the client ID."""
    button_label: NotRequired[pulumi.Input[str]]
    """Text of the button. Default: Continue with OpenID."""
    image_url: NotRequired[pulumi.Input[str]]
    """Picture of the button. Default: LibreChat's own."""
    auto_redirect: NotRequired[bool]
    """Whether people get to the provider at once, past the page with the button. Default: false."""
    claims: NotRequired[OpenIDClaimsArgs]
    """Claims that people's accounts are made of. Default: the usual ones."""
    required_role: NotRequired[RequiredRoleArgs]
    """Roles of which people need one. Default: none."""
    admin_role: NotRequired[AdminRoleArgs]
    """Role that makes people administrators. Default: none."""
    role_sync: NotRequired[RoleSyncArgs]
    """Roles that LibreChat takes over. Default: none."""
    reuse_tokens: NotRequired[bool]
    """Whether the provider's tokens are LibreChat's sessions, too, and can be passed on to MCP servers and Microsoft
    Graph. Default: false."""
    reuse_max_session_age_minutes: NotRequired[int]
    """Minutes for which such a token serves before the provider renews it. Default: 15."""
    refresh_audience: NotRequired[pulumi.Input[str]]
    """Audience to ask for when it is renewed. Default: none."""
    jwks_cache_seconds: NotRequired[int]
    """Seconds for which the provider's keys are kept; 0 asks for them each time. Default: 60."""
    userinfo_on_behalf_of_scope: NotRequired[pulumi.Input[str]]
    """Scope of the token that is exchanged for the userinfo endpoint, as Entra ID wants: ``user.read``. Default: no
    exchange."""
    use_end_session_endpoint: NotRequired[bool]
    """Whether logging out ends the session at the provider, too. Default: false."""
    post_logout_redirect_uri: NotRequired[pulumi.Input[str]]
    """Where people go then. Default: LibreChat's page for signing in."""
    discovery: NotRequired[OpenIDDiscoveryArgs]
    """How LibreChat asks for the provider's endpoints. Default: once, then every 5 seconds."""


def settings(args: OpenIDArgs, session_secret: SecretReference) -> Settings:
    """What LibreChat reads of OpenID.

    :param session_secret: Signs the sessions in which people come back from the provider.
    """
    return Settings(
        config=given({"registration": given({"openidDiscovery": _discovery(args.get("discovery", {}))})}),
        environment=given({**_client(args), **_tokens(args), **_roles(args)}),
        secrets=given(
            {"OPENID_CLIENT_SECRET": secret_of(args, "client_secret"), "OPENID_SESSION_SECRET": session_secret}
        ),
        servers=[args["issuer"]],
    )


def _client(args: OpenIDArgs) -> Mapping[str, Any]:
    claims = args.get("claims", {})
    return {
        "OPENID_ISSUER": args["issuer"],
        "OPENID_CLIENT_ID": args["client_id"],
        "OPENID_CALLBACK_URL": callback_path("openid"),
        "OPENID_SCOPE": args.get("scope", "openid profile email"),
        "OPENID_USE_PKCE": flag(args.get("use_pkce")),
        "OPENID_GENERATE_NONCE": flag(args.get("generate_nonce")),
        "OPENID_AUDIENCE": listed(args.get("audience")),
        "OPENID_BUTTON_LABEL": args.get("button_label"),
        "OPENID_IMAGE_URL": args.get("image_url"),
        "OPENID_AUTO_REDIRECT": flag(args.get("auto_redirect")),
        "OPENID_USERNAME_CLAIM": claims.get("username"),
        "OPENID_NAME_CLAIM": claims.get("name"),
        "OPENID_EMAIL_CLAIM": claims.get("email"),
        "OPENID_USE_END_SESSION_ENDPOINT": flag(args.get("use_end_session_endpoint")),
        "OPENID_POST_LOGOUT_REDIRECT_URI": args.get("post_logout_redirect_uri"),
    }


def _tokens(args: OpenIDArgs) -> Mapping[str, Any]:
    cached = args.get("jwks_cache_seconds")
    scope = args.get("userinfo_on_behalf_of_scope")
    return {
        "OPENID_REUSE_TOKENS": flag(args.get("reuse_tokens")),
        "OPENID_REUSE_MAX_SESSION_AGE_MS": milliseconds(args.get("reuse_max_session_age_minutes")),
        "OPENID_REFRESH_AUDIENCE": args.get("refresh_audience"),
        "OPENID_JWKS_URL_CACHE_ENABLED": None if cached is None else flag(cached > 0),
        "OPENID_JWKS_URL_CACHE_TIME": str(cached * 1000) if cached else None,
        "OPENID_ON_BEHALF_FLOW_FOR_USERINFO_REQUIRED": None if scope is None else "true",
        "OPENID_ON_BEHALF_FLOW_USERINFO_SCOPE": scope,
    }


def _roles(args: OpenIDArgs) -> Mapping[str, Any]:
    return {
        **(required_role(args["required_role"]) if "required_role" in args else {}),
        **(admin_role(args["admin_role"]) if "admin_role" in args else {}),
        **(role_sync(args["role_sync"]) if "role_sync" in args else {}),
    }


def _discovery(args: OpenIDDiscoveryArgs) -> Section:
    seconds = args.get("retry_seconds")
    return given(
        {
            "startupAttempts": args.get("startup_attempts"),
            "retryDelayMs": None if seconds is None else seconds * 1000,
        }
    )
