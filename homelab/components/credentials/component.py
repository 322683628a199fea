"""Secrets that LibreChat requires."""

from collections.abc import Callable, Mapping
from typing import cast

import pulumi

from homelab.arguments import check
from homelab.components.base import application
from homelab.components.credentials.args import CredentialsArgs
from homelab.components.passwords import generate_hexadecimal, generate_password
from homelab.connections import LibreChatCredentials
from homelab.kubernetes import (
    Application,
    OptionalSecretReference,
    SecretReference,
    create_retained_secret,
    create_secret,
)

ENCRYPTION = ("CREDS_KEY", "CREDS_IV")
TOKENS = ("JWT_SECRET", "JWT_REFRESH_SECRET", "METRICS_SECRET", "SESSION_SECRET")


class Credentials(pulumi.ComponentResource):
    """LibreChat's own secrets: generated, from arguments, or in an existing Secret.

    Generated CREDS_KEY and CREDS_IV are in a Secret that outlives the stack: they decrypt data in the database.
    """

    connection: LibreChatCredentials
    """References to the secrets."""

    def __init__(self, name: str, args: CredentialsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(CredentialsArgs, args, f"Credentials {name!r}")
        super().__init__("homelab:index:Credentials", name, {}, opts)
        references = self._references(name, args)
        self.connection = {
            "creds_key": references["CREDS_KEY"],
            "creds_iv": references["CREDS_IV"],
            "jwt_secret": references["JWT_SECRET"],
            "jwt_refresh_secret": references["JWT_REFRESH_SECRET"],
            "metrics_secret": cast(OptionalSecretReference, references["METRICS_SECRET"]),
        }
        if args.get("signs_sessions"):
            self.connection["session_secret"] = references["SESSION_SECRET"]
        self.register_outputs({"connection": self.connection})

    def _references(self, name: str, args: CredentialsArgs) -> Mapping[str, SecretReference]:
        """References to all secrets, of which those that do not exist are created."""
        existing = args.get("existing", {})
        if "existing_secret" in args:
            references = {key: _reference(args["existing_secret"], key) for key in (*ENCRYPTION, *TOKENS)}
            # Secrets of other charts do not have it; LibreChat then denies access to its metrics.
            optional: OptionalSecretReference = {**references["METRICS_SECRET"], "optional": True}
            return {**references, "METRICS_SECRET": optional, **existing}
        app = application(self, name, args, app="librechat", role="credentials")
        references = {**existing}
        if any(key not in existing for key in ENCRYPTION):
            encryption = self._encryption(app, args, args.get("rotation", {}).get("creds", 0))
            references |= {key: _reference(encryption, key) for key in ENCRYPTION}
        if tokens := {key: create for key, create in self._tokens(app, args).items() if key not in existing}:
            secret = create_secret(app, "tokens", {key: create() for key, create in tokens.items()})
            references |= {key: _reference(secret, key) for key in tokens}
        return references

    def _tokens(self, app: Application, args: CredentialsArgs) -> Mapping[str, Callable[[], pulumi.Input[str]]]:
        """Functions that create each secret that can be replaced."""
        rotation = args.get("rotation", {})
        jwt, metrics = rotation.get("jwt", 0), rotation.get("metrics", 0)

        def create(argument: str, suffix: str, length: int, counter: int) -> Callable[[], pulumi.Input[str]]:
            value = cast(Mapping[str, pulumi.Input[str]], args).get(argument)
            return lambda: value or generate_password(f"{app.name}-{suffix}", length, self, rotation=counter)

        tokens = {
            "JWT_SECRET": create("jwt_secret", "jwt", 64, jwt),
            "JWT_REFRESH_SECRET": create("jwt_refresh_secret", "jwt-refresh", 64, jwt),
            "METRICS_SECRET": create("metrics_secret", "metrics", 32, metrics),
        }
        if args.get("signs_sessions"):
            tokens["SESSION_SECRET"] = create("session_secret", "session", 64, jwt)
        return tokens

    def _encryption(self, app: Application, args: CredentialsArgs, rotation: int) -> pulumi.Input[str]:
        if "creds_key" in args and "creds_iv" in args:
            return create_secret(app, "encryption", {"CREDS_KEY": args["creds_key"], "CREDS_IV": args["creds_iv"]})
        generated = {
            "CREDS_KEY": generate_hexadecimal(f"{app.name}-creds-key", 64, self, rotation=rotation),
            "CREDS_IV": generate_hexadecimal(f"{app.name}-creds-iv", 32, self, rotation=rotation),
        }
        # A new key gets a new Secret: the old key is still needed to decrypt older data.
        suffix = f"encryption-{rotation}" if rotation else "encryption"
        return create_retained_secret(app, suffix, generated, retain=args.get("retain", True)).name


def _reference(secret: pulumi.Input[str], key: str) -> SecretReference:
    return {"name": secret, "key": key}
