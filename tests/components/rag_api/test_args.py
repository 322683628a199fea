from typing import Any

import pytest

from homelab.components.rag_api.args import RagApiArgs, RagApiServerArgs
from tests.components.rag_api.rag import DATABASE, OPENAI, REFERENCE
from tests.librechat_config.sound import checked, refusal

WHOLE: dict[str, Any] = {"namespace": "ai", "database": DATABASE, "jwt_secret": REFERENCE, **OPENAI}
SERVER = {"url": "http://ollama.ai.svc.cluster.local:11434", "port": 11434, "workload": "ollama"}
OLLAMA: dict[str, Any] = {**WHOLE, "embeddings": {"provider": "ollama"}, "embeddings_server": SERVER, "secret_env": {}}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"collection": "a-b"}, "collection: expected a Postgres name"),
        ({"chunk_size": 99}, "chunk_size: expected a whole number from 100 to 100000, got 99"),
        ({"chunk_size": 100}, "chunk_overlap 100 is not below chunk_size 100: the RAG API could not split any file"),
        ({"chunk_overlap": 1500}, "chunk_overlap 1500 is not below chunk_size 1500"),
        ({"replicas": 0}, "replicas: expected a whole number from 1 to 20, got 0"),
        ({"env": {"A": "a"}, "secret_env": {"A": "b"}}, "env.A and secret_env.A are mutually exclusive: remove one"),
        ({"distance_threshold": 0.5}, "unknown argument distance_threshold"),
    ],
)
def test_wrong_arguments_are_refused(args: dict[str, Any], message: str):
    assert message in refusal(RagApiServerArgs, args)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            {**WHOLE, "embeddings_server": SERVER, "embeddings": {"provider": "google"}},
            "embeddings_server has no effect with embeddings.provider google: remove it",
        ),
        (
            {**OLLAMA, "env": {"OLLAMA_BASE_URL": "http://b:1"}},
            "embeddings_server and env.OLLAMA_BASE_URL are mutually exclusive: remove one",
        ),
        ({**WHOLE, "embeddings": {}}, "missing argument embeddings.provider"),
    ],
)
def test_a_server_of_embeddings_is_the_provider_s_and_named_once(args: dict[str, Any], message: str):
    assert message in refusal(RagApiArgs, args)
    assert checked(RagApiArgs, OLLAMA)
