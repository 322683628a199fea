from typing import Any

import pulumi
import pytest

from homelab.arguments import ArgumentError
from homelab.components.rag_api.configuration import check_variables, final_variables, variable_errors
from homelab.components.rag_api.embeddings import EmbeddingsArgs
from homelab.kubernetes.variables import Variables
from tests.components.rag_api.rag import OPENAI, REFERENCE
from tests.librechat_config.sound import checked

OLLAMA: EmbeddingsArgs = checked(EmbeddingsArgs, {"provider": "ollama"})
URL = "http://ollama.ai.svc.cluster.local:11434"


def errors(embeddings: EmbeddingsArgs = OLLAMA, prefix: str = "rag.", **own: Any) -> list[str]:
    lenient = own.pop("lenient", False)
    final = final_variables(embeddings, Variables.of(own), server_url=None)  # type: ignore[arg-type]
    return variable_errors(final, embeddings, own, owner="AIWorkspace 'ai'", prefix=prefix, lenient=lenient)  # type: ignore[arg-type]


def test_variables_are_the_provider_s_the_server_s_and_the_user_s_own():
    own = Variables({"EMBEDDING_BATCH_SIZE": "100", "HF_HOME": "/data"}, {"HF_TOKEN": REFERENCE})
    final = final_variables(OLLAMA, own, server_url=URL)
    assert final.plain == {
        "EMBEDDINGS_PROVIDER": "ollama",
        "EMBEDDINGS_MODEL": "nomic-embed-text",
        "OLLAMA_BASE_URL": URL,
        "EMBEDDING_BATCH_SIZE": "100",
        "HF_HOME": "/data",
    }
    assert final.secret == {"HF_TOKEN": REFERENCE}
    elsewhere = Variables({"OLLAMA_BASE_URL": "http://10.0.0.5:1"})
    assert final_variables(OLLAMA, elsewhere, server_url=URL).plain["OLLAMA_BASE_URL"] == "http://10.0.0.5:1"


def test_one_call_reports_problems_of_every_kind():
    own: Any = {
        "env": {"DB_HOST": "x", "NOBODYS": "y", "RAG_OPENAI_API_KEY": "sk-hidden", "OLLAMA_BASE_URL": "ollama:11434"},
        "service_account": {},
    }
    final = final_variables(OLLAMA, Variables.of(own), server_url=None)
    with pytest.raises(ArgumentError) as error:
        check_variables(final, OLLAMA, own, owner="RagApi 'rag'")
    message = str(error.value)
    assert message.startswith("RagApi 'rag': ")
    assert "hidden" not in message
    for part in (
        "env.DB_HOST: the library sets it: use database instead",
        "env.RAG_OPENAI_API_KEY: a secret would be stored in plain text: set it in secret_env",
        "env.OLLAMA_BASE_URL: expected a URL such as",
        "env.NOBODYS: the RAG API reads no such variable",
        "service_account has no effect with embeddings.provider ollama: remove it",
    ):
        assert part in message


def test_what_a_provider_needs_may_be_in_an_existing_secret():
    assert errors() == ["rag.embeddings.provider ollama needs OLLAMA_BASE_URL"]
    assert errors(env_from={"secrets": ["all"]}) == []
    assert errors(env={"OLLAMA_BASE_URL": pulumi.Output.from_input(URL)}) == []
    openai = checked(EmbeddingsArgs, OPENAI["embeddings"])
    assert errors(openai, env_from={"variables": {"RAG_OPENAI_API_KEY": REFERENCE}}) == []


def test_unknown_variables_are_warnings_where_the_schema_is_lenient(monkeypatch: pytest.MonkeyPatch):
    warnings: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", warnings.append)
    assert errors(env={"OLLAMA_BASE_URL": URL, "NEW": "x"}, lenient=True) == []
    assert warnings == ["AIWorkspace 'ai': rag.env.NEW: the RAG API reads no such variable"]


def test_models_in_variables_are_rejected():
    model = {"OLLAMA_BASE_URL": URL, "EMBEDDINGS_MODEL": "other"}
    assert errors(env=model) == ["rag.env.EMBEDDINGS_MODEL: use rag.embeddings.model instead"]
    tei = checked(EmbeddingsArgs, {"provider": "huggingface_tei", "model": "m"})
    assert errors(tei, env={"EMBEDDINGS_MODEL": URL}) == []
