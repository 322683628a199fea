"""Sign-in by OpenID Connect, Google, GitHub, Discord, Facebook and Apple."""

from typing import NotRequired, TypedDict

import pulumi

from homelab.arguments import constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NAME, secret, url
from homelab.kubernetes import SecretReference
from homelab.librechat_config.configuration import Configuration, secret_argument


@constrain(client_id=NAME, client_secret=secret())
@rules(mutually_exclusive("client_secret", "client_secret_secret", required=True))
class OAuthClientArgs(TypedDict):
    """An OAuth client. Its redirect URI is ``https://DOMAIN/oauth/PROVIDER/callback``."""

    client_id: pulumi.Input[str]
    """Client ID."""
    client_secret: NotRequired[pulumi.Input[str]]
    """Client secret. Either this or ``client_secret_secret``."""
    client_secret_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``client_secret``. Default: none."""


@constrain(issuer=url("https", example="https://id.example.com/realms/staff"), client_id=NAME, client_secret=secret())
@rules(mutually_exclusive("client_secret", "client_secret_secret"))
class OpenIDArgs(TypedDict):
    """An OpenID Connect client. Its redirect URI is ``https://DOMAIN/oauth/openid/callback``.

    Every user whom the provider authenticates gets an account, regardless of ``social_registration``; restrict that by
    LibreChat's variables ``OPENID_REQUIRED_ROLE``, ``OPENID_REQUIRED_ROLE_PARAMETER_PATH`` and
    ``OPENID_REQUIRED_ROLE_TOKEN_KIND``.
    """

    issuer: pulumi.Input[str]
    """Issuer URL, with metadata at ``.well-known/openid-configuration`` below it."""
    client_id: pulumi.Input[str]
    """Client ID."""
    client_secret: NotRequired[pulumi.Input[str]]
    """Client secret. Default: none; a public client needs ``OPENID_USE_PKCE: true`` in ``librechat.env``."""
    client_secret_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``client_secret``. Default: none."""


@constrain(
    client_id=NAME,
    team_id=NAME,
    key_id=NAME,
    private_key=secret("a private key in PEM form", r"\s*-----BEGIN PRIVATE KEY-----[\s\S]+"),
)
@rules(mutually_exclusive("private_key", "private_key_secret", required=True))
class AppleArgs(TypedDict):
    """Sign in with Apple. The return URL is ``https://DOMAIN/oauth/apple/callback``."""

    client_id: pulumi.Input[str]
    """Services ID."""
    team_id: pulumi.Input[str]
    """Team ID."""
    key_id: pulumi.Input[str]
    """Key ID."""
    private_key: NotRequired[pulumi.Input[str]]
    """Private key, the content of Apple's .p8 file. Either this or ``private_key_secret``."""
    private_key_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``private_key``. Default: none."""


def client(provider: str, args: OAuthClientArgs) -> Configuration:
    """Derive the variables of a client.

    :param provider: LibreChat's name of the provider: ``google``.
    """
    prefix = provider.upper()
    return Configuration.of(
        env={f"{prefix}_CLIENT_ID": args["client_id"]},
        secret_env={f"{prefix}_CLIENT_SECRET": secret_argument(args, "client_secret")},
    )


def openid(args: OpenIDArgs) -> Configuration:
    """Derive the variables of OpenID Connect."""
    return Configuration.of(
        env={"OPENID_ISSUER": args["issuer"], "OPENID_CLIENT_ID": args["client_id"]},
        secret_env={"OPENID_CLIENT_SECRET": secret_argument(args, "client_secret")},
    )


def apple(args: AppleArgs) -> Configuration:
    """Derive the variables of Sign in with Apple."""
    return Configuration.of(
        env={"APPLE_CLIENT_ID": args["client_id"], "APPLE_TEAM_ID": args["team_id"], "APPLE_KEY_ID": args["key_id"]},
        secret_files={"APPLE_PRIVATE_KEY_PATH": secret_argument(args, "private_key")},
    )
