from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.librechat_config.checks.literals import literal_secrets
from homelab.librechat_config.configuration import Configuration
from tests.librechat_config.checks.found import found, nested

MESSAGE = "literal secret in a ConfigMap: set it in librechat.secret_env, and refer to it as ${NAME}"


def problems(config: dict[str, Any]) -> list[str]:
    return found(lambda configuration: literal_secrets(configuration.config), config)


@pytest.mark.parametrize(
    "place",
    [
        "ocr.apiKey",
        "webSearch.jinaApiKey",
        "endpoints.azureOpenAI.groups.a.apiKey",
        "endpoints.custom.a.headers.Authorization",
        "endpoints.openAI.headers.X-Api-Key",
        "mcpServers.a.oauth.client_secret",
        "mcpServers.a.apiKey.key",
        "mcpServers.a.env.GITHUB_TOKEN",
        "mcpServers.a.requestHeaders.Cookie",
        "langfuse.secretKey",
        "skillSync.github.sources.a.token",
    ],
)
def test_literal_secrets_are_reported_without_their_value(place: str):
    assert problems(nested(place, "sk-Hidden-0123")) == [f"{place}: {MESSAGE}"]
    assert problems(nested(place, "prefix ${NAME}")) == []
    assert problems(nested(place, pulumi.Output.secret("sk-Hidden-0123"))) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("ocr.apiKey", "user_provided"),
        ("ocr.apiKey", ""),
        ("endpoints.custom.a.apiKey", "ollama"),
        ("endpoints.openAI.headers.Authorization", "Bearer {{LIBRECHAT_OPENID_ACCESS_TOKEN}}"),
        ("endpoints.openAI.headers.X-Team", "A Team of 12"),
        ("mcpServers.a.env.LEVEL", "Debug 1"),
        ("endpoints.openAI.titleModel", "gpt-5.4"),
        ("turnstile.siteKey", None),
        ("memory.tokenLimit", 5),
        ("mcpServers.a.apiKey.source", "Admin"),
    ],
)
def test_placeholders_and_what_is_no_secret_pass(place: str, value: Any):
    assert problems(nested(place, value)) == []


@given(st.text(min_size=1))
def test_no_message_shows_the_value(value: str):
    messages = [problem.message for problem in literal_secrets(Configuration({"ocr": {"apiKey": value}}).config)]
    assert set(messages) <= {MESSAGE}
