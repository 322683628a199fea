"""Arguments of `homelab.components.credentials.Credentials`."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, no_effect_with, rules
from homelab.arguments.constraints import COUNTER, OBJECT_NAME, hexadecimal_secret, secret
from homelab.choices import Choice
from homelab.components.base import ComponentArgs
from homelab.kubernetes import SecretReference


class StoredData(StrEnum):
    """Stored data that becomes unreadable with a new encryption key."""

    USER_SECRETS = "user_secrets"
    """Keys that users entered, two-factor secrets and MCP tokens, encrypted with CREDS_KEY and CREDS_IV."""


StoredDataChoice: TypeAlias = Choice[StoredData, Literal["user_secrets"]]


@constrain(creds=COUNTER, jwt=COUNTER, metrics=COUNTER)
class RotationArgs(TypedDict):
    """Rotation counters: a new number generates a new value."""

    creds: NotRequired[int]
    """CREDS_KEY and CREDS_IV. Encrypted user data becomes unreadable, as upstream cannot re-encrypt it; ``give_up``
    must name it. Default: 0."""
    jwt: NotRequired[int]
    """JWT_SECRET, JWT_REFRESH_SECRET and SESSION_SECRET. All users have to log in again. Default: 0."""
    metrics: NotRequired[int]
    """METRICS_SECRET. Default: 0."""
    give_up: NotRequired[list[StoredDataChoice]]
    """Stored data that a rotation may make unreadable. Default: none: such a rotation is an error."""


def _data_loss_is_accepted(group: Mapping[str, Any]) -> Iterable[str]:
    rotation = group.get("rotation", {})
    if rotation.get("creds") and StoredData.USER_SECRETS not in rotation.get("give_up", []):
        yield (
            "rotation.creds makes encrypted user data unreadable: set rotation.give_up to [user_secrets], or remove it"
        )


def _creds_key_and_creds_iv(group: Mapping[str, Any]) -> Iterable[str]:
    if ("creds_key" in group) != ("creds_iv" in group):
        yield "creds_key and creds_iv belong together: set both or neither"


@rules(
    Rule(("rotation",), _data_loss_is_accepted),
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
    Rule(("creds_key", "creds_iv"), _creds_key_and_creds_iv),
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
    """LibreChat's own secrets; those that are not set are generated in the format that LibreChat requires."""

    creds_key: NotRequired[pulumi.Input[str]]
    """64 hexadecimal digits. With any other text LibreChat starts, but every encryption fails."""
    creds_iv: NotRequired[pulumi.Input[str]]
    """32 hexadecimal digits."""
    jwt_secret: NotRequired[pulumi.Input[str]]
    """At least 32 characters. Default: 64 generated ones."""
    jwt_refresh_secret: NotRequired[pulumi.Input[str]]
    """At least 32 characters. Default: 64 generated ones."""
    metrics_secret: NotRequired[pulumi.Input[str]]
    """At least 16 characters. Default: 32 generated ones."""
    session_secret: NotRequired[pulumi.Input[str]]
    """At least 32 characters; signs sessions of users who sign in by OpenID Connect or SAML. Default: 64 generated
    ones if either is set up."""
    rotation: NotRequired[RotationArgs]
    """Counters that generate new values. Default: 0 each."""
    existing_secret: NotRequired[pulumi.Input[str]]
    """Name of a Secret with the keys CREDS_KEY, CREDS_IV, JWT_SECRET and JWT_REFRESH_SECRET, and with OpenID Connect or
    SAML also SESSION_SECRET; nothing is generated then. Without the key METRICS_SECRET, ``/metrics`` is not
    accessible. In a workspace, ``librechat.env_from.variables`` sets single ones to other Secrets and keys. Default:
    none."""


def _session_secret_is_used(group: Mapping[str, Any]) -> Iterable[str]:
    if "session_secret" in group and not group.get("signs_sessions"):
        yield "session_secret has no effect without a provider that needs it: remove it"


_EXISTING = ("CREDS_KEY", "CREDS_IV", "JWT_SECRET", "JWT_REFRESH_SECRET", "METRICS_SECRET", "SESSION_SECRET")


@rules(Rule(("session_secret", "signs_sessions"), _session_secret_is_used))
@constrain(
    existing=Constraint(
        f"a map with keys among {', '.join(_EXISTING)}", lambda value: all(name in _EXISTING for name in value)
    )
)
class CredentialsArgs(ComponentArgs, SecurityArgs):
    """Arguments of `Credentials`."""

    signs_sessions: NotRequired[bool]
    """Whether users sign in by OpenID Connect or SAML, which requires a SESSION_SECRET. Default: false."""
    existing: NotRequired[dict[str, SecretReference]]
    """References to existing Secrets with CREDS_KEY, CREDS_IV, JWT_SECRET, JWT_REFRESH_SECRET, METRICS_SECRET and
    SESSION_SECRET, which are not generated then. Default: none."""
    retain: NotRequired[bool]
    """Retain generated CREDS_KEY and CREDS_IV when the stack is destroyed. Default: true."""
