"""Variables that the library sets itself, and the arguments to use instead of them."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from homelab.detection.names import is_secret
from homelab.kubernetes.variables import VariablesArgs, variable_paths
from homelab.librechat_config.schema.problem import format_value
from homelab.librechat_config.variables import Reader, unknown_variables
from homelab.librechat_config.variables.addresses import expected_form
from homelab.librechat_config.variables.check import all_names

LIBRECHAT: Mapping[str, str] = {
    **dict.fromkeys(("HOST", "PORT", "NODE_ENV", "CONFIG_PATH", "LOG_TO_FILE", "LIBRECHAT_LOG_DIR"), ""),
    # With it, LibreChat would start with its defaults instead of librechat.yaml.
    "CONFIG_BYPASS_VALIDATION": "",
    **dict.fromkeys(("DOMAIN_CLIENT", "DOMAIN_SERVER"), "librechat.domain"),
    "TRUST_PROXY": "librechat.trust_proxy",
    **dict.fromkeys(
        (
            *("CREDS_KEY", "CREDS_IV", "JWT_SECRET", "JWT_REFRESH_SECRET", "METRICS_SECRET"),
            *("OPENID_SESSION_SECRET", "SAML_SESSION_SECRET"),
        ),
        "librechat.security",
    ),
    "MONGO_URI": "documentdb",
    **dict.fromkeys(
        (
            *("USE_REDIS", "REDIS_URI", "REDIS_USERNAME", "REDIS_PASSWORD", "REDIS_CA", "REDIS_KEY_PREFIX"),
            *("REDIS_KEY_PREFIX_VAR", "USE_REDIS_CLUSTER", "REDIS_CLUSTER_SAFE_DELETE"),
            "REDIS_USE_ALTERNATIVE_DNS_LOOKUP",
        ),
        "valkey",
    ),
    **dict.fromkeys(("SEARCH", "MEILI_HOST", "MEILI_MASTER_KEY"), "meilisearch"),
    "RAG_API_URL": "rag",
}
"""Argument for each of LibreChat's variables; empty if the value is fixed."""
SHARED_SECRETS = frozenset(
    {name for name, argument in LIBRECHAT.items() if argument == "librechat.security"} | {"MEILI_MASTER_KEY"}
)
"""Variables that a workspace takes from ``librechat.env_from.variables`` for all components that use them."""
RAG_API: Mapping[str, str] = {
    **dict.fromkeys(("RAG_HOST", "RAG_PORT", "RAG_UPLOAD_DIR", "HOME", "VECTOR_DB_TYPE"), ""),
    "JWT_SECRET": "librechat.security",
    **dict.fromkeys(
        ("DB_HOST", "DB_PORT", "POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD", "PGSSLMODE", "PGSSLROOTCERT"),
        "pgvector",
    ),
    "COLLECTION_NAME": "rag.collection",
    "CHUNK_SIZE": "rag.chunk_size",
    "CHUNK_OVERLAP": "rag.chunk_overlap",
    "EMBEDDINGS_PROVIDER": "rag.embeddings.provider",
    "EMBEDDINGS_DIMENSIONS": "rag.embeddings.dimensions",
}
"""Argument for each of the RAG API's variables; empty if the value is fixed."""
OWNED: Mapping[Reader, Mapping[str, str]] = {Reader.LIBRECHAT: LIBRECHAT, Reader.RAG_API: RAG_API}
GROUP_VARIABLES: Mapping[str, str] = {"ADMIN_PANEL_URL": "admin_panel.domain"}
"""LibreChat's variables that the library sets only in a workspace with the group of the argument."""
_SET = "the library sets it"
_COMPONENT_ARGUMENTS: Mapping[Reader, Mapping[str, str]] = {
    Reader.LIBRECHAT: {"librechat.security": "credentials", "rag": "rag_api"},
    Reader.RAG_API: {"librechat.security": "jwt_secret", "pgvector": "database"},
}
"""Arguments of a component that is used alone, if they differ from those of a workspace."""


def settable(reader: Reader, *, secret: bool) -> list[str]:
    """Names of variables that users may set, without patterns: those that are secrets, or the others."""
    names = (name for name in sorted(all_names(reader)) if "*" not in name and name not in OWNED[reader])
    return [name for name in names if is_secret(name) is secret]


def variable_violations(args: VariablesArgs, reader: Reader, prefix: str) -> Iterator[str]:
    """One message per variable that the library sets, or that is malformed in ``env``.

    :param prefix: Path of ``args``: ``librechat.``; empty for a component that is used alone.
    """
    owned = OWNED[reader]
    for path, name in variable_paths(args):
        is_shared = prefix == "librechat." and path == f"env_from.variables.{name}" and name in SHARED_SECRETS
        if name in owned and not is_shared:
            argument = owned[name] if prefix else component_argument(owned[name], reader)
            yield f"{prefix}{path}: {_SET}" + (f": use {argument} instead" if argument else "")
    yield from (f"{prefix}{message}" for message in _malformed(args, reader))


def group_variable_violations(args: VariablesArgs, groups: Collection[str], *, prefix: str) -> Iterator[str]:
    """One message per variable that the library sets because of one of these groups."""
    for path, name in variable_paths(args):
        argument = GROUP_VARIABLES.get(name, "")
        if argument.partition(".")[0] in groups:
            yield f"{prefix}{path}: {_SET}: use {argument} instead"


def about_owned(messages: Iterable[str]) -> list[str]:
    """Those messages that say that the library sets a variable: whatever else is wrong with it, it has to go."""
    return [message for message in messages if f": {_SET}" in message]


def component_argument(workspace_argument: str, reader: Reader) -> str:
    """Argument of a component that is used alone, for one of a workspace."""
    own_name = workspace_argument.removeprefix("librechat.").removeprefix("rag.")
    return _COMPONENT_ARGUMENTS[reader].get(workspace_argument, own_name)


def _malformed(args: VariablesArgs, reader: Reader) -> Iterator[str]:
    for name, value in args.get("env", {}).items():
        if name in OWNED[reader] or not isinstance(value, str):
            continue
        if expected := expected_form(name, value, reader):
            yield f"env.{name}: expected {expected}, got {format_value((name,), value)}"


def unread_variables(args: VariablesArgs, reader: Reader, *, referenced: Collection[str] = ()) -> Iterator[str]:
    """One message per variable that ``reader`` does not read.

    :param referenced: Variables that librechat.yaml refers to.
    """
    for path, name in variable_paths(args):
        for message in unknown_variables([name], reader=reader, referenced=referenced):
            yield f"{path.removesuffix(name)}{message}"
