import json
from typing import Any

import pytest
from hypothesis import given as arguments
from hypothesis import strategies as st

from homelab.arguments import ArgumentError, check
from homelab.librechat_config.limits import LimitsArgs, settings
from homelab.librechat_config.settings import Settings, together
from homelab.librechat_config.variables import Reader, unknown_variables
from tests.librechat_config.leaves import given, leaves, nested, without

KEY = "sk-not-a-key-0000000000000000"
RATE = {"ip_max": 10, "ip_window_minutes": 20, "user_max": 30, "user_window_minutes": 40}
ATTEMPTS = {"max": 3, "window_minutes": 4}
EVERYTHING: dict[str, Any] = {
    "upload_megabytes": 200,
    "avatar_megabytes": 1,
    "conversation_import_megabytes": 10,
    "file_uploads": RATE,
    "conversation_imports": RATE,
    "conversation_forks": RATE,
    "shared_link_reads": RATE,
    "tts": RATE,
    "stt": RATE,
    "agent_events": {"user_max": 5, "user_window_minutes": 6},
    "messages": RATE,
    "concurrent_messages": 2,
    "logins": ATTEMPTS,
    "two_factor": ATTEMPTS,
    "registrations": ATTEMPTS,
    "password_resets": ATTEMPTS,
    "email_verifications": ATTEMPTS,
    "bans": {
        "enabled": True,
        "duration_minutes": 60,
        "interval": 30,
        "score_lifetime_minutes": 0,
        "scores": {
            "login": 2,
            "two_factor": 2,
            "registration": 2,
            "password_reset": 2,
            "email_verification": 2,
            "message": 2,
            "concurrent_message": 2,
            "non_browser": 0,
            "illegal_model": 2,
            "file_upload": 2,
            "conversation_import": 2,
            "conversation_access": 2,
            "fork": 2,
            "tool_call": 2,
            "tts": 2,
            "stt": 2,
            "shared_link": 2,
        },
    },
    "moderation": {"enabled": True, "api_key": KEY, "url": "https://moderation.example.com/v1/moderations"},
    "account_deletion": False,
}
OF_FILES = {("upload_megabytes",), ("avatar_megabytes",)}
SWITCHES = {("bans", "enabled"), ("moderation", "enabled")}
REFERENCE = {("moderation", "api_key_secret", "name"), ("moderation", "api_key_secret", "key")}


def told(**told_of: Any) -> Settings:
    return together([Settings(**told_of)])


def rendered(args: dict[str, Any]) -> Settings:
    return settings(check(LimitsArgs, args, owner="limits"))


def test_without_arguments_librechat_is_told_nothing():
    assert settings({}) == told()
    assert rendered({"upload_megabytes": 200, "avatar_megabytes": 1, "bans": {"enabled": False}}) == told()


def test_the_arguments_below_are_all_that_there_are():
    assert set(given(EVERYTHING)) | REFERENCE == set(leaves(LimitsArgs))


@pytest.mark.parametrize("path", sorted(set(given(EVERYTHING)) - OF_FILES - SWITCHES))
def test_every_argument_changes_the_outcome(path: tuple[str, ...]):
    assert settings(without(EVERYTHING, path)) != settings(EVERYTHING)  # type: ignore[arg-type]


@pytest.mark.parametrize("group", ["bans", "moderation"])
def test_groups_can_be_switched_off(group: str):
    off = {**EVERYTHING, group: {**EVERYTHING[group], "enabled": False}}
    del (rest := dict(EVERYTHING))[group]
    assert rendered(off) == rendered(rest) != rendered(EVERYTHING)


@pytest.mark.parametrize(
    ("args", "config"),
    [
        ({"file_uploads": {"ip_max": 10}}, {"fileUploads": {"ipMax": 10}}),
        (
            {"conversation_imports": {"user_max": 5, "user_window_minutes": 60}},
            {"conversationsImport": {"userMax": 5, "userWindowInMinutes": 60}},
        ),
        (
            {"tts": {"ip_window_minutes": 5}, "stt": {"user_max": 1}},
            {"tts": {"ipWindowInMinutes": 5}, "stt": {"userMax": 1}},
        ),
        ({"agent_events": {"user_max": 5}}, {"agentEvents": {"userMax": 5}}),
    ],
)
def test_limits_with_a_place_in_librechat_yaml_stand_there_alone(args: dict[str, Any], config: dict[str, Any]):
    assert rendered(args) == told(config={"rateLimits": config})


@pytest.mark.parametrize(
    ("args", "environment"),
    [
        ({"messages": {"ip_max": 40}}, {"LIMIT_MESSAGE_IP": "true", "MESSAGE_IP_MAX": "40"}),
        (
            {"messages": {"user_max": 20, "user_window_minutes": 2}},
            {"LIMIT_MESSAGE_USER": "true", "MESSAGE_USER_MAX": "20", "MESSAGE_USER_WINDOW": "2"},
        ),
        ({"concurrent_messages": 2}, {"LIMIT_CONCURRENT_MESSAGES": "true", "CONCURRENT_MESSAGE_MAX": "2"}),
        ({"conversation_forks": {"ip_max": 3}}, {"FORK_IP_MAX": "3"}),
        ({"shared_link_reads": {"user_window_minutes": 3}}, {"SHARE_USER_WINDOW": "3"}),
        ({"logins": {"max": 3, "window_minutes": 4}}, {"LOGIN_MAX": "3", "LOGIN_WINDOW": "4"}),
        ({"two_factor": {"max": 3}}, {"TWO_FACTOR_TEMP_MAX": "3"}),
        ({"registrations": {"window_minutes": 4}}, {"REGISTER_WINDOW": "4"}),
        ({"password_resets": {"max": 3}}, {"RESET_PASSWORD_MAX": "3"}),
        ({"email_verifications": {"max": 3}}, {"VERIFY_EMAIL_MAX": "3"}),
        ({"conversation_import_megabytes": 10}, {"CONVERSATION_IMPORT_MAX_FILE_SIZE_BYTES": "10485760"}),
        ({"account_deletion": False}, {"ALLOW_ACCOUNT_DELETION": "false"}),
        ({"account_deletion": True}, {}),
        (
            {"bans": {}},
            {
                "BAN_VIOLATIONS": "true",
                "BAN_DURATION": "7200000",
                "BAN_INTERVAL": "20",
                "VIOLATION_SCORE_TTL": "3600000",
            },
        ),
        (
            {"bans": {"duration_minutes": 1, "interval": 5, "score_lifetime_minutes": 0, "scores": {"non_browser": 0}}},
            {
                "BAN_VIOLATIONS": "true",
                "BAN_DURATION": "60000",
                "BAN_INTERVAL": "5",
                "VIOLATION_SCORE_TTL": "0",
                "NON_BROWSER_VIOLATION_SCORE": "0",
            },
        ),
    ],
)
def test_limits_without_a_place_there_are_variables(args: dict[str, Any], environment: dict[str, str]):
    assert rendered(args) == told(environment=environment)


def test_moderation_needs_a_key_which_stays_secret():
    given_settings = rendered({"moderation": {"api_key": KEY}})
    assert given_settings == told(environment={"OPENAI_MODERATION": "true"}, secrets={"OPENAI_MODERATION_API_KEY": KEY})
    reference = {"name": "openai", "key": "key"}
    assert rendered({"moderation": {"api_key_secret": reference}}).secrets == {"OPENAI_MODERATION_API_KEY": reference}


def test_another_server_for_moderation_has_to_be_reached():
    url = "http://moderation.example.com:8080/v1/moderations"
    moderation = rendered({"moderation": {"api_key": KEY, "url": url}})
    assert moderation.environment["OPENAI_MODERATION_REVERSE_PROXY"] == url
    assert moderation.servers == [url]


def test_librechat_reads_every_variable():
    everything = rendered(EVERYTHING)
    names = [*everything.environment, *everything.secrets]
    assert len(names) > 40
    assert unknown_variables(names, reader=Reader.LIBRECHAT) == []


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"upload_megabytes": 0}, "upload_megabytes: expected a whole number from 1 to 1024, got 0"),
        ({"upload_megabytes": 1025}, "upload_megabytes: expected a whole number from 1 to 1024, got 1025"),
        ({"avatar_megabytes": 101}, "avatar_megabytes: expected a whole number from 1 to 100, got 101"),
        ({"upload_megabyte": 5}, "unknown argument upload_megabyte (did you mean upload_megabytes?)"),
        ({"file_uploads": 5}, "file_uploads: expected a group of arguments"),
        ({"file_uploads": {"ip_max": 0}}, "file_uploads.ip_max: expected a whole number from 1 to 1000000, got 0"),
        ({"tts": {"user_window_minutes": 0.5}}, "tts.user_window_minutes: expected a whole number, got 0.5"),
        ({"stt": {"ip_window_minutes": 10081}}, "stt.ip_window_minutes: expected a whole number from 1 to 10080"),
        ({"agent_events": {"ip_max": 5}}, "unknown argument agent_events.ip_max"),
        ({"messages": {"ip_window_minutes": 5}}, "messages: ip_window_minutes has no effect without ip_max"),
        (
            {"messages": {"ip_max": 1, "user_window_minutes": 5}},
            "messages: user_window_minutes has no effect without user_max",
        ),
        ({"concurrent_messages": 0}, "concurrent_messages: expected a whole number from 1 to 1000, got 0"),
        ({"logins": {"max": "7"}}, "logins.max: expected a whole number, got '7'"),
        ({"bans": {"duration_minutes": 0}}, "bans.duration_minutes: expected a whole number from 1 to 525600, got 0"),
        ({"bans": {"scores": {"logins": 1}}}, "unknown argument bans.scores.logins (did you mean bans.scores.login?)"),
        ({"bans": {"scores": {"login": -1}}}, "bans.scores.login: expected a whole number from 0 to 1000, got -1"),
        ({"moderation": {}}, "moderation: missing argument: one of api_key, api_key_secret"),
        (
            {"moderation": {"api_key": KEY, "api_key_secret": {"name": "a", "key": "b"}}},
            "moderation: api_key and api_key_secret are mutually exclusive: remove one",
        ),
        (
            {"moderation": {"api_key": ""}},
            "moderation.api_key: expected a secret that is not empty, got a value of type",
        ),
        ({"moderation": {"api_key": KEY, "url": "openai"}}, "moderation.url: expected a URL such as"),
        ({"account_deletion": "no"}, "account_deletion: expected true or false, got 'no'"),
    ],
)
def test_what_librechat_would_ignore_or_misread_is_an_error(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError) as error:
        check(LimitsArgs, args, owner="limits")
    assert message in str(error.value)
    assert KEY not in str(error.value)


numbers = st.integers(1, 10_080)
rates = st.fixed_dictionaries({}, optional=dict.fromkeys(RATE, numbers))


@arguments(
    st.fixed_dictionaries(
        {"moderation": st.fixed_dictionaries({"api_key": st.just(KEY)})},
        optional={
            **dict.fromkeys(("file_uploads", "conversation_imports", "conversation_forks", "tts", "stt"), rates),
            **dict.fromkeys(("logins", "registrations"), st.fixed_dictionaries({"max": numbers})),
            "concurrent_messages": st.integers(1, 1000),
        },
    )
)
def test_variables_are_texts_and_no_section_is_empty_and_no_secret_is_shown(args: dict[str, Any]):
    found = rendered(args)
    assert all(isinstance(value, str) and value for value in found.environment.values())
    assert all(section for section in found.config.get("rateLimits", {}).values())
    assert found.config == {} or found.config["rateLimits"]
    assert KEY not in json.dumps([found.config, found.environment])


def test_one_leaf_of_a_nested_group_is_enough():
    assert rendered(nested("bans.scores.stt", 0)).environment["STT_VIOLATION_SCORE"] == "0"
