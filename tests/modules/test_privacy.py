"""How long chats and files are kept: what LibreChat is told, and what would get in its way."""

from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from homelab import AIWorkspace, ArgumentError
from homelab.modules import privacy
from homelab.offline import record


def workspace(
    group: Mapping[str, Any], interface: Mapping[str, Any] | None = None, env: Mapping[str, str] | None = None
) -> dict[str, Any]:
    chat = {"domain": "localhost", "config": {"interface": interface or {}}, "env": env or {}}
    return {"namespace": "ai", "librechat": chat, "openai": {"user_provided": True}, "privacy": group}


def interface_of(args: Any) -> Mapping[str, Any]:
    objects = record(lambda: AIWorkspace("ws", args)).objects
    (text,) = [text for each in objects if (text := each.manifest.get("data", {}).get("librechat.yaml"))]
    return yaml.safe_load(text).get("interface", {})


def test_all_chats_and_files_go_after_some_days():
    interface = interface_of(workspace({"retention_days": 90}))
    assert interface == {"retentionMode": "all", "temporaryChatRetention": 2160}


def test_temporary_chats_alone_go_after_some_hours():
    assert interface_of(workspace({"temporary_chat_hours": 24})) == {"temporaryChatRetention": 24}


def test_the_same_in_librechats_own_words_is_no_conflict():
    own = {"retentionMode": "all", "temporaryChatRetention": 24, "temporaryChat": False}
    assert interface_of(workspace({"retention_days": 1}, own)) == own


@pytest.mark.parametrize(
    ("group", "interface", "env", "message"),
    [
        ({"retention_days": 0}, {}, {}, "privacy.retention_days: expected a whole number from 1 to 365, got 0"),
        (
            {"retention_days": 1, "temporary_chat_hours": 1},
            {},
            {},
            "privacy: retention_days and temporary_chat_hours are mutually exclusive: remove one",
        ),
        (
            {"retention_days": 1},
            {"retentionMode": "temporary"},
            {},
            "privacy.retention_days and librechat.config.interface.retentionMode are mutually exclusive: remove one",
        ),
        (
            {"temporary_chat_hours": 3},
            {"temporaryChatRetention": 4, "retentionMode": "all"},
            {},
            "privacy.temporary_chat_hours and librechat.config.interface.temporaryChatRetention are mutually exclusive",
        ),
        (
            {"temporary_chat_hours": 3},
            {"temporaryChat": False},
            {},
            "no effect with librechat.config.interface.temporaryChat: false",
        ),
        (
            {"retention_days": 3},
            {},
            {"TEMP_CHAT_RETENTION_HOURS": "4"},
            "librechat.env.TEMP_CHAT_RETENTION_HOURS has no effect with privacy.retention_days: remove it",
        ),
        (
            {"retention_days": 3},
            {},
            {"FILE_RETENTION_SWEEP_INTERVAL_MS": "0"},
            "privacy.retention_days needs the sweep of files",
        ),
    ],
)
def test_what_would_get_in_its_way_is_refused(
    group: Mapping[str, Any], interface: Mapping[str, Any], env: Mapping[str, str], message: str
):
    args: Any = workspace(group, interface, env)
    with pytest.raises(ArgumentError) as refused:
        record(lambda: AIWorkspace("ws", args))
    assert message in str(refused.value)


def warnings(documents: Mapping[str, Any], group: Mapping[str, Any]) -> list[str]:
    return list(privacy.warnings({**workspace(group), "documentdb": documents}))


@pytest.mark.parametrize(
    "documents", [{"external": {"uri": "mongodb://a.example.com/chat"}}, {"image": "registry.example.com/postgres:17"}]
)
def test_a_database_whose_expiry_cannot_be_known_is_warned_of(documents: Mapping[str, Any]):
    (warning,) = warnings(documents, {"retention_days": 1})
    assert "pg_cron" in warning
    assert "homelab doctor" in warning
    assert warnings(documents, {}) == []


@pytest.mark.parametrize("documents", [{}, {"engine": "mongodb", "image": "registry.example.com/mongo:8"}])
def test_the_workspaces_own_database_deletes_what_has_expired(documents: Mapping[str, Any]):
    assert warnings(documents, {"retention_days": 1}) == []


def made(args: Any) -> Mapping[tuple[str, str], Any]:
    recording = record(lambda: AIWorkspace("ws", args))
    return {(each.kind, each.resource.name): each.manifest for each in recording.objects}


def test_expired_messages_are_deleted_from_the_search_every_night():
    objects = made(workspace({"retention_days": 90}))
    cron_job = objects["CronJob", "ws-search-cleanup"]
    pod = cron_job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert {each["name"] for each in container["env"]} >= {"MONGO_URI", "MEILI_MASTER_KEY"}
    assert not any(each.get("value", "").startswith("mongodb") for each in container["env"])
    assert pod["automountServiceAccountToken"] is False
    for server in ("ws-documentdb", "ws-meilisearch"):
        (rule, *_) = objects["NetworkPolicy", server]["spec"]["ingress"]
        assert "ws-search-cleanup" in str(rule["from"])


@pytest.mark.parametrize(
    "change", [{"privacy": {"temporary_chat_hours": 3}}, {"meilisearch": {"enabled": False}}, {"privacy": {}}]
)
def test_where_nothing_expires_from_the_search_nothing_is_cleaned(change: Mapping[str, Any]):
    assert ("CronJob", "ws-search-cleanup") not in made({**workspace({"retention_days": 90}), **change})
