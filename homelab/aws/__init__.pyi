from .bedrock import BedrockAccess, BedrockAccessArgs
from .cache import Cache, CacheArgs, CacheKind
from .costs import AnomaliesArgs, BudgetArgs, Costs, CostsArgs
from .document_database import DocumentDatabase, DocumentDatabaseArgs, DocumentDatabaseKind
from .pod_identity import IdentityKind, PodIdentity, PodIdentityArgs
from .policies import StatementArgs
from .postgres_database import PostgresDatabase, PostgresDatabaseArgs, PostgresKind

__all__ = [
    "AnomaliesArgs",
    "BedrockAccess",
    "BedrockAccessArgs",
    "BudgetArgs",
    "Cache",
    "CacheArgs",
    "CacheKind",
    "Costs",
    "CostsArgs",
    "DocumentDatabase",
    "DocumentDatabaseArgs",
    "DocumentDatabaseKind",
    "IdentityKind",
    "PodIdentity",
    "PodIdentityArgs",
    "PostgresDatabase",
    "PostgresDatabaseArgs",
    "PostgresKind",
    "StatementArgs",
]
