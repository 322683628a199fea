"""Secrets that pods of a workspace require, by their role."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Generated:
    """A value that is generated: letters and digits, or hexadecimal digits."""

    length: int
    hexadecimal: bool = False


@dataclass(frozen=True)
class Role:
    """Keys of a secret."""

    generated: Mapping[str, Generated]
    derived: Mapping[str, str] = field(default_factory=dict[str, str])
    """Values that contain others, as ``requirepass {password}``."""


_LIBRECHAT = Role(
    {
        # LibreChat encrypts with these two, and fails with any other form.
        "CREDS_KEY": Generated(64, hexadecimal=True),
        "CREDS_IV": Generated(32, hexadecimal=True),
        "JWT_SECRET": Generated(64),
        "JWT_REFRESH_SECRET": Generated(64),
        "METRICS_SECRET": Generated(32),
        "SESSION_SECRET": Generated(64),
    }
)
ROLES: Mapping[str, Role] = {
    "librechat": _LIBRECHAT,
    "meilisearch": Role({"MEILI_MASTER_KEY": Generated(32)}),
    "valkey": Role({"password": Generated(32)}, {"password.conf": "requirepass {password}"}),
    "pgvector": Role({"password": Generated(32), "superuser-password": Generated(32)}),
    "firecrawl": Role(
        {
            "bull-auth-key": Generated(32),
            "postgres-password": Generated(32),
            "postgres-superuser-password": Generated(32),
            "rabbitmq-password": Generated(32),
        }
    ),
}
"""What the library's own components take from an existing Secret. Other roles have no keys of their own."""


def role(name: str) -> Role:
    """Keys of a role by name."""
    return ROLES.get(name, Role({}))
