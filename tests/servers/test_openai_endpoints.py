"""What a workspace tells LibreChat and rag_api of servers with OpenAI's API is true.

Stand-ins take the places of all servers, each with a key and a model of its own. They are asked at the rendered
addresses, with the rendered keys, for what LibreChat v0.8.8 and rag_api v0.9.0 ask.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest
from openai import HttpxBinaryResponseContent
from openai.types.audio import Transcription
from openai.types.chat import ChatCompletionUserMessageParam

from tests.servers.openai_server import DIMENSIONS, HEARD, SPOKEN, OpenAIServer, openai_server
from tests.servers.openai_workspaces import OPENAI, Workspace, all_at_openai, all_elsewhere, all_in_the_cluster

MESSAGE: ChatCompletionUserMessageParam = {"role": "user", "content": "hello you"}


@pytest.fixture(scope="module")
def workspaces() -> Iterator[Mapping[str, Workspace]]:
    with ExitStack() as running:

        def started(name: str, key: str | None) -> OpenAIServer:
            return running.enter_context(openai_server(key=key, models=(f"{name}-model",)))

        yield {make.__name__: make(started) for make in (all_at_openai, all_elsewhere, all_in_the_cluster)}


CHATS = {
    ("all_at_openai", "openAI"): "openai-model",
    ("all_elsewhere", "openAI"): "gateway-model",
    ("all_elsewhere", "vLLM"): "vllm-model",
    ("all_elsewhere", "LM Studio"): "lm-studio-model",
    ("all_elsewhere", "Ollama"): "ollama-model",
    ("all_in_the_cluster", "Ollama"): "ollama-model:latest",
}
SPEECH = {
    "all_at_openai": ("whisper-1", {"model": "tts-1", "voice": "alloy"}),
    "all_elsewhere": ("ears-model", {"model": "amy", "backend": "piper"}),
    "all_in_the_cluster": ("owner/speech", {"model": "owner/speech", "voice": "amy"}),
}


def test_no_endpoint_is_left_out(workspaces: Mapping[str, Workspace]):
    assert {(name, each) for name, workspace in workspaces.items() for each in workspace.endpoints()} == CHATS.keys()


@pytest.mark.parametrize(("name", "endpoint_name"), CHATS)
def test_each_endpoint_has_its_models_and_chats(workspaces: Mapping[str, Workspace], name: str, endpoint_name: str):
    workspace, expected = workspaces[name], CHATS[name, endpoint_name]
    endpoint = workspace.endpoints()[endpoint_name]
    with workspace.client(endpoint.base_url, endpoint.key) as client:
        models = endpoint.models or [each.id for each in client.models.list()]
        answer = client.chat.completions.create(model=models[0], messages=[MESSAGE])
        chunks = client.chat.completions.create(model=models[0], messages=[MESSAGE], stream=True)
        streamed = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert models == [expected]
    assert answer.choices[0].message.content == streamed.strip() == "answer to hello you"


@pytest.mark.parametrize("name", SPEECH)
def test_speech_is_understood(workspaces: Mapping[str, Workspace], name: str):
    workspace = workspaces[name]
    told = workspace.config()["speech"]["stt"]["openai"]
    url = told.get("url", f"{OPENAI}/audio/transcriptions")
    with workspace.client(url, told["apiKey"]) as client:
        heard = client.post(
            workspace.reached(url),
            cast_to=Transcription,
            body={"model": told["model"]},
            files=[("file", ("audio.webm", SPOKEN, "audio/webm"))],
            options={"headers": {"Content-Type": "multipart/form-data"}},
        )
    assert heard.text == HEARD
    assert workspace.server_at(url).asked[-1][1] == {"model": SPEECH[name][0], "file": "audio.webm"}


@pytest.mark.parametrize("name", SPEECH)
def test_answers_are_spoken(workspaces: Mapping[str, Workspace], name: str):
    workspace = workspaces[name]
    ((provider, told),) = ((k, v) for k, v in workspace.config()["speech"]["tts"].items() if k != "allowedAddresses")
    url, voice = told.get("url", f"{OPENAI}/audio/speech"), told["voices"][0]
    # To LocalAI a voice is a model.
    chosen = (
        {"model": voice, "backend": told["backend"]}
        if provider == "localai"
        else {"model": told["model"], "voice": voice}
    )
    with workspace.client(url, told["apiKey"]) as client:
        body = {"input": "hello", **chosen}
        spoken = client.post(workspace.reached(url), cast_to=HttpxBinaryResponseContent, body=body)
    assert spoken.content == SPOKEN
    assert workspace.server_at(url).asked[-1][1] == {"input": "hello", **SPEECH[name][1]}


@pytest.mark.parametrize("name", ["all_at_openai", "all_elsewhere"])
def test_rag_api_gets_its_vectors(workspaces: Mapping[str, Workspace], name: str):
    workspace = workspaces[name]
    told = workspace.environment("rag-api")
    assert told["EMBEDDINGS_PROVIDER"] == "openai"
    with workspace.client(told.get("RAG_OPENAI_BASEURL", OPENAI), told["RAG_OPENAI_API_KEY"]) as client:
        answer = client.embeddings.create(model=told["EMBEDDINGS_MODEL"], input=["a passage"])
    assert len(answer.data[0].embedding) == DIMENSIONS


def test_rag_api_gets_its_vectors_from_ollama(workspaces: Mapping[str, Workspace]):
    workspace = workspaces["all_in_the_cluster"]
    told = workspace.environment("rag-api")
    assert told["EMBEDDINGS_PROVIDER"] == "ollama"
    url = f"{told['OLLAMA_BASE_URL']}/api/embed"
    with workspace.client(url, "none") as client:
        body = {"model": told["EMBEDDINGS_MODEL"], "input": ["a passage"]}
        answer = client.post(workspace.reached(url), cast_to=dict[str, Any], body=body)
    assert len(answer["embeddings"][0]) == DIMENSIONS
    assert workspace.server_at(url).asked[-1][1]["model"] == "vectors"
