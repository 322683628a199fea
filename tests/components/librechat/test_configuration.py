from typing import Any

import pulumi
import pytest

from homelab.arguments import ArgumentError
from homelab.components.librechat.configuration import (
    check_configuration,
    configuration_errors,
    final_configuration,
)
from homelab.kubernetes.variables import Variables
from homelab.librechat_config.configuration import Configuration
from tests.components.librechat.chat import REFERENCE

Args = Any
SPEC = {"name": "a", "label": "a", "preset": {"endpoint": "agents", "agent_id": "a"}}


def final(**args: Any) -> Configuration:
    given: Args = {"domain": "chat.example.com", **args}
    return final_configuration(given, Configuration(args.get("config", {}), Variables.of(given)))


def errors(prefix: str = "librechat.", **args: Any) -> list[str]:
    given: Args = {"domain": "chat.example.com", **args}
    return configuration_errors(final(**args), given, given, owner="AIWorkspace 'ai'", prefix=prefix)


def test_the_document_begins_with_the_same_sections_whoever_states_them():
    config = {"endpoints": {"agents": {}}, "interface": {"bookmarks": True}, "version": "1.3.17"}
    assert list(final(config=config).config) == [
        *("version", "cache", "fileStrategy", "interface", "speech", "fileConfig"),
        "endpoints",
    ]


def test_the_user_s_own_words_win_over_arguments():
    made = final(
        auth={"registration": {"enabled": True, "allowed_domains": ["a.example.com"]}},
        files={"profile": "documents"},
        config={
            "registration": {"allowedDomains": ["b.example.com"]},
            "fileConfig": {"endpoints": {"assistants": {"disabled": True, "fileLimit": None}}, "avatarSizeLimit": None},
        },
        env={"ALLOW_REGISTRATION": "false"},
    )
    assert made.config["registration"] == {"allowedDomains": ["b.example.com"]}
    assert (
        made.config["fileConfig"]["endpoints"]["assistants"].items() >= {"disabled": True, "fileSizeLimit": 200}.items()
    )
    assert "fileLimit" not in made.config["fileConfig"]["endpoints"]["assistants"]
    assert "avatarSizeLimit" not in made.config["fileConfig"]
    assert made.variables.plain["ALLOW_REGISTRATION"] == "false"


def test_a_variable_moves_to_where_the_user_puts_it():
    google = {"google": {"client_id": "a", "client_secret": "secret-1"}}
    made = final(auth=google, env_from={"variables": {"GOOGLE_CLIENT_ID": REFERENCE}})
    assert made.variables.secret == {"GOOGLE_CLIENT_SECRET": "secret-1", "GOOGLE_CLIENT_ID": REFERENCE}
    assert "GOOGLE_CLIENT_ID" not in made.variables.plain


def test_specs_of_the_providers_follow_the_user_s_own_words():
    specs = final(
        model_specs={"from_providers": True},
        config={"endpoints": {"bedrock": {"models": ["m"]}}, "modelSpecs": {"list": [SPEC], "prioritize": False}},
        env={"BEDROCK_AWS_DEFAULT_REGION": "eu-central-1"},
    ).config["modelSpecs"]
    assert [spec["name"] for spec in specs["list"]] == ["a", "bedrock/m"]
    assert specs["prioritize"] is False


@pytest.mark.parametrize("own", [5, "a", [], pulumi.Output.from_input({})])
def test_sections_that_are_not_maps_are_unchanged(own: Any):
    assert final(model_specs={"enforce": True}, config={"modelSpecs": own}).config["modelSpecs"] == own


@pytest.mark.parametrize("lenient", [True, False])
def test_one_call_reports_problems_of_every_kind_with_their_paths(lenient: bool):
    args: Args = {
        "domain": "chat.example.com",
        "config": {
            "intreface": {},
            "cache": "yes",
            "endpoints": {"custom": [{"name": "Mine", "apiKey": "sk-Hidden-01", "baseURL": "${MISSING}", "typo": 1}]},
            "balance": {"startBalance": 5},
            "summarization": {"provider": "nobody"},
        },
        "env": {"MONGO_URI": "x", "NOBODYS": "y", "OPENID_CLIENT_ID": "a", "OPENAI_API_KEY": "sk-hidden"},
        "storage": {"type": "s3"},
        "email": {"from_address": "chat@example.com"},
        **({"config_schema": "lenient"} if lenient else {}),
    }
    with pytest.raises(ArgumentError) as error:
        check_configuration(final(**args), args, args, owner="LibreChat 'chat'")
    message = str(error.value)
    assert message.startswith("LibreChat 'chat': ")
    assert "\n" not in message
    assert "idden" not in message
    expected = [
        "config.cache: expected true or false, got 'yes'",
        "config.endpoints.custom.0.models: missing",
        "config.endpoints.custom.0.baseURL: nothing sets MISSING",
        "config.endpoints.custom.0.apiKey: a secret would be stored in plain text: use a variable, ${NAME}",
        "config.balance.startBalance: no effect without enabled: true",
        "config.summarization.provider: there is no endpoint 'nobody'; there are: openAI, Mine, agents",
        "env.MONGO_URI: the library sets it: use documentdb instead",
        "env.OPENAI_API_KEY: a secret would be stored in plain text: set it in secret_env",
        "auth.openid.client_id (OPENID_CLIENT_ID) needs auth.openid.client_secret",
        "storage.s3: missing: file storage s3 needs it, or AWS_BUCKET_NAME",
        "email.from_address (EMAIL_FROM) has no effect",
    ]
    unknown = [
        "config.intreface: unknown key (did you mean interface?)",
        "config.endpoints.custom.0.typo: unknown key",
        "env.NOBODYS: LibreChat reads no such variable",
    ]
    assert [each for each in expected if each not in message] == []
    assert [each for each in unknown if (each in message) is lenient] == []


def test_unknown_content_is_a_warning_if_the_schema_is_lenient(monkeypatch: pytest.MonkeyPatch):
    warnings: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", warnings.append)
    assert errors(config_schema="lenient", config={"newKey": 1}, env={"NEW_VARIABLE": "x"}) == []
    assert [warning.partition(": ")[0] for warning in warnings] == ["AIWorkspace 'ai'"] * 2
    assert "librechat.config.newKey: unknown" in warnings[0]
    assert "librechat.env.NEW_VARIABLE: LibreChat reads no such variable" in warnings[1]


def test_places_are_those_of_the_user_or_of_the_derived_document():
    config = {"fileConfig": {"endpoints": {"mine": {"fileSizeLimit": 300}}, "serverFileSizeLimit": 200}}
    (message,) = errors(config=config)
    assert message.startswith("librechat.config.fileConfig.endpoints.mine.fileSizeLimit: 300 exceeds")
    assert errors(files={"upload_megabytes": 300}, config={"fileConfig": {"serverFileSizeLimit": 200}})[0].startswith(
        "librechat.yaml.fileConfig.endpoints.default.fileSizeLimit: 300 exceeds"
    )


def test_variables_of_existing_secrets_may_be_any():
    config = {"ocr": {"strategy": "mistral_ocr", "apiKey": "${OCR_API_KEY}"}}
    (message,) = errors(config=config)
    assert "nothing sets OCR_API_KEY" in message
    assert errors(config=config, env_from={"secrets": ["all"]}) == []
    assert errors(config=config, secret_env={"OCR_API_KEY": "x"}) == []


def test_a_variable_that_the_document_refers_to_is_read():
    config = {"ocr": {"strategy": "mistral_ocr", "apiKey": "${MY_OWN_NAME}"}}
    assert errors(config=config, secret_env={"MY_OWN_NAME": "x"}) == []
    (message,) = errors(secret_env={"MY_OWN_NAME": "x"})
    assert message.startswith("librechat.secret_env.MY_OWN_NAME: LibreChat reads no such variable")


def test_owned_variables_can_be_referenced():
    servers = {"a": {"type": "sse", "url": "${DOMAIN_SERVER}/mcp"}}
    assert errors(config={"mcpServers": servers}) == []


def test_outputs_are_accepted_wherever_they_stand():
    later: Any = pulumi.Output.from_input("x")
    config = {
        "interface": later,
        "registration": {"allowedDomains": [later]},
        "endpoints": {"custom": [{"name": later, "apiKey": later, "baseURL": later, "models": later}]},
        "modelSpecs": {"list": later},
    }
    assert errors(config=config, env={"OPENID_SCOPE": later, "GOOGLE_CLIENT_ID": later}) == []


def test_arguments_without_an_effect_are_refused():
    (message,) = errors(model_specs={"from_providers": True})
    assert message.startswith("librechat.model_specs has no effect without specs")
