from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.librechat_config.mcp.references import contradictions, expanded, variable

NAMES = st.builds(str.join, st.sampled_from("-_"), st.lists(st.sampled_from(["a", "A", "b1"]), min_size=1, max_size=3))
SECRETS = st.lists(st.sampled_from(["A", "B1"]), min_size=1, max_size=3).map("_".join)


def test_references_name_the_servers_own_variables():
    texts = expanded("git-hub", {"url": "https://a.b/${PATH}/${X_Y}", "plain": "{{USER}} $HOME"})
    assert texts == {
        "url": "https://a.b/${MCP_GIT_HUB__PATH}/${MCP_GIT_HUB__X_Y}",
        "plain": "{{USER}} $HOME",
    }


@given(NAMES, SECRETS, NAMES, SECRETS)
def test_no_two_secrets_share_a_variable(server: str, secret: str, other_server: str, other: str):
    same_server = server.upper().replace("-", "_") == other_server.upper().replace("-", "_")
    assert (variable(server, secret) == variable(other_server, other)) == (same_server and secret == other)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            {"headers": {"X-Token": "${TOKNE}"}, "secrets": {"TOKEN": "s"}},
            "headers.X-Token: ${TOKNE} is none of secrets and existing_secrets (did you mean TOKEN?)",
        ),
        ({"url": "https://a.b/${PATH}"}, "url: ${PATH} is none of secrets and existing_secrets"),
        ({"args": ["-v", "--key=${KEY}"]}, "args.1: ${KEY} is none of secrets and existing_secrets"),
        ({"env": {"A": "${}"}}, "env.A: ${} is none of secrets and existing_secrets"),
        ({"oauth": {"client_id": "${ID}"}}, "oauth.client_id: ${ID} is none of secrets and existing_secrets"),
        (
            {"secrets": {"KEY": "s"}, "url": "https://a.b"},
            "KEY of secrets and existing_secrets is used nowhere: write ${KEY} where it belongs",
        ),
        (
            {"secrets": {"KEY": "s"}, "existing_secrets": {"KEY": {}}, "url": "https://a.b/${KEY}"},
            "KEY is in secrets and in existing_secrets: remove one",
        ),
        ({"request_headers": {"X": "{{NAME}}"}}, "request_headers.X: {{NAME}} is none of custom_user_vars"),
        ({"request_headers": {"X": "{{LIBRECHAT_USERS_ID}}"}}, "{{LIBRECHAT_USERS_ID}} is none of custom_user_vars"),
        (
            {"custom_user_vars": [{"name": "NAME"}], "url": "https://a.b"},
            "NAME of custom_user_vars is used nowhere: write {{NAME}} where it belongs",
        ),
        (
            {"headers": {"Authorization": "Bearer hunter2"}},
            "headers.Authorization: a secret must not stand here: put it into secrets, and write ${NAME} here",
        ),
        ({"env": {"GITHUB_TOKEN": "hunter2"}}, "env.GITHUB_TOKEN: a secret must not stand here"),
        ({"oauth_headers": {"x-api-key": "hunter2"}}, "oauth_headers.x-api-key: a secret must not stand here"),
    ],
)
def test_what_refers_to_nothing_or_is_written_out_is_refused(args: dict[str, Any], message: str):
    found = list(contradictions(args))
    assert len(found) == 1
    assert message in found[0]
    assert "hunter2" not in found[0]


def test_what_is_referred_to_is_fine():
    args = {
        "url": "https://a.b/${PATH}",
        "headers": {"Authorization": "Bearer {{PAT}}", "X-User": "{{LIBRECHAT_USER_EMAIL}}", "X-Max": "5"},
        "oauth_headers": {"X-Key": "${KEY}"},
        "oauth": {"skip_code_challenge_check": True, "grant_types": ["a"]},
        "secrets": {"PATH": "s"},
        "existing_secrets": {"KEY": {"name": "n", "key": "k"}},
        "custom_user_vars": [{"name": "PAT"}],
    }
    assert list(contradictions(args)) == []


def test_what_is_not_known_yet_may_refer_to_anything():
    async def later() -> str:
        return "${KEY} {{PAT}}"

    text = later()
    args = {"headers": {"Authorization": text}, "secrets": {"KEY": "s"}, "custom_user_vars": [{"name": "PAT"}]}
    assert list(contradictions(args)) == []
    text.close()
