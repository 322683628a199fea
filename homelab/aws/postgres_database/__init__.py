"""PostgresDatabase: Postgres with pgvector on RDS, or on Aurora Serverless."""

from homelab.aws.postgres_database.args import PostgresDatabaseArgs, PostgresDatabaseSettings, PostgresKind
from homelab.aws.postgres_database.component import PostgresDatabase

__all__ = ["PostgresDatabase", "PostgresDatabaseArgs", "PostgresDatabaseSettings", "PostgresKind"]
