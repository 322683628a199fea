"""Variables of LibreChat's server that follow from its connections."""

from collections.abc import Mapping

from homelab.components.librechat import access, environment
from homelab.components.librechat.args import LibreChatArgs
from homelab.kubernetes import EnvironmentValue, listen_host
from homelab.librechat_config.configuration import Configuration

_SESSION_SECRETS = {"OPENID_CLIENT_ID": "OPENID_SESSION_SECRET", "SAML_ENTRY_POINT": "SAML_SESSION_SECRET"}
"""Variables that enable sign-in methods with sessions, and the variables of their session secrets."""


def signs_sessions(configuration: Configuration) -> bool:
    """Whether users sign in by a provider that requires a session secret."""
    return any(variable in configuration.variables.names for variable in _SESSION_SECRETS)


def core_variables(args: LibreChatArgs, *, key_prefix: str) -> dict[str, EnvironmentValue]:
    """Variables that a server needs to start.

    :param key_prefix: Prefix of the cache's keys.
    """
    variables = {
        **environment.server_environment(
            host=listen_host(args.get("placement", {})),
            address=access.address(args),
            trust_proxy=args.get("trust_proxy", 1),
            requirements=environment.requirements(args.get("resources", {})),
        ),
        **environment.credentials_environment(args["credentials"]),
        **environment.database_environment(args["documentdb"]),
    }
    if "valkey" in args:
        variables |= environment.cache_environment(args["valkey"], key_prefix=key_prefix)
    return variables


def wiring_variables(
    args: LibreChatArgs, core: Mapping[str, EnvironmentValue], configuration: Configuration
) -> dict[str, EnvironmentValue]:
    """Variables that do not come from the configuration.

    :param core: Those of `core_variables`.
    """
    variables = {**core, "CONFIG_PATH": environment.CONFIG_FILE}
    if "meilisearch" in args:
        variables |= environment.search_environment(args["meilisearch"])
    if "rag_api" in args:
        variables |= environment.rag_environment(args["rag_api"])
    if "session_secret" in args["credentials"]:
        secret = args["credentials"]["session_secret"]
        names = configuration.variables.names
        variables |= {name: secret for switch, name in _SESSION_SECRETS.items() if switch in names}
    return variables
