"""The secrets that LibreChat cannot run without."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Rule, check, constrain, no_effect_with, rules
from homelab.arguments.constraints import COUNTER, OBJECT_NAME, hexadecimal_secret, secret
from homelab.components.base import ComponentArgs, application
from homelab.components.passwords import generated_hexadecimal, generated_password
from homelab.connections import LibreChatCredentials
from homelab.kubernetes import Application


class StoredData(StrEnum):
    """What is lost with a secret that something is encrypted with."""

    USER_SECRETS = "user_secrets"
    """Keys that users entered, two-factor secrets and tokens of MCP servers: encrypted with CREDS_KEY and CREDS_IV."""


@constrain(creds=COUNTER, jwt=COUNTER, metrics=COUNTER)
class RotationArgs(TypedDict):
    """Counters: another number generates another value."""

    creds: NotRequired[int]
    """CREDS_KEY and CREDS_IV. Whatever users stored encrypted becomes unreadable, for which upstream has no remedy;
    ``give_up`` must name it. Default: 0."""
    jwt: NotRequired[int]
    """JWT_SECRET, JWT_REFRESH_SECRET and SESSION_SECRET. Everyone has to log in again. Default: 0."""
    metrics: NotRequired[int]
    """METRICS_SECRET. Default: 0."""
    give_up: NotRequired[list[StoredData]]
    """Stored data that a rotation may cost. Default: none, and such a rotation is refused."""


def _rotation_that_costs_data(group: Mapping[str, Any]) -> Iterable[str]:
    rotation = group.get("rotation", {})
    if rotation.get("creds") and StoredData.USER_SECRETS not in rotation.get("give_up", []):
        yield (
            "rotation.creds makes what users stored encrypted unreadable: set rotation.give_up to [user_secrets], "
            "or remove it"
        )


def _key_and_vector_belong_together(group: Mapping[str, Any]) -> Iterable[str]:
    if ("creds_key" in group) != ("creds_iv" in group):
        yield "creds_key and creds_iv belong together: give both or neither"


@rules(
    Rule(("rotation",), _rotation_that_costs_data),
    no_effect_with(
        "existing_secret",
        "creds_key",
        "creds_iv",
        "jwt_secret",
        "jwt_refresh_secret",
        "metrics_secret",
        "session_secret",
        "rotation",
    ),
    Rule(("creds_key", "creds_iv"), _key_and_vector_belong_together),
)
@constrain(
    creds_key=hexadecimal_secret(64),
    creds_iv=hexadecimal_secret(32),
    jwt_secret=secret("a secret of at least 32 characters", r"[\x21-\x7e]{32,}"),
    jwt_refresh_secret=secret("a secret of at least 32 characters", r"[\x21-\x7e]{32,}"),
    metrics_secret=secret("a secret of at least 16 characters", r"[\x21-\x7e]{16,}"),
    session_secret=secret("a secret of at least 32 characters", r"[\x21-\x7e]{32,}"),
    existing_secret=OBJECT_NAME,
)
class SecurityArgs(TypedDict):
    """LibreChat's own secrets. What is not given is generated, in the format that LibreChat needs."""

    creds_key: NotRequired[pulumi.Input[str]]
    """64 hexadecimal digits. LibreChat starts with any other text, and then fails every encryption."""
    creds_iv: NotRequired[pulumi.Input[str]]
    """32 hexadecimal digits."""
    jwt_secret: NotRequired[pulumi.Input[str]]
    """At least 32 characters. Default: 64 generated ones."""
    jwt_refresh_secret: NotRequired[pulumi.Input[str]]
    """At least 32 characters. Default: 64 generated ones."""
    metrics_secret: NotRequired[pulumi.Input[str]]
    """At least 16 characters. Default: 32 generated ones."""
    session_secret: NotRequired[pulumi.Input[str]]
    """At least 32 characters; signs the sessions of people who sign in by OpenID Connect or SAML. Default: 64 generated
    ones where people do."""
    rotation: NotRequired[RotationArgs]
    """Counters for generating new values. Default: 0 each."""
    existing_secret: NotRequired[pulumi.Input[str]]
    """Name of a Secret with the keys CREDS_KEY, CREDS_IV, JWT_SECRET, JWT_REFRESH_SECRET and METRICS_SECRET, and where
    people sign in by OpenID Connect or SAML SESSION_SECRET; nothing is generated then. Default: none."""


def _sessions_are_signed(group: Mapping[str, Any]) -> Iterable[str]:
    if "session_secret" in group and not group.get("signs_sessions"):
        yield "session_secret has no effect without a provider that needs it: remove it"


@rules(Rule(("session_secret", "signs_sessions"), _sessions_are_signed))
class CredentialsArgs(ComponentArgs, SecurityArgs):
    """Arguments of `Credentials`."""

    signs_sessions: NotRequired[bool]
    """Whether people sign in by OpenID Connect or SAML, which takes a SESSION_SECRET. Default: false."""
    retain: NotRequired[bool]
    """Keep generated CREDS_KEY and CREDS_IV when the stack is destroyed. Default: true."""


class Credentials(pulumi.ComponentResource):
    """LibreChat's own secrets: generated, handed in, or in a Secret that exists.

    Generated CREDS_KEY and CREDS_IV stand in a Secret that outlives the stack: they open what the database keeps.
    """

    connection: LibreChatCredentials
    """Where each of them can be read."""

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
            "JWT_SECRET": args.get("jwt_secret") or generated_password(f"{app.name}-jwt", 64, self, rotation=jwt),
            "JWT_REFRESH_SECRET": args.get("jwt_refresh_secret")
            or generated_password(f"{app.name}-jwt-refresh", 64, self, rotation=jwt),
            "METRICS_SECRET": args.get("metrics_secret")
            or generated_password(f"{app.name}-metrics", 32, self, rotation=metrics),
        }
        if args.get("signs_sessions"):
            session = args.get("session_secret")
            tokens["SESSION_SECRET"] = session or generated_password(f"{app.name}-session", 64, self, rotation=jwt)
        return self._encryption(app, args, rotation.get("creds", 0)), app.secret("tokens", tokens)

    def _encryption(self, app: Application, args: CredentialsArgs, rotation: int) -> pulumi.Input[str]:
        if "creds_key" in args and "creds_iv" in args:
            return app.secret("encryption", {"CREDS_KEY": args["creds_key"], "CREDS_IV": args["creds_iv"]})
        generated = {
            "CREDS_KEY": generated_hexadecimal(f"{app.name}-creds-key", 64, self, rotation=rotation),
            "CREDS_IV": generated_hexadecimal(f"{app.name}-creds-iv", 32, self, rotation=rotation),
        }
        # Another Secret for another key: the old one still opens what was encrypted before.
        suffix = f"encryption-{rotation}" if rotation else "encryption"
        return app.kept_secret(suffix, generated, retain=args.get("retain", True)).name
