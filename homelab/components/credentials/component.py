"""Secrets that LibreChat requires."""

import pulumi

from homelab.arguments import check
from homelab.components.base import application
from homelab.components.credentials.args import CredentialsArgs
from homelab.components.passwords import generate_hexadecimal, generate_password
from homelab.connections import LibreChatCredentials
from homelab.kubernetes import Application, create_retained_secret, create_secret


class Credentials(pulumi.ComponentResource):
    """LibreChat's own secrets: generated, from arguments, or in an existing Secret.

    Generated CREDS_KEY and CREDS_IV are in a Secret that outlives the stack: they decrypt data in the database.
    """

    connection: LibreChatCredentials
    """References to the secrets."""

    def __init__(self, name: str, args: CredentialsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        args = check(CredentialsArgs, args, f"Credentials {name!r}")
        super().__init__("homelab:index:Credentials", name, {}, opts)
        if "existing_secret" in args:
            encryption = tokens = args["existing_secret"]
        else:
            app = application(self, name, args, app="librechat", role="credentials")
            encryption, tokens = self._create(app, args)
        self.connection = {
            "creds_key": {"name": encryption, "key": "CREDS_KEY"},
            "creds_iv": {"name": encryption, "key": "CREDS_IV"},
            "jwt_secret": {"name": tokens, "key": "JWT_SECRET"},
            "jwt_refresh_secret": {"name": tokens, "key": "JWT_REFRESH_SECRET"},
            "metrics_secret": {"name": tokens, "key": "METRICS_SECRET"},
        }
        if args.get("signs_sessions"):
            self.connection["session_secret"] = {"name": tokens, "key": "SESSION_SECRET"}
        self.register_outputs({"connection": self.connection})

    def _create(self, app: Application, args: CredentialsArgs) -> tuple[pulumi.Input[str], pulumi.Input[str]]:
        rotation = args.get("rotation", {})
        jwt, metrics = rotation.get("jwt", 0), rotation.get("metrics", 0)
        tokens = {
            "JWT_SECRET": args.get("jwt_secret") or generate_password(f"{app.name}-jwt", 64, self, rotation=jwt),
            "JWT_REFRESH_SECRET": args.get("jwt_refresh_secret")
            or generate_password(f"{app.name}-jwt-refresh", 64, self, rotation=jwt),
            "METRICS_SECRET": args.get("metrics_secret")
            or generate_password(f"{app.name}-metrics", 32, self, rotation=metrics),
        }
        if args.get("signs_sessions"):
            session = args.get("session_secret")
            tokens["SESSION_SECRET"] = session or generate_password(f"{app.name}-session", 64, self, rotation=jwt)
        return self._encryption(app, args, rotation.get("creds", 0)), create_secret(app, "tokens", tokens)

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
