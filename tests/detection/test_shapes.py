import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.detection import mask, secret_shape
from homelab.detection.shapes import TOKENS as SHAPES
from tests.detection.tokens import BODY, TOKENS, tokens


@pytest.mark.parametrize("name", TOKENS)
def test_secrets_are_found_alone_and_within_other_text(name: str):
    token = TOKENS[name]
    assert secret_shape(token)
    if name != "address":
        assert secret_shape(f"see {token} for it")
        assert secret_shape(f'{{"a": "{token}"}}')


@pytest.mark.parametrize(
    "text",
    [
        *("", "user_provided", "gpt-5.4", "claude-opus-5", "sentence-transformers/all-MiniLM-L6-v2"),
        *("${OPENAI_API_KEY}", "Bearer ${TOKEN}", "Bearer {{LIBRECHAT_OPENID_ACCESS_TOKEN}}", "$(PASSWORD)"),
        *("sk-no-key-required", "sk-xxxxxxxxxxxxxxxxxxxx", "your-api-key-goes-here-0123456789", "ghp_" + "x" * 36),
        *("https://user:${PASSWORD}@db.example.com", "redis://:$(PASSWORD)@cache:6379", "https://x/?key=${KEY}"),
        *("https://docs.example.com/how-to?token=<token>", "https://example.com/?q=basic+auth&page=2"),
        *("https://example.com/?api_key={api_key}", "https://example.com/search?key=title&code=en"),
        f"ghcr.io/owner/name:v1.2.3@sha256:{'0123456789abcdef' * 4}",
        f"owner/name@sha256:{'0123456789abcdef' * 4}",
        f"sha256-{'0123456789abcdef' * 4}",
        "123e4567-e89b-12d3-a456-426614174000",
        "d41d8cd98f00b204e9800998ecf8427e",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE0123456789abcdefghijklmnopqrstuvwxyzABC me@example.com",
        "pk-lf-0123456789abcdef",
        "task-force-0123456789abcdef is at risk-0123456789abcdef",
        "Basic knowledge of bearer bonds, tokens and cookies is enough.",
        "Write to support@example.com, or https://example.com/@user/post",
        "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdef0123456789",
        "eu.gcr.io/project/image:2026-08-21",
        "mongodb://db.example.com:27017/chat?replicaSet=rs0&authSource=admin",
        "Password= is what the form calls it",
        "user = 1; const password = process.env.FIRST_PASSWORD;",
        "connect(dbname=database, user=user, password=password)",
        "connect(user=user, password=os.environ['PASSWORD'])",
        "The user of the host has the password that he chose",
    ],
)
def test_what_is_no_secret_passes(text: str):
    assert secret_shape(text) is None


def test_a_user_of_a_proxy_may_stand_alone():
    assert secret_shape("http://chat@proxy.example.com:3128", user_alone=False) is None


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text: str):
    assert secret_shape(text) is None or isinstance(mask(text), str)


@pytest.mark.parametrize("name", TOKENS)
def test_nothing_of_a_secret_is_left_in_a_masked_message(name: str):
    masked = mask(f"x: expected a URL, got {TOKENS[name]!r}")
    assert "got" in masked
    assert not any(part in masked for part in (BODY[:12], "Q7W2", "hunter2", "ghost-token", "Y2hhdD", "AccountKey=Q"))


@given(tokens())
def test_random_tokens_are_masked_wherever_they_are(token: str):
    for text in (token, f"a: {token!r} is wrong", f"https://example.com/{token}", f"{token}: unknown argument"):
        assert token[-12:] not in mask(text)


def test_messages_are_readable_where_nothing_is_secret():
    text = (
        "AIWorkspace 'ai': librechat.ingress.class_name: expected 'nginx', got 'a-release-name-2026-08-21-production'; "
        "set it with `pulumi config set --secret --path 'homelab:workspace.openai.api_key'`"
    )
    assert mask(text) == text


def test_every_shape_has_a_prefix_to_search_for():
    assert all(prefix for shape in SHAPES for prefix in shape.prefixes)


@pytest.mark.parametrize(
    "text",
    [
        "sk-" * 20_000,
        "eyJ." * 20_000,
        "a:b@" * 20_000,
        "?token=" * 10_000,
        "A" * 65_536,
        "-----BEGIN PRIVATE KEY-----" * 2000,
        "Bearer " * 10_000,
        "https://a:" * 8000,
        "password = " * 8000,
    ],
)
def test_long_texts_take_little_time(text: str):
    started = time.process_time()
    secret_shape(text)
    mask(text)
    assert time.process_time() - started < 2
