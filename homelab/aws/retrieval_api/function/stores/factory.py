"""The store that the settings name. Each is imported once it is needed: their clients take time to load."""

import json

import boto3

from homelab.aws.retrieval_api.function.settings import Settings, StoreKind
from homelab.aws.retrieval_api.function.stores import Store


def create_store(settings: Settings) -> Store:
    """The store, which is not asked anything yet."""
    if settings.store is StoreKind.MEMORY:
        from homelab.aws.retrieval_api.function.stores.memory import MemoryStore

        return MemoryStore()
    if settings.store is StoreKind.PGVECTOR:
        return _pgvector(settings)
    if settings.store is StoreKind.S3_VECTORS:
        from homelab.aws.retrieval_api.function.stores.s3_vectors import S3VectorsStore

        return S3VectorsStore(settings)
    from homelab.aws.retrieval_api.function.stores.opensearch import OpenSearchStore

    return OpenSearchStore(settings)


def _pgvector(settings: Settings) -> Store:
    import psycopg2

    from homelab.aws.retrieval_api.function.stores.pgvector import PgVectorStore

    secret = boto3.client("secretsmanager").get_secret_value(SecretId=settings.store_secret_arn)
    server = json.loads(secret["SecretString"])

    def connect() -> "psycopg2.extensions.connection":
        return psycopg2.connect(
            host=server["host"],
            port=server["port"],
            dbname=server["dbname"],
            user=server["username"],
            password=server["password"],
            sslmode="verify-full",
            sslrootcert="system",
            connect_timeout=3,
        )

    return PgVectorStore(connect, settings.store_index, settings.dimensions)
