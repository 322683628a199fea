from .pod_identity import IdentityKind, PodIdentity, PodIdentityArgs
from .policies import StatementArgs
from .postgres_database import PostgresDatabase, PostgresDatabaseArgs, PostgresKind

__all__ = [
    "IdentityKind",
    "PodIdentity",
    "PodIdentityArgs",
    "PostgresDatabase",
    "PostgresDatabaseArgs",
    "PostgresKind",
    "StatementArgs",
]
