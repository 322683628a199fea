from typing import Any

import pulumi
import pytest
import yaml
from hypothesis import given as arguments
from hypothesis import strategies as st

from homelab.arguments import ArgumentError, check
from homelab.librechat_config.interface import InterfaceArgs, settings
from tests.librechat_config.leaves import given, leaves, nested, without

OWN_USE = {"use": True, "create": True, "share": False, "public": False}
NO_USE = {"use": False, "create": False, "share": False, "public": False}
# Everything that this version of LibreChat stores as a permission in its database.
PERMISSIONS: dict[str, Any] = {
    "prompts": OWN_USE,
    "agents": OWN_USE,
    "skills": {**OWN_USE, "defaultActiveOnShare": False},
    "remoteAgents": NO_USE,
    "mcpServers": {"use": True, "create": False, "share": False, "public": False, "configureObo": False},
    "sharedLinks": {"create": True, "share": True, "public": True, "snapshotFiles": True},
    "peoplePicker": {"users": False, "groups": False, "roles": False},
    "marketplace": {"use": False},
    "bookmarks": True,
    "memories": True,
    "multiConvo": True,
    "temporaryChat": True,
    "runCode": True,
    "webSearch": True,
    "fileSearch": True,
    "fileCitations": True,
}
ALL = {"use": True, "create": False, "share": True, "public": True}
EVERYTHING: dict[str, Any] = {
    "custom_welcome": "Welcome",
    "privacy_policy": {"external_url": "https://example.com/privacy", "open_new_tab": False},
    "terms_of_service": {
        "external_url": "https://example.com/terms",
        "open_new_tab": False,
        "modal_acceptance": True,
        "modal_title": "Terms",
        "modal_content": "# Be kind",
    },
    "model_select": False,
    "parameters": False,
    "presets": False,
    "prompts": ALL,
    "agents": ALL,
    "skills": {**ALL, "default_active_on_share": True},
    "remote_agents": {**ALL, "create": True},
    "mcp_servers": {
        **ALL,
        "create": True,
        "configure_obo": True,
        "placeholder": "Tools",
        "trust_label": "I trust it",
        "trust_description": "Really",
        "tools_refresh_seconds": 60,
        "status_refresh_seconds": 0,
    },
    "shared_links": {
        "enabled": True,
        "create": False,
        "share": False,
        "public": True,
        "without_login": True,
        "snapshot_files": False,
    },
    "people_picker": {"users": True, "groups": True, "roles": True},
    "marketplace": True,
    "bookmarks": False,
    "memories": False,
    "multi_convo": False,
    "web_search": False,
    "file_search": False,
    "file_citations": False,
    "run_code": False,
    "schedules": {
        "enabled": True,
        "use": True,
        "create": False,
        "max_per_user": 5,
        "min_interval_minutes": 30,
        "auto_disable_after_failures": 3,
        "admission_concurrency": 10,
        "fire_concurrency": 2,
        "mcp_preflight_concurrency": 2,
        "mcp_preflight_timeout_seconds": 60,
        "require_project": True,
    },
    "temporary_chat": False,
    "temporary_chat_hours": 24,
    "retention_mode": "all",
    "general_chat_hours": 8760,
    "retain_agent_files": True,
    "auto_submit_from_url": False,
    "feedback": False,
    "context_usage": False,
    "context_cost": True,
    "currency": {"code": "EUR", "rate": 0.9},
    "trace_viewer": {
        "enabled": True,
        "show_input_output": True,
        "show_tool_names": True,
        "max_records": 500,
        "max_content_length": 1000,
        "requests_per_minute": 10,
        "request_timeout_seconds": 20,
    },
    "default_pinned_tools": ["web_search", "mcp"],
    "code_highlight_milliseconds": 0,
    "build_info": False,
}
# What these say is the default, where their group is given; off is tested on its own.
SWITCHES = {
    ("shared_links", "enabled"),
    ("shared_links", "public"),
    ("schedules", "enabled"),
    ("schedules", "use"),
    ("trace_viewer", "enabled"),
    *((group, "use") for group in ("prompts", "agents", "skills", "mcp_servers")),
}
REQUIRED = {("privacy_policy", "external_url"), ("currency", "code"), ("currency", "rate")}


def interface(args: dict[str, Any]) -> dict[str, Any]:
    rendered = settings(check(InterfaceArgs, args, owner="interface"))
    return dict(rendered.config["interface"])


def problems(args: dict[str, Any]) -> str:
    with pytest.raises(ArgumentError) as error:
        check(InterfaceArgs, args, owner="interface")
    return str(error.value)


def test_without_arguments_it_is_what_it_was_and_every_permission():
    assert interface({}) == {
        "modelSelect": True,
        "parameters": True,
        "presets": True,
        "temporaryChatRetention": 720,
        **PERMISSIONS,
    }
    assert settings({}).environment == {}


def test_nothing_that_librechat_removed_is_written():
    assert not {"sidePanel", "endpointsMenu"} & interface(EVERYTHING).keys()


def test_every_permission_is_written_whatever_is_given():
    assert PERMISSIONS.keys() <= interface(EVERYTHING).keys()
    partial = interface({"skills": {"share": True}, "shared_links": {"public": False}})
    assert partial["skills"] == {**OWN_USE, "share": True, "defaultActiveOnShare": False}
    assert partial["sharedLinks"] == {"create": True, "share": True, "public": False, "snapshotFiles": True}


def test_the_arguments_below_are_all_that_there_are():
    assert set(given(EVERYTHING)) == set(leaves(InterfaceArgs))


@pytest.mark.parametrize("path", sorted(set(leaves(InterfaceArgs)) - SWITCHES - REQUIRED))
def test_every_argument_changes_the_outcome(path: tuple[str, ...]):
    assert settings(without(EVERYTHING, path)) != settings(EVERYTHING)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", sorted(SWITCHES))
def test_every_switch_changes_the_outcome(path: tuple[str, ...]):
    assert settings(nested(".".join(path), False)) != settings({path[0]: {}})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("args", "key", "section"),
    [
        ({"custom_welcome": "Hello"}, "customWelcome", "Hello"),
        ({"temporary_chat_hours": 24}, "temporaryChatRetention", 24),
        (
            {"privacy_policy": {"external_url": "https://example.com/p"}},
            "privacyPolicy",
            {"externalUrl": "https://example.com/p", "openNewTab": True},
        ),
        (
            {"terms_of_service": {"modal_acceptance": True, "modal_title": "T", "modal_content": "# T"}},
            "termsOfService",
            {"modalAcceptance": True, "modalTitle": "T", "modalContent": "# T"},
        ),
        ({"agents": {"use": False, "create": False}}, "agents", NO_USE),
        ({"agents": {"share": True, "public": True}}, "agents", {**OWN_USE, "share": True, "public": True}),
        ({"remote_agents": {"use": True, "create": True}}, "remoteAgents", OWN_USE),
        (
            {"mcp_servers": {"create": True, "trust_label": "Sure?", "status_refresh_seconds": 5}},
            "mcpServers",
            {**OWN_USE, "configureObo": False, "trustCheckbox": {"label": "Sure?"}, "statusRefreshInterval": 5000},
        ),
        ({"people_picker": {"users": True}}, "peoplePicker", {"users": True, "groups": False, "roles": False}),
        ({"marketplace": True}, "marketplace", {"use": True}),
        ({"schedules": {}}, "schedules", {"use": True, "create": True}),
        ({"schedules": {"enabled": False}}, "schedules", False),
        (
            {"schedules": {"max_per_user": 0, "mcp_preflight_timeout_seconds": 60}},
            "schedules",
            {"use": True, "create": True, "maxPerUser": 0, "mcpPreflightTimeoutMs": 60000},
        ),
        ({"retention_mode": "all", "general_chat_hours": 48}, "generalChatRetention", 48),
        ({"trace_viewer": {"request_timeout_seconds": 5}}, "traceViewer", {"enabled": True, "requestTimeoutMs": 5000}),
        ({"context_cost": True, "currency": {"code": "EUR", "rate": 0.9}}, "currency", {"code": "EUR", "rate": 0.9}),
        ({"code_highlight_milliseconds": 0}, "codeHighlightThrottleMs", 0),
        ({"feedback": False}, "feedback", False),
    ],
)
def test_arguments_become_keys_of_the_section(args: dict[str, Any], key: str, section: object):
    assert interface(args)[key] == section


@pytest.mark.parametrize(
    ("args", "environment"),
    [
        ({"enabled": False}, {"ALLOW_SHARED_LINKS": "false"}),
        ({"without_login": True}, {"ALLOW_SHARED_LINKS_PUBLIC": "true"}),
        ({"enabled": True, "without_login": False, "public": False}, {}),
    ],
)
def test_what_is_said_of_shared_links_for_the_server(args: dict[str, Any], environment: dict[str, str]):
    assert settings(check(InterfaceArgs, {"shared_links": args}, owner="interface")).environment == environment


def test_it_can_be_written_as_yaml():
    section = interface(EVERYTHING)
    assert yaml.safe_load(yaml.safe_dump(section)) == section


def test_texts_may_be_outputs():
    welcome = pulumi.Output.from_input("Welcome")
    assert interface({"custom_welcome": welcome})["customWelcome"] is welcome


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"sidePanel": True}, "unknown argument sidePanel"),
        ({"multi_conv": True}, "unknown argument multi_conv (did you mean multi_convo?)"),
        ({"custom_welcome": " "}, "custom_welcome: expected a name that is not empty, got ' '"),
        ({"temporary_chat_hours": 0}, "temporary_chat_hours: expected a whole number from 1 to 8760, got 0"),
        ({"temporary_chat_hours": 8761}, "temporary_chat_hours: expected a whole number from 1 to 8760, got 8761"),
        ({"temporary_chat": "yes"}, "temporary_chat: expected true or false, got 'yes'"),
        ({"prompts": True}, "prompts: expected a group of arguments (use, create, share, public), got a value"),
        ({"prompts": {"shared": True}}, "unknown argument prompts.shared (did you mean prompts.share?)"),
        ({"prompts": {"public": True}}, "prompts: public: true has no effect without share: true"),
        ({"agents": {"use": False, "create": True}}, "agents: create: true has no effect without use: true"),
        ({"skills": {"use": False, "share": True}}, "skills: share: true has no effect without use: true"),
        ({"remote_agents": {"create": True}}, "remote_agents: create: true has no effect without use: true"),
        ({"mcp_servers": {"public": True}}, "mcp_servers: public: true has no effect without share: true"),
        (
            {"mcp_servers": {"tools_refresh_seconds": -1}},
            "mcp_servers.tools_refresh_seconds: expected a whole number from 0 to 86400, got -1",
        ),
        (
            {"shared_links": {"enabled": False, "without_login": True}},
            "shared_links: without_login: true has no effect with enabled: false",
        ),
        (
            {"shared_links": {"public": False, "without_login": True}},
            "shared_links: without_login: true has no effect with public: false",
        ),
        ({"privacy_policy": {}}, "missing argument privacy_policy.external_url"),
        ({"privacy_policy": {"external_url": "example.com"}}, "privacy_policy.external_url: expected a URL such as"),
        ({"terms_of_service": {}}, "terms_of_service: missing argument: one of external_url, modal_acceptance: true"),
        ({"terms_of_service": {"modal_acceptance": True}}, "modal_acceptance: true needs modal_content"),
        (
            {"terms_of_service": {"external_url": "https://example.com", "modal_title": "T"}},
            "terms_of_service: modal_title has no effect without modal_acceptance: true",
        ),
        (
            {"terms_of_service": {"modal_acceptance": True, "modal_content": "T", "open_new_tab": True}},
            "terms_of_service: open_new_tab has no effect without external_url",
        ),
        ({"retention_mode": "everything"}, "retention_mode: expected one of all, temporary, got 'everything'"),
        ({"general_chat_hours": 48}, "general_chat_hours has no effect without retention_mode: all"),
        (
            {"retention_mode": "temporary", "retain_agent_files": True},
            "retain_agent_files has no effect without retention_mode: all",
        ),
        ({"currency": {"code": "EUR", "rate": 1.1}}, "currency has no effect without context_cost: true"),
        (
            {"context_cost": True, "currency": {"code": "euro", "rate": 1.1}},
            "currency.code: expected a currency code such as 'EUR', got 'euro'",
        ),
        (
            {"context_cost": True, "currency": {"code": "EUR", "rate": 0.0}},
            "currency.rate: expected a number above 0, got 0.0",
        ),
        ({"schedules": {"admission_concurrency": 101}}, "schedules.admission_concurrency: expected a whole number"),
        ({"schedules": True}, "schedules: expected a group of arguments"),
        ({"default_pinned_tools": []}, "default_pinned_tools: expected a list of names such as 'web_search'"),
        ({"trace_viewer": {"max_records": 0}}, "trace_viewer.max_records: expected a whole number from 1 to 10000"),
    ],
)
def test_what_librechat_would_ignore_or_refuse_is_an_error(args: dict[str, Any], message: str):
    assert message in problems(args)


@st.composite
def permission_groups(draw: st.DrawFn) -> dict[str, bool]:
    share = draw(st.booleans())
    group = {"use": True, "create": draw(st.booleans()), "share": share, "public": share and draw(st.booleans())}
    return {name: value for name, value in group.items() if name in ("use", "share") or draw(st.booleans())}


@arguments(
    st.fixed_dictionaries(
        {},
        optional={name: st.booleans() for name in ("web_search", "run_code", "marketplace", "feedback", "memories")}
        | {name: permission_groups() for name in ("prompts", "agents", "skills", "remote_agents", "mcp_servers")},
    )
)
def test_whatever_is_allowed_every_permission_is_written_in_full(args: dict[str, Any]):
    section = interface(args)
    assert PERMISSIONS.keys() <= section.keys()
    for name, key in {"prompts": "prompts", "remote_agents": "remoteAgents", "mcp_servers": "mcpServers"}.items():
        assert section[key] == {**PERMISSIONS[key], **args.get(name, {})}
