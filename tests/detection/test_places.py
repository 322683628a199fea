from typing import Any

import pytest

from homelab.detection import secrets_in, shown
from tests.librechat_config.checks.found import nested

LITERAL = "Hidden-0123"


def found(value: Any) -> list[str]:
    return [".".join(map(str, keys)) for keys, _ in secrets_in(value)]


@pytest.mark.parametrize(
    "place",
    [
        *("ocr.apiKey", "webSearch.jinaApiKey", "webSearch.serperApiKey", "langfuse.secretKey"),
        *("endpoints.azureOpenAI.groups.a.apiKey", "mcpServers.a.oauth.client_secret", "mcpServers.a.apiKey.key"),
        *("endpoints.custom.a.headers.Authorization", "endpoints.openAI.headers.X-Api-Key"),
        *("endpoints.openAI.headers.X-Functions-Key", "mcpServers.a.requestHeaders.Cookie"),
        *("mcpServers.a.env.GITHUB_TOKEN", "mcpServers.a.env.DB_PASSWD", "mcpServers.a.env.HF_TOKEN"),
        *("skillSync.github.sources.a.token", "engines.a.api_key", "database.password", "smtp.PASSWORD"),
    ],
)
def test_the_name_of_a_value_says_that_it_is_a_secret(place: str):
    assert found(nested(place, LITERAL)) == [place]
    assert found(nested(place, "prefix ${NAME}")) == []
    assert shown(place.split("."), LITERAL) == "[secret]"


@pytest.mark.parametrize(
    ("place", "value"),
    [
        *(("ocr.apiKey", value) for value in ("user_provided", "", "ollama", "sk-no-key-required", "none")),
        ("endpoints.openAI.headers.Authorization", "Bearer {{LIBRECHAT_OPENID_ACCESS_TOKEN}}"),
        ("endpoints.openAI.headers.X-Team", "A Team of 12"),
        ("mcpServers.a.env.LEVEL", "Debug 1"),
        ("mcpServers.a.env.PRIVATE_KEY", "/etc/keys/tls.key"),
        ("mcpServers.a.env.MAX_TOKEN", "4096"),
        ("endpoints.openAI.titleModel", "gpt-5.4"),
        ("turnstile.siteKey", "0x4AAAAAAA0123"),
        ("memory.tokenLimit", 5),
        ("endpoints.custom.a.tokenConfig.Model-1", "x"),
        ("mcpServers.a.apiKey.source", "Admin"),
        ("annotations.vault.hashicorp.com/agent-inject-token", "true"),
        ("annotations.vault.hashicorp.com/agent-inject-secret-token", "secret/data/chat"),
        ("annotations.reloader.stakater.com/auto", "true"),
    ],
)
def test_placeholders_and_what_is_no_secret_pass(place: str, value: Any):
    assert found(nested(place, value)) == []


@pytest.mark.parametrize(
    ("value", "places"),
    [
        ({"args": ["--api-key", LITERAL]}, ["args.1"]),
        ({"args": [f"--token={LITERAL}"]}, ["args.0"]),
        ({"command": ["sh", "-c", f"export A_TOKEN={LITERAL} && run"]}, ["command.2"]),
        ({"command": ["sh", "-c", f"run --password '{LITERAL}'"]}, ["command.2"]),
        ({"command": ["python", "-c", "connect(user=user, password=password)"]}, []),
        ({"env": [{"name": "A_TOKEN", "value": LITERAL}]}, ["env.0.value"]),
        ({"env": [{"name": "A_TOKEN", "valueFrom": {"secretKeyRef": {"name": "a", "key": "token"}}}]}, []),
        ({"headers": {"X-Any": "Bearer abc"}}, ["headers.X-Any"]),
        ({"a": {"ghp_" + "a1" * 18: "x"}}, ["a"]),
        ({"args": ["--token", "$(TOKEN)", "--max-token", "5", "--tokenizer", "x1"]}, []),
        ({"env": {"AWS_ACCESS_KEY_ID": "AKIA" + "Q7W2E9R4T1Y6U3I8"}}, []),
    ],
)
def test_options_variables_and_keys_are_searched(value: Any, places: list[str]):
    assert found(value) == places


def test_data_that_contains_itself_is_searched_once():
    document: dict[str, Any] = {"apiKey": LITERAL}
    document["again"] = [document]
    assert found(document) == ["apiKey"]
    deep: Any = {"apiKey": LITERAL}
    for _ in range(5000):
        deep = {"a": deep}
    assert len(found(deep)) == 1
