"""Variables of Firecrawl that the component sets, each with the argument to use instead."""

from collections.abc import Mapping

OWN_VARIABLES: Mapping[str, str | None] = {
    "BROKER_PASSWORD": None,
    "BULL_AUTH_KEY": "existing_secret",
    "CACHE_PASSWORD": None,
    "ENV": None,
    "HOME": None,
    "HOST": None,
    "NUQ_RABBITMQ_URL": None,
    "OLLAMA_BASE_URL": "models.base_url",
    "OPENAI_API_KEY": "models.api_key",
    "OPENAI_BASE_URL": "models.base_url",
    "PLAYWRIGHT_MICROSERVICE_URL": None,
    "PORT": None,
    "POSTGRES_DB": None,
    "POSTGRES_HOST": None,
    "POSTGRES_PASSWORD": "existing_secret",
    "POSTGRES_PORT": None,
    "POSTGRES_USER": None,
    "REDIS_RATE_LIMIT_URL": None,
    "REDIS_URL": None,
    "USE_DB_AUTHENTICATION": None,
}
