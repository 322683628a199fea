from typing import Any

import pytest

from homelab.components.passwords import INITIAL_PASSWORD_LENGTH
from homelab.kubernetes.variables import Variables
from homelab.librechat_config.configuration import Configuration
from homelab.modules.violations import first_admin_violations, group_violations
from tests.modules.workspaces import KEY, REFERENCE, workspace

CUSTOM = {"name": "OLLAMA", "base_url": "http://a:1", "keyless": True, "models": ["m"]}


def found(**groups: Any) -> list[str]:
    return list(group_violations(workspace(**groups)))


@pytest.mark.parametrize(
    "groups",
    [
        {},
        {"openai": {**KEY, "stt": {"model": "m"}}, "librechat": {"stt": {"implementation": "openai"}}},
        {"speaches": {"models": ["a/b"]}},
        {"librechat": {"stt": {"implementation": "speaches", "model": "a/b"}}, "speaches": {}},
        {"ollama": {"chat_models": []}},
        {"ollama": {"models": ["m"], "enabled": False}, "custom_endpoints": [CUSTOM]},
        {"openai": KEY, "pgvector": {"storage": {"size": "5Gi"}}, "rag": {"chunk_size": 500}},
        {"rag": {"enabled": False}},
        {"openai": KEY, "rag": {"replicas": 3}},
        {"openai": KEY, "rag": {"autoscaling": {}}},
        {"openai": KEY, "rag": {"replicas": 20}, "pgvector": {"settings": {"max_connections": 503}}},
        {"searxng": {}, "firecrawl": {}, "jinaai": KEY},
        {"jinaai": KEY},
    ],
)
def test_valid_groups_are_accepted(groups: dict[str, Any]):
    assert found(**groups) == []


@pytest.mark.parametrize(
    ("groups", "messages"),
    [
        (
            {"librechat": {"tts": {"implementation": "openai"}}},
            ["librechat.tts.implementation openai needs openai.api_key, or librechat.tts.api_key"],
        ),
        (
            {"openai": KEY, "rag": {"replicas": 4}},
            [
                "rag.replicas 4 may open 100 connections, but pgvector.settings.max_connections is 100, 3 of which are "
                "the superuser's: raise it to at least 103"
            ],
        ),
        (
            {"openai": KEY, "rag": {"autoscaling": {"max_replicas": 4}}},
            [
                "rag.autoscaling.max_replicas 4 may open 100 connections, but pgvector.settings.max_connections is "
                "100, 3 of which are the superuser's: raise it to at least 103"
            ],
        ),
        (
            {"librechat": {"autoscaling": {"memory": 80}}, "valkey": {"enabled": False}},
            [
                "librechat.autoscaling.max_replicas 10 needs valkey, by which replicas share sessions and streams: "
                "remove valkey.enabled: false",
                "librechat.autoscaling.memory 80 needs librechat.resources.api.requests.memory of at least 1.2Gi, got "
                "768Mi: an idle pod uses 575Mi, so that pods would never be removed",
            ],
        ),
        (
            {"openai": KEY, "rag": {"replicas": 2}, "pgvector": {"settings": {"max_connections": 52}}},
            [
                "rag.replicas 2 may open 50 connections, but pgvector.settings.max_connections is 52, 3 of which are "
                "the superuser's: raise it to at least 53"
            ],
        ),
        (
            {
                "rag": {"embeddings": {"provider": "huggingface"}},
                "librechat": {"resources": {"rag": {"limits": {"memory": "512Mi"}}}},
            },
            [
                "librechat.resources.rag.limits.memory 512Mi is below 1Gi, which RAG API with huggingface needs to "
                "start: raise it"
            ],
        ),
        ({"openai": {**KEY, "stt": {}}}, ["openai.stt has no effect with librechat.stt none: remove it"]),
        (
            {"librechat": {"replicas": 3}, "valkey": {"enabled": False}},
            [
                "librechat.replicas 3 needs valkey, by which replicas share sessions and streams: remove "
                "valkey.enabled: false"
            ],
        ),
        (
            {"pods": {"valkey": {}}, "valkey": {"enabled": False}},
            ["pods.valkey has no effect without valkey: remove it"],
        ),
        ({"pods": {"all": {}, "ollama": {}}}, ["pods.ollama has no effect without ollama: remove it"]),
        (
            {"pods": {"valkey": {}}, "valkey": {"external": {"uri": "rediss://a.example.com"}}},
            ["pods.valkey has no effect with valkey.external: remove it"],
        ),
        (
            {"speaches": {}},
            ["speaches has no effect without models: use it in librechat.stt or librechat.tts, or set speaches.models"],
        ),
        (
            {"searxng": {}},
            ["librechat.web_search needs a scraper: add firecrawl: {}, which runs"],
        ),
        (
            {"ollama": {}},
            ["ollama.models: missing: name at least one, or set ollama.chat_models to [] for a server without chats"],
        ),
        (
            {"ollama": {"models": ["m"]}, "custom_endpoints": [CUSTOM]},
            ["custom_endpoints.0.name OLLAMA: taken by ollama: choose another name"],
        ),
        (
            {"rag": {"external": {"url": "http://rag.tools:8000"}}, "pgvector": {}},
            ["pgvector has no effect with rag.external: remove it"],
        ),
        (
            {"rag": {"enabled": True}},
            ["rag.enabled needs rag.embeddings, or openai, bedrock, ollama or google with a key or role"],
        ),
        (
            {
                "rag": {"chunk_size": 500},
                "pgvector": {"storage": {"size": "5Gi"}},
                "librechat": {"resources": {"rag": {}}},
            },
            [
                f"{name} has no effect without embeddings: set rag.embeddings, or remove it"
                for name in ("pgvector", "rag", "librechat.resources.rag")
            ],
        ),
    ],
)
def test_conflicting_and_missing_groups_are_reported(groups: dict[str, Any], messages: list[str]):
    problems = found(**groups)
    assert len(problems) == len(messages)
    assert all(problem.startswith(message) for problem, message in zip(problems, messages, strict=True))


class TestFirstAdmin:
    @staticmethod
    def found(first_admin: dict[str, Any] | None = None, **variables: str) -> list[str]:
        admin = {"email": "a@example.com", **(first_admin or {})}
        args = workspace(librechat={"first_admin": admin})
        return list(first_admin_violations(args, Configuration({}, Variables(variables))))

    @pytest.mark.parametrize(
        ("first_admin", "variables"),
        [
            ({}, {}),
            ({}, {"MIN_PASSWORD_LENGTH": str(INITIAL_PASSWORD_LENGTH), "ALLOW_EMAIL_LOGIN": "True"}),
            ({"password": "x" * 40}, {"MIN_PASSWORD_LENGTH": "40"}),
            ({"password_secret": REFERENCE}, {"MIN_PASSWORD_LENGTH": "100"}),
        ],
    )
    def test_can_sign_in(self, first_admin: dict[str, Any], variables: dict[str, str]):
        assert self.found(first_admin, **variables) == []

    @pytest.mark.parametrize(
        ("first_admin", "variables", "message"),
        [
            (
                {},
                {"LDAP_URL": "ldaps://a"},
                "librechat.first_admin has no effect with LDAP: the first user who signs",
            ),
            (
                {},
                {"ALLOW_EMAIL_LOGIN": "FALSE"},
                "librechat.first_admin needs email login: remove librechat.auth.email",
            ),
            (
                {"password": "correct horse"},
                {"MIN_PASSWORD_LENGTH": "20"},
                "librechat.first_admin.password is shorter than MIN_PASSWORD_LENGTH 20: set a longer one",
            ),
            (
                {},
                {"MIN_PASSWORD_LENGTH": "33"},
                "librechat.first_admin needs password or password_secret with MIN_PASSWORD_LENGTH 33: the generated",
            ),
        ],
    )
    def test_that_could_not_sign_in_is_refused(
        self, first_admin: dict[str, Any], variables: dict[str, str], message: str
    ):
        (problem,) = self.found(first_admin, **variables)
        assert problem.startswith(message)

    def test_that_there_is_none_is_fine(self):
        unusable = Configuration({}, Variables({"LDAP_URL": "ldaps://a", "ALLOW_EMAIL_LOGIN": "false"}))
        assert list(first_admin_violations(workspace(), unusable)) == []
