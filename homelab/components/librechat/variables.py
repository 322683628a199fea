"""The variables that LibreChat's server has of itself, without those that its arguments name."""

from collections.abc import Collection, Mapping

import pulumi

from homelab.components.librechat import access, environment
from homelab.components.librechat.args import LibreChatArgs
from homelab.components.librechat.storage import storage_environment
from homelab.kubernetes import EnvironmentValue, SecretReference


def core_variables(args: LibreChatArgs, *, key_prefix: str) -> dict[str, EnvironmentValue]:
    """What a server needs in order to start at all.

    :param key_prefix: Begins the keys of the cache.
    """
    variables = {
        **environment.server_environment(
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


def own_variables(
    args: LibreChatArgs, core: Mapping[str, EnvironmentValue], files: Mapping[str, EnvironmentValue]
) -> dict[str, EnvironmentValue]:
    """All of them.

    :param core: `core_variables`.
    :param files: Those of the storage for files.
    """
    variables = {**core, "CONFIG_PATH": environment.CONFIG_FILE}
    if "meilisearch" in args:
        variables |= environment.search_environment(args["meilisearch"])
    if "rag_api" in args:
        variables |= environment.rag_environment(args["rag_api"])
    return {**variables, **files}


def names_of_own_variables(args: LibreChatArgs) -> Collection[str]:
    """Their names, without creating anything."""
    files = storage_environment(args.get("storage", {}), _nowhere)
    return own_variables(args, core_variables(args, key_prefix=""), files).keys()


def _nowhere(_suffix: str, _value: pulumi.Input[str]) -> SecretReference:
    return {"name": "", "key": ""}
