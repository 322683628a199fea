"""RAG API as a component."""

from typing import Any

from homelab import RagApi
from tests.components.recorded import objects

REFERENCE: Any = {"name": "existing", "key": "key"}
DATABASE = {
    "host": "db.example.com",
    "port": 5433,
    "database": "rag",
    "username": "rag",
    "password": {"name": "a", "key": "database-password"},
}
OPENAI: dict[str, Any] = {
    "embeddings": {"provider": "openai"},
    "secret_env": {"RAG_OPENAI_API_KEY": "sk-hidden-0123456789"},
}


def rag_api(**args: Any) -> dict[tuple[str, str], Any]:
    """Objects by kind and name."""
    jwt = {"name": "b", "key": "jwt"}
    given: Any = {"namespace": "ai", "database": DATABASE, "jwt_secret": jwt, **args}
    return objects(lambda: RagApi("rag", given))
