"""A variable that says something else than an argument is a mistake; one that overrides a default is none."""

from typing import Any

import pulumi
import pytest

from homelab.arguments import ArgumentError
from homelab.kubernetes.variables import Variables
from homelab.librechat_config.contradictions import contradictions
from homelab.modules.resolve import resolve
from tests.modules.workspaces import workspace

ISSUER = "https://id.example.com/realms/a"
OPENID = {"openid": {"issuer": ISSUER, "client_id": "chat", "client_secret": "not-a-secret"}}


def chat(env: dict[str, Any], **librechat: Any) -> Any:
    return workspace(librechat={"env": env, **librechat})


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            chat({"ALLOW_EMAIL_LOGIN": "true"}, auth={**OPENID, "email_login": False}),
            "librechat.auth.email_login: false and librechat.env.ALLOW_EMAIL_LOGIN: true",
        ),
        (
            chat({"OPENID_ISSUER": "https://other.example.com"}, auth=OPENID),
            f"librechat.auth.openid.issuer: {ISSUER} and librechat.env.OPENID_ISSUER: https://other.example.com",
        ),
        (
            chat({"EMAIL_PORT": "25"}, email={"from_address": "a@b.cd", "smtp": {"host": "smtp.b.cd", "port": 587}}),
            "librechat.email.smtp.port: 587 and librechat.env.EMAIL_PORT: 25",
        ),
        (
            {**chat({"OPENAI_MODELS": "gpt-b"}), "openai": {"user_provided": True, "models": ["gpt-a", "gpt-b"]}},
            "openai.models: gpt-a,gpt-b and librechat.env.OPENAI_MODELS: gpt-b",
        ),
    ],
)
def test_an_argument_and_a_variable_contradict_each_other(args: Any, message: str):
    with pytest.raises(ArgumentError) as error:
        resolve("ws", args, "x")
    assert str(error.value) == f"x: {message} contradict each other: remove one"


@pytest.mark.parametrize(
    "args",
    [
        # What a group implies, and defaults of arguments that are not set.
        chat({"ALLOW_REGISTRATION": "true"}),
        chat({"EMAIL_PORT": "25"}, email={"from_address": "a@b.cd", "smtp": {"host": "smtp.b.cd"}}),
        chat({"SESSION_COOKIE_SECURE": "true"}, ingress={"tls": {"enabled": False}}),
        {**chat({"SEARXNG_INSTANCE_URL": "http://search.lan"}), "searxng": {"enabled": True}, "firecrawl": {}},
        # The same, said twice.
        chat({"OPENID_ISSUER": ISSUER}, auth=OPENID),
        chat({"ALLOW_EMAIL_LOGIN": "False"}, auth={**OPENID, "email_login": False}),
        # Known later.
        chat({"OPENID_ISSUER": pulumi.Output.from_input("https://other.example.com")}, auth=OPENID),
    ],
)
def test_variables_override_what_arguments_imply(args: Any):
    resolve("ws", args, "x")


def test_a_contradiction_tells_no_secret():
    key = "sk-" + "proj-" + "a1B2" * 12
    (message,) = contradictions(
        {"models": ["gpt-a"]},
        lambda args: Variables(plain={"OPENAI_MODELS": ",".join(args["models"])}),
        {"env": {"OPENAI_MODELS": key}},
        "librechat.",
    )
    assert message.startswith("models: gpt-a and librechat.env.OPENAI_MODELS: ")
    assert key not in message


def test_nothing_is_derived_for_a_workspace_without_variables_of_its_own():
    def derive(_: Any) -> Variables:
        raise AssertionError

    assert [*contradictions({"models": ["gpt-a"]}, derive, {"secret_env": {"OWN_KEY": "a"}}, "")] == []
