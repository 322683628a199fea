"""The stand-in is what OpenAI's own client takes for OpenAI."""

from collections.abc import Iterator

import pytest
from openai import AuthenticationError, NotFoundError, OpenAI

from tests.servers.openai_server import DIMENSIONS, HEARD, SPOKEN, OpenAIServer, openai_server

KEY = "sk-not-a-key"


@pytest.fixture(scope="module")
def server() -> Iterator[OpenAIServer]:
    with openai_server(key=KEY, models=("chat-1", "chat-2")) as running:
        yield running


@pytest.fixture(scope="module")
def client(server: OpenAIServer) -> Iterator[OpenAI]:
    with OpenAI(base_url=server.url, api_key=KEY, max_retries=0) as opened:
        yield opened


def test_it_lists_its_models(client: OpenAI):
    assert [model.id for model in client.models.list()] == ["chat-1", "chat-2"]


def test_it_chats(client: OpenAI):
    answer = client.chat.completions.create(model="chat-1", messages=[{"role": "user", "content": "hello"}])
    assert answer.choices[0].message.content == "answer to hello"


def test_it_streams(client: OpenAI):
    chunks = client.chat.completions.create(model="c", messages=[{"role": "user", "content": "a b"}], stream=True)
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "answer to a b "


def test_it_embeds(client: OpenAI):
    answer = client.embeddings.create(model="e", input=["a", "bbb"], encoding_format="float")
    assert [each.embedding for each in answer.data] == [[1.0] * DIMENSIONS, [3.0] * DIMENSIONS]


def test_it_embeds_as_ollama_does(client: OpenAI, server: OpenAIServer):
    url = server.url.replace("/v1", "/api/embed")
    answer = client.post(url, cast_to=dict[str, object], body={"model": "e", "input": ["a", "bbb"]})
    assert answer == {"model": "e", "embeddings": [[1.0] * DIMENSIONS, [3.0] * DIMENSIONS]}


def test_it_speaks_and_listens(client: OpenAI, server: OpenAIServer):
    assert client.audio.speech.create(model="tts", voice="alloy", input="hello").content == SPOKEN
    heard = client.audio.transcriptions.create(model="stt", file=("speech.wav", SPOKEN))
    assert heard.text == HEARD
    assert server.asked[-1] == ("/v1/audio/transcriptions", {"model": "stt", "file": "speech.wav"})


def test_it_lets_nobody_in_without_its_key(server: OpenAIServer):
    with OpenAI(base_url=server.url, api_key="another", max_retries=0) as stranger, pytest.raises(AuthenticationError):
        stranger.models.list()


def test_without_a_key_it_lets_everybody_in():
    with openai_server(key=None) as open_to_all, OpenAI(base_url=open_to_all.url, api_key="any") as stranger:
        assert [model.id for model in stranger.models.list()] == ["chat-1"]


def test_a_wrong_address_is_not_found(server: OpenAIServer):
    url = server.url.removesuffix("/v1")
    with OpenAI(base_url=url, api_key=KEY, max_retries=0) as lost, pytest.raises(NotFoundError):
        lost.models.list()
