"""What to do instead of setting variables that look right and do nothing, or not what their name says."""

from homelab.librechat_config.variables.announced import REMOVED

_AZURE = "it is deprecated and conflicts with azureOpenAI of librechat.yaml, which holds groups of models instead"
_IN_CODE = "LibreChat's code interpreter signs in with CODEAPI_JWT_PRIVATE_KEY and its siblings instead"

LIBRECHAT = {
    "DATABASE_URL": "LibreChat has no SQL database: MONGO_URI names its database, and only the RAG API uses Postgres",
    "POSTGRES_PASSWORD": "LibreChat has no SQL database: only the RAG API uses Postgres",
    "OPENROUTER_API_KEY": "LibreChat's name for it is OPENROUTER_KEY, to which a custom endpoint has to refer",
    "EMBEDDING_MODEL": "the RAG API reads EMBEDDINGS_MODEL, and LibreChat neither",
    "EMBEDDINGS_MODEL": "the RAG API reads it, not LibreChat",
    "EMBEDDINGS_PROVIDER": "the RAG API reads it, not LibreChat",
    "RAG_OPENAI_API_KEY": "the RAG API reads it, not LibreChat",
    "RAG_OPENAI_BASEURL": "the RAG API reads it, not LibreChat",
    "MEILI_NO_ANALYTICS": "Meilisearch reads it, not LibreChat",
    "AWS_ROLE_NAME": "no code reads it: give the role to the pod, by its service account",
    "NODE_MAX_OLD_SPACE_SIZE": "Node.js does not read it: set --max-old-space-size in NODE_OPTIONS",
    "TURNSTILE_SECRET_KEY": "LibreChat only shows the challenge, by turnstile.siteKey of librechat.yaml",
    "LIBRECHAT_CODE_API_KEY": _IN_CODE,
    "CHECK_BALANCE": "it is deprecated: set balance.enabled of librechat.yaml",
    "START_BALANCE": "it is deprecated: set balance.startBalance of librechat.yaml",
    "TEMP_CHAT_RETENTION_HOURS": "interface.temporaryChatRetention of librechat.yaml overrides it",
    "CDN_PROVIDER": "LibreChat overwrites it: set fileStrategy of librechat.yaml",
    "AZURE_API_KEY": _AZURE,
    "AZURE_OPENAI_API_KEY": _AZURE,
    "AZURE_OPENAI_API_INSTANCE_NAME": _AZURE,
    "AZURE_OPENAI_API_DEPLOYMENT_NAME": _AZURE,
    "AZURE_OPENAI_API_VERSION": _AZURE,
    "AZURE_OPENAI_API_COMPLETIONS_DEPLOYMENT_NAME": _AZURE,
    "AZURE_OPENAI_API_EMBEDDINGS_DEPLOYMENT_NAME": _AZURE,
    "AZURE_OPENAI_BASEURL": _AZURE,
    "AZURE_OPENAI_DEFAULT_MODEL": _AZURE,
    "AZURE_OPENAI_MODELS": _AZURE,
    "AZURE_USE_MODEL_AS_DEPLOYMENT_NAME": _AZURE,
    "PLUGINS_USE_AZURE": _AZURE,
    **dict.fromkeys(REMOVED, "LibreChat dropped it before v0.8.8"),
}
RAG_API = {
    "DATABASE_URL": "the RAG API builds it from DB_HOST, DB_PORT, POSTGRES_DB, POSTGRES_USER and POSTGRES_PASSWORD",
    "EMBEDDING_MODEL": "the RAG API's name for it is EMBEDDINGS_MODEL",
    "EMBEDDING_PROVIDER": "the RAG API's name for it is EMBEDDINGS_PROVIDER",
    "POSTGRES_HOST": "the RAG API's name for it is DB_HOST",
    "POSTGRES_PORT": "the RAG API's name for it is DB_PORT",
    "HF_API_KEY": "the RAG API's name for it is HF_TOKEN",
    "AWS_REGION": "the RAG API reads AWS_DEFAULT_REGION for Bedrock",
}
