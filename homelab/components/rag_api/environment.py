"""Environment variables of rag_api v0.9.0."""

import pulumi

from homelab.components.rag_api.args import CHUNK_OVERLAP, CHUNK_SIZE, RagApiArgs
from homelab.kubernetes import EnvironmentValue, apply

PORT = 8000


def server_environment(args: RagApiArgs, collection: pulumi.Input[str]) -> dict[str, EnvironmentValue]:
    """Variables of every rag_api server, which the user's variables override."""
    database = args["database"]
    environment: dict[str, EnvironmentValue] = {
        # Both families, whichever there are: with "::", asyncio's servers refuse IPv4.
        "RAG_HOST": "",
        "RAG_PORT": str(PORT),
        "RAG_UPLOAD_DIR": "/tmp/uploads",
        "HOME": "/tmp",
        "CONSOLE_JSON": "true",
        "SCARF_NO_ANALYTICS": "true",
        "JWT_SECRET": args["jwt_secret"],
        "DB_HOST": database["host"],
        "DB_PORT": apply(str, database["port"]),
        "POSTGRES_DB": database["database"],
        "POSTGRES_USER": database["username"],
        "POSTGRES_PASSWORD": database["password"],
        "COLLECTION_NAME": collection,
        "CHUNK_SIZE": apply(str, args.get("chunk_size", CHUNK_SIZE)),
        "CHUNK_OVERLAP": apply(str, args.get("chunk_overlap", CHUNK_OVERLAP)),
        # Disabled by default since v0.9.0; without them every query scans the whole table.
        "PGVECTOR_CREATE_LEGACY_INDEXES": "true",
        # If enabled, it downloads a tokenizer at the first embedding, and applies OpenAI's limits to every server.
        "RAG_CHECK_EMBEDDING_CTX_LENGTH": "false",
    }
    if "sslmode" in database:
        environment["PGSSLMODE"] = database["sslmode"]
    return environment
