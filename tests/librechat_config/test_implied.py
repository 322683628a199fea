from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

from homelab.kubernetes.variables import Variables
from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.implied import sign_in_buttons, with_implied
from homelab.librechat_config.schema.published import config_version
from homelab.merging import without_removed
from homelab.offline import record

ADDRESS = "https://chat.example.com"
PRIVATE = "http://tools.mcp.svc.cluster.local:8080"


def implied(
    config: Mapping[str, Any] | None = None, *, replicas: int = 1, files: tuple[str, ...] = (), **plain: Any
) -> Configuration:
    variables = Variables(plain, files=dict.fromkeys(files, "content"))
    return with_implied(Configuration(config or {}, variables), address=ADDRESS, replicas=replicas)


def config_of(config: Mapping[str, Any] | None = None, **more: Any) -> Any:
    return without_removed(implied(config, **more).config)


def test_an_empty_document_gets_what_librechat_needs():
    assert config_of() == {
        "version": config_version(),
        "cache": True,
        "speech": {"speechTab": {"speechToText": False, "textToSpeech": False}},
        "fileConfig": {"serverFileSizeLimit": 100},
    }
    assert implied().variables.plain == {"ALLOW_SOCIAL_LOGIN": "false"}


KEYS = ("version", "cache", "speech", "fileConfig", "interface", "registration", "webSearch", "mcpSettings")


@pytest.mark.parametrize("key", KEYS)
def test_a_removed_section_stays_removed(key: str):
    config = {
        "modelSpecs": {"enforce": True},
        "mcpServers": {"a": {"type": "sse", "url": PRIVATE}},
        key: None,
    }
    assert key not in config_of(config, GOOGLE_CLIENT_ID="id")


@pytest.mark.parametrize(
    ("config", "keys"),
    [
        ({"webSearch": {"safeSearch": 1, "rerankerType": None}}, ("webSearch", "rerankerType")),
        ({"speech": {"stt": {"openai": {}}, "speechTab": None}}, ("speech", "speechTab")),
        ({"speech": {"speechTab": {"speechToText": None}}}, ("speech", "speechTab", "speechToText")),
        ({"fileConfig": {"serverFileSizeLimit": None}}, ("fileConfig", "serverFileSizeLimit")),
        ({"registration": {"socialLogins": None}}, ("registration", "socialLogins")),
        ({"modelSpecs": {"enforce": True}, "interface": {"presets": None}}, ("interface", "presets")),
        (
            {"mcpServers": {"a": {"url": PRIVATE}}, "mcpSettings": {"allowedAddresses": None}},
            ("mcpSettings", "allowedAddresses"),
        ),
        ({"mcpServers": {"a": {"type": "sse", "oauthRefreshCoordination": None}}}, ("mcpServers", "a")),
    ],
)
def test_a_removed_key_stays_removed(config: dict[str, Any], keys: tuple[str, ...]):
    value: Any = config_of(config, replicas=2, GOOGLE_CLIENT_ID="id")
    for key in keys[:-1]:
        value = value[key]
    assert value.get(keys[-1]) in (None, {"type": "sse"})


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"version": "1.3.0"}, {"version": "1.3.0"}),
        ({"cache": False}, {"cache": False}),
        ({"fileConfig": {"serverFileSizeLimit": 7}}, {"fileConfig": {"serverFileSizeLimit": 7}}),
        ({"registration": {"socialLogins": ["openid"]}}, {"registration": {"socialLogins": ["openid"]}}),
        (
            {"webSearch": {"searchProvider": "tavily", "rerankerType": "cohere"}},
            {"webSearch": {"searchProvider": "tavily", "rerankerType": "cohere"}},
        ),
        (
            {"modelSpecs": {"enforce": True}, "interface": {"modelSelect": True}},
            {"interface": {"modelSelect": True, "parameters": False, "presets": False}},
        ),
        (
            {"speech": {"stt": {}, "speechTab": {"speechToText": {"engineSTT": "browser"}}}},
            {"speech": {"stt": {}, "speechTab": {"speechToText": {"engineSTT": "browser"}, "textToSpeech": False}}},
        ),
    ],
)
def test_nothing_overrides_what_is_set(config: dict[str, Any], expected: dict[str, Any]):
    result = config_of(config, GOOGLE_CLIENT_ID="id", JINA_API_KEY="key")
    assert {key: result[key] for key in expected} == expected


def test_speech_has_buttons_for_the_directions_that_there_are():
    assert config_of({"speech": {"stt": {"openai": {}}}})["speech"]["speechTab"] == {
        "speechToText": {"engineSTT": "external"},
        "textToSpeech": False,
    }
    assert config_of({"speech": {"tts": {"openai": {}}}})["speech"]["speechTab"] == {
        "speechToText": False,
        "textToSpeech": {"engineTTS": "external"},
    }


@pytest.mark.parametrize(
    ("variables", "reranker"),
    [({}, "none"), ({"JINA_API_KEY": "a"}, "jina"), ({"COHERE_API_KEY": "a"}, "cohere")],
)
def test_web_search_has_a_reranker_only_with_its_key(variables: Any, reranker: str):
    assert config_of({"webSearch": {"safeSearch": 1}}, **variables)["webSearch"]["rerankerType"] == reranker
    assert "webSearch" not in config_of(**variables)


def test_the_server_takes_the_largest_file_of_any_endpoint():
    assert config_of({"fileConfig": {"endpoints": {"a": {"fileSizeLimit": 300}, "b": {"fileSizeLimit": 20}}}})[
        "fileConfig"
    ]["serverFileSizeLimit"] == (300)
    assert config_of({"fileConfig": {"endpoints": {"a": {"fileSizeLimit": 20}}}})["fileConfig"][
        "serverFileSizeLimit"
    ] == (100)


def test_enforced_model_specs_hide_what_librechat_would_refuse():
    hidden = {"modelSelect": False, "parameters": False, "presets": False}
    assert config_of({"modelSpecs": {"enforce": True}})["interface"] == hidden
    assert "interface" not in config_of({"modelSpecs": {"enforce": False}})


class TestSignIn:
    SWITCHES: Mapping[str, str] = {
        "openid": "OPENID_CLIENT_ID",
        "saml": "SAML_ENTRY_POINT",
        "google": "GOOGLE_CLIENT_ID",
        "github": "GITHUB_CLIENT_ID",
        "discord": "DISCORD_CLIENT_ID",
        "facebook": "FACEBOOK_CLIENT_ID",
        "apple": "APPLE_CLIENT_ID",
    }

    def test_every_provider_has_a_button_in_one_order(self):
        variables: Any = dict.fromkeys(reversed(list(self.SWITCHES.values())), "x")
        completed = implied(None, **variables)
        assert completed.config["registration"] == {"socialLogins": list(self.SWITCHES)}
        assert sign_in_buttons(completed) == list(self.SWITCHES)

    @pytest.mark.parametrize("name", SWITCHES)
    def test_callback_urls_are_set(self, name: str):
        variables: Any = {self.SWITCHES[name]: "x"}
        plain = implied(None, **variables).variables.plain
        path = f"/oauth/{name}/callback"
        assert plain["ALLOW_SOCIAL_LOGIN"] == "true"
        # LibreChat puts its address before all others.
        assert plain[f"{name.upper()}_CALLBACK_URL"] == (ADDRESS + path if name == "saml" else path)

    @pytest.mark.parametrize("group", ["plain", "secret", "files"])
    def test_variables_in_any_group_count(self, group: str):
        groups: Any = {group: {"GOOGLE_CLIENT_ID": "x", "GOOGLE_CALLBACK_URL": "/mine"}}
        variables = Variables(**groups)
        completed = with_implied(Configuration({}, variables), address=ADDRESS, replicas=1)
        assert completed.config["registration"] == {"socialLogins": ["google"]}
        assert "GOOGLE_CALLBACK_URL" not in {**completed.variables.plain, **variables.plain} or group == "plain"

    def test_own_values_stay(self):
        own: Any = {
            "OPENID_CLIENT_ID": "x",
            "OPENID_SCOPE": "openid",
            "OPENID_CALLBACK_URL": "/a",
            "ALLOW_SOCIAL_LOGIN": "1",
        }
        assert implied(None, **own).variables.plain == own

    def test_ldap_verifies_a_configured_certificate(self):
        assert implied(None, files=("LDAP_CA_CERT_PATH",)).variables.plain["LDAP_TLS_REJECT_UNAUTHORIZED"] == "true"
        assert "LDAP_TLS_REJECT_UNAUTHORIZED" not in implied().variables.plain


class TestAllowedAddresses:
    @pytest.mark.parametrize(
        ("config", "variables", "section", "expected"),
        [
            (
                {"mcpServers": {"a": {"url": PRIVATE}, "b": {"url": "https://mcp.example.com"}}},
                {},
                "mcpSettings",
                ["tools.mcp.svc.cluster.local:8080"],
            ),
            (
                {"mcpServers": {"a": {"url": "https://a.example.com", "oauth": {"token_url": "https://10.0.0.1/t"}}}},
                {},
                "mcpSettings",
                ["10.0.0.1:443"],
            ),
            ({"ocr": {"baseURL": "http://10.0.0.2:1"}}, {}, "ocr", ["10.0.0.2:1"]),
            ({"ocr": {"strategy": "mistral_ocr"}}, {"OCR_BASEURL": "http://10.0.0.2:1"}, "ocr", ["10.0.0.2:1"]),
            ({"ocr": {"strategy": "mistral_ocr"}}, {"OCR_BASEURL": "https://ocr.example.com"}, "ocr", None),
            # What a name of the internet resolves to is not known.
            (
                {"webSearch": {"searxngInstanceUrl": "${MINE}"}},
                {"MINE": "https://search.example.com"},
                "webSearch",
                ["search.example.com:443"],
            ),
            ({"webSearch": {"safeSearch": 1}}, {"JINA_API_URL": "http://r.ai.svc:80/x"}, "webSearch", ["r.ai.svc:80"]),
            ({"webSearch": {"safeSearch": 1}}, {"JINA_API_URL": "https://8.8.8.8"}, "webSearch", None),
            ({}, {"JINA_API_URL": "http://r.ai.svc:80/x"}, "webSearch", None),
        ],
    )
    def test_private_servers_that_the_configuration_names_are_listed(
        self, config: dict[str, Any], variables: dict[str, str], section: str, expected: list[str] | None
    ):
        assert config_of(config, **variables).get(section, {}).get("allowedAddresses") == expected

    @pytest.mark.parametrize("direction", ["stt", "tts"])
    def test_those_of_speech_stand_with_their_direction(self, direction: str):
        config = {"speech": {direction: {"openai": {"url": "http://10.0.0.3:8000/v1/audio/x"}}}}
        assert config_of(config)["speech"][direction]["allowedAddresses"] == ["10.0.0.3:8000"]

    def test_they_come_after_those_that_are_listed_and_once(self):
        config = {
            "mcpServers": {"a": {"url": PRIVATE}, "b": {"url": PRIVATE}, "c": {"url": "http://mine:1"}},
            "mcpSettings": {"allowedAddresses": ["mine:1", "other:2"]},
        }
        assert config_of(config)["mcpSettings"]["allowedAddresses"] == [
            "mine:1",
            "other:2",
            "tools.mcp.svc.cluster.local:8080",
        ]

    def test_allowed_domains_include_configured_servers(self):
        servers = {"a": {"url": "https://mcp.example.com/x"}, "b": {"url": PRIVATE}}
        config = {"mcpServers": servers, "mcpSettings": {"allowedDomains": ["*.example.org"]}}
        assert config_of(config)["mcpSettings"] == {
            "allowedDomains": ["*.example.org", "https://mcp.example.com", PRIVATE],
            "allowedAddresses": ["tools.mcp.svc.cluster.local:8080"],
        }
        assert config_of({"mcpServers": {"a": servers["a"]}}).get("mcpSettings") is None

    @pytest.mark.parametrize("url", ["http://tools.ai.svc:8080", "https://mcp.example.com"])
    def test_an_address_that_is_known_later_is_listed_if_it_is_private(self, url: str):
        known: list[Any] = []

        def program() -> None:
            config = config_of({"mcpServers": {"a": {"url": pulumi.Output.from_input(url)}}})
            pulumi.Output.from_input(config["mcpSettings"]["allowedAddresses"]).apply(known.append)

        record(program)
        assert known == [[url.partition("://")[2]] if "svc" in url else []]


def test_replicas_renew_tokens_of_mcp_servers_one_after_the_other():
    servers = {"a": {"type": "sse"}, "b": {"command": "npx"}, "c": {"type": "http", "oauthRefreshCoordination": False}}
    assert config_of({"mcpServers": servers}, replicas=2)["mcpServers"] == {
        "a": {"type": "sse", "oauthRefreshCoordination": True},
        "b": {"command": "npx"},
        "c": {"type": "http", "oauthRefreshCoordination": False},
    }
    assert config_of({"mcpServers": servers})["mcpServers"] == servers
