"""Privacy of a workspace: how long chats and files are kept."""

from collections.abc import Iterator, Mapping
from typing import Any

import pulumi

from homelab.components.base import application
from homelab.components.documentdb import DocumentDB, DocumentDBEngine
from homelab.components.librechat import search_cleanup
from homelab.components.meilisearch import Meilisearch
from homelab.librechat_config.configuration import Configuration
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.modules.groups import component_args, is_enabled
from homelab.modules.privacy_args import PrivacyArgs

HOURS_OF_DAY = 24
_HOURS, _MODE = "temporaryChatRetention", "retentionMode"
_SWEEP = "FILE_RETENTION_SWEEP_INTERVAL_MS"


def configuration(args: Mapping[str, Any]) -> Configuration:
    """LibreChat's settings: one deadline, for temporary chats alone or for all chats and files."""
    interface = _interface(args.get("privacy", {}))
    return Configuration.of({"interface": interface})


def _interface(privacy: PrivacyArgs) -> dict[str, Any]:
    if "retention_days" in privacy:
        return {_MODE: "all", _HOURS: privacy["retention_days"] * HOURS_OF_DAY}
    if "temporary_chat_hours" in privacy:
        return {_HOURS: privacy["temporary_chat_hours"]}
    return {}


def violations(args: Mapping[str, Any]) -> Iterator[str]:
    """Reasons why chats or files would not go when the group says."""
    privacy: PrivacyArgs = args.get("privacy", {})
    wanted = _interface(privacy)
    if not wanted:
        return
    argument = "privacy.retention_days" if "retention_days" in privacy else "privacy.temporary_chat_hours"
    chat = args["librechat"]
    own = chat.get("config", {}).get("interface", {})
    for key in (_MODE, _HOURS):
        if key in own and own[key] != wanted.get(key, "temporary"):
            yield f"{argument} and librechat.config.interface.{key} are mutually exclusive: remove one"
    if "temporary_chat_hours" in privacy and own.get("temporaryChat") is False:
        yield f"{argument} has no effect with librechat.config.interface.temporaryChat: false: remove one"
    environment = chat.get("env", {})
    if "TEMP_CHAT_RETENTION_HOURS" in environment:
        yield f"librechat.env.TEMP_CHAT_RETENTION_HOURS has no effect with {argument}: remove it"
    if "retention_days" in privacy and str(environment.get(_SWEEP, "")).strip() == "0":
        yield f"{argument} needs the sweep of files, which librechat.env.{_SWEEP}: 0 turns off: remove it"


def cleans_search(args: Mapping[str, Any]) -> bool:
    """Whether messages expire that are in Meilisearch, too; temporary chats are not."""
    return (
        "retention_days" in args.get("privacy", {})
        and is_enabled(args["librechat"])
        and is_enabled(args.get("meilisearch", {}))
    )


def cleanup_clients(name: str, args: Mapping[str, Any]) -> list[str]:
    """Pods that connect to database and index beside LibreChat's."""
    return [f"{name}-{search_cleanup.SUFFIX}"] if cleans_search(args) else []


def create_workspace_cleanup(
    parent: pulumi.Resource,
    name: str,
    args: AIWorkspaceArgs,
    documentdb: DocumentDB,
    meilisearch: Meilisearch | None,
) -> None:
    """Create the CronJob that deletes expired messages from Meilisearch, if any expire."""
    if meilisearch is None or not cleans_search(args):
        return
    (pod,) = cleanup_clients(name, args)
    app = application(parent, pod, component_args(args, "librechat"), app="librechat", role=search_cleanup.SUFFIX)
    search_cleanup.create_search_cleanup(
        app, documentdb.connection, meilisearch.connection, args["librechat"].get("image")
    )


def warnings(args: Mapping[str, Any]) -> Iterator[str]:
    """What this program cannot know, and what depends on it."""
    privacy: PrivacyArgs = args.get("privacy", {})
    if not _interface(privacy) or not is_enabled(args["librechat"]):
        return
    documents = args.get("documentdb", {})
    if "external" in documents:
        yield (
            "privacy: chats go when documentdb.external deletes expired documents; MongoDB and AWS DocumentDB do, "
            "FerretDB only with pg_cron in its Postgres: `homelab doctor` says whether it is so"
        )
    elif "image" in documents and documents.get("engine", DocumentDBEngine.FERRETDB) == DocumentDBEngine.FERRETDB:
        yield (
            "privacy: chats go only if documentdb.image has pg_cron, with which FerretDB deletes expired documents: "
            "`homelab doctor` says whether it is so"
        )
