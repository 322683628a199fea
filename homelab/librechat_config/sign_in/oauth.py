"""Sign-in with Google, GitHub, Discord, Facebook and Apple."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict, cast

import pulumi

from homelab.arguments import constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NAME, secret, url
from homelab.kubernetes import SecretReference
from homelab.librechat_config.settings import SecretValue, Settings, given, secret_of
from homelab.librechat_config.sign_in.problems import needs_beside


@constrain(client_id=NAME, client_secret=secret())
@rules(mutually_exclusive("client_secret", "client_secret_secret", required=True))
class OAuthClientArgs(TypedDict):
    """LibreChat as the provider knows it. Its redirect URI is ``https://DOMAIN/oauth/PROVIDER/callback``."""

    client_id: pulumi.Input[str]
    """Client ID."""
    client_secret: NotRequired[pulumi.Input[str]]
    """Client secret. Default: none; it or ``client_secret_secret`` is needed."""
    client_secret_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``client_secret``. Default: none."""


@constrain(enterprise_base_url=url("http", "https", example="https://github.example.com"), enterprise_user_agent=NAME)
@rules(needs_beside("enterprise_base_url", "enterprise_user_agent"))
class GitHubArgs(OAuthClientArgs):
    """LibreChat as GitHub knows it. Its callback URL is ``https://DOMAIN/oauth/github/callback``."""

    enterprise_base_url: NotRequired[str]
    """Address of a GitHub Enterprise server. Default: github.com."""
    enterprise_user_agent: NotRequired[pulumi.Input[str]]
    """User agent that LibreChat shows that server. Default: its library's own."""


@constrain(
    client_id=NAME,
    team_id=NAME,
    key_id=NAME,
    private_key=secret("a private key in PEM form", r"\s*-----BEGIN PRIVATE KEY-----[\s\S]+"),
)
@rules(mutually_exclusive("private_key", "private_key_secret", required=True))
class AppleArgs(TypedDict):
    """LibreChat as Apple knows it. Its return URL is ``https://DOMAIN/oauth/apple/callback``."""

    client_id: pulumi.Input[str]
    """Identifier of the service."""
    team_id: pulumi.Input[str]
    """Identifier of the team."""
    key_id: pulumi.Input[str]
    """Identifier of the key."""
    private_key: NotRequired[pulumi.Input[str]]
    """The key, as Apple's .p8 file holds it. Default: none; it or ``private_key_secret`` is needed."""
    private_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it, instead of ``private_key``. Default: none."""


def client(provider: str, args: OAuthClientArgs) -> Settings:
    """What LibreChat reads of a provider that knows it by ID and secret.

    :param provider: LibreChat's name of the provider: ``google``.
    """
    prefix = provider.upper()
    return Settings(
        environment={f"{prefix}_CLIENT_ID": args["client_id"], f"{prefix}_CALLBACK_URL": callback_path(provider)},
        secrets={f"{prefix}_CLIENT_SECRET": cast(SecretValue, secret_of(args, "client_secret"))},
    )


def github(args: GitHubArgs) -> Settings:
    """What LibreChat reads of GitHub."""
    settings = client("github", args)
    server = args.get("enterprise_base_url")
    enterprise: Mapping[str, Any] = {
        # LibreChat puts a path behind it that begins with a slash.
        "GITHUB_ENTERPRISE_BASE_URL": server and server.rstrip("/"),
        "GITHUB_ENTERPRISE_USER_AGENT": args.get("enterprise_user_agent"),
    }
    return Settings(
        environment={**settings.environment, **given(enterprise)},
        secrets=settings.secrets,
        servers=[server] if server else [],
    )


def apple(args: AppleArgs) -> Settings:
    """What LibreChat reads of Apple."""
    return Settings(
        environment={
            "APPLE_CLIENT_ID": args["client_id"],
            "APPLE_TEAM_ID": args["team_id"],
            "APPLE_KEY_ID": args["key_id"],
            "APPLE_CALLBACK_URL": callback_path("apple"),
        },
        secret_files={"APPLE_PRIVATE_KEY_PATH": cast(SecretValue, secret_of(args, "private_key"))},
    )


def callback_path(provider: str) -> str:
    """Where a provider sends people back to; LibreChat has no default for it."""
    return f"/oauth/{provider}/callback"
