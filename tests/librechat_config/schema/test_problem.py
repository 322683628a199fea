import datetime

import pytest

from homelab.librechat_config.schema.problem import Problem, did_you_mean, format_value


def test_a_problem_says_where_it_is():
    assert str(Problem(("endpoints", "custom", 0, "name"), "missing")) == "endpoints.custom.0.name: missing"
    assert str(Problem((), "expected a map")) == "expected a map"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("text", "'text'"),
        (None, "nothing"),
        (True, "true"),
        (3, "3"),
        (1.5, "1.5"),
        ({}, "a map"),
        ([], "a list"),
        (datetime.date(2026, 1, 1), "a value of type date"),
    ],
)
def test_a_value_is_shown_as_in_yaml(value: object, text: str):
    assert format_value(("key_of_something", 0), value) == text


def test_a_long_value_is_shortened():
    assert len(format_value(("url",), "x" * 500)) == 60


@pytest.mark.parametrize(
    "keys",
    [
        ("ocr", "apiKey"),
        ("webSearch", "jinaApiKey"),
        ("langfuse", "secretKey"),
        ("mcpServers", "a", "oauth", "client_secret"),
        ("mcpServers", "a", "headers", "X-Anything"),
        ("mcpServers", "a", "env", "ANYTHING"),
        ("mcpServers", "a", "args", 0),
        ("skillSync", "github", "sources", 0, "token"),
        ("database", "password"),
    ],
)
def test_possible_secrets_are_not_shown(keys: tuple[str | int, ...]):
    assert format_value(keys, "sk-hidden") == "[secret]"


def test_credentials_in_a_url_are_not_shown():
    assert "hidden" not in format_value(("url",), "http://user:hidden@host")


@pytest.mark.parametrize("key", ["tokenLimit", "titleModel", "validKeys", "maxTokens"])
def test_other_values_are_shown(key: str):
    assert format_value((key,), "text") == "'text'"


def test_the_intended_name_is_offered_in_its_own_spelling():
    assert did_you_mean("titlemodl", ["titleModel", "models"]) == " (did you mean titleModel?)"
    assert did_you_mean(5, ["titleModel"]) == ""
