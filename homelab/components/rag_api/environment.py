"""The variables that rag_api v0.9.0 reads, beside those of its embeddings."""

import pulumi

from homelab.components.rag_api.args import RagApiArgs
from homelab.kubernetes import EnvironmentValue, combine

PORT = 8000


def server_environment(args: RagApiArgs, collection: pulumi.Input[str]) -> dict[str, EnvironmentValue]:
    """What every server of rag_api gets."""
    database = args["database"]
    environment: dict[str, EnvironmentValue] = {
        "RAG_HOST": "0.0.0.0",
        "RAG_PORT": str(PORT),
        "RAG_UPLOAD_DIR": "/tmp/uploads",
        "HOME": "/tmp",
        "CONSOLE_JSON": "true",
        "SCARF_NO_ANALYTICS": "true",
        "JWT_SECRET": args["jwt_secret"],
        "DB_HOST": database["host"],
        "DB_PORT": combine(str, database["port"]),
        "POSTGRES_DB": database["database"],
        "POSTGRES_USER": database["username"],
        "POSTGRES_PASSWORD": database["password"],
        "COLLECTION_NAME": collection,
        "CHUNK_SIZE": combine(str, args.get("chunk_size", 1500)),
        "CHUNK_OVERLAP": combine(str, args.get("chunk_overlap", 100)),
        # Off by default since v0.9.0; without them every query reads the whole table.
        "PGVECTOR_CREATE_LEGACY_INDEXES": "true",
        # On, it downloads a tokenizer at the first embedding, and counts by OpenAI's rules for every server.
        "RAG_CHECK_EMBEDDING_CTX_LENGTH": "false",
    }
    if "sslmode" in database:
        environment["PGSSLMODE"] = database["sslmode"]
    return environment | _on_request(args)


def _on_request(args: RagApiArgs) -> dict[str, EnvironmentValue]:
    environment: dict[str, EnvironmentValue] = {}
    if "embedding_batch_size" in args:
        environment["EMBEDDING_BATCH_SIZE"] = combine(str, args["embedding_batch_size"])
    if "distance_threshold" in args:
        environment["RAG_DISTANCE_THRESHOLD"] = combine(str, args["distance_threshold"])
    if "thread_pool_size" in args:
        environment["RAG_THREAD_POOL_SIZE"] = combine(str, args["thread_pool_size"])
    if "pdf_extract_images" in args:
        environment["PDF_EXTRACT_IMAGES"] = combine(lambda on: "true" if on else "false", args["pdf_extract_images"])
    return environment
