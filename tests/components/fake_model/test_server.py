"""The server, asked by OpenAI's own client."""

import asyncio
import base64
import math
import os
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Generator

import openai
import pytest
from openai.types.chat import ChatCompletionChunk

from homelab.components.fake_model import server
from homelab.components.fake_model.component import SCRIPT


@pytest.fixture(scope="module")
def port() -> Generator[int]:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        number: int = unused.getsockname()[1]
    # As in the container; on loopback, which the script itself does not know.
    script = SCRIPT.read_text().replace("serve(None,", "serve('127.0.0.1',").replace("TOKENS = 450", "TOKENS = 20")
    process = subprocess.Popen([sys.executable, "-c", script, str(number)], env={**os.environ, "PYTHONPATH": ""})
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", number)) == 0:
                    break
            time.sleep(0.1)
        yield number
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def client(port: int) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key="none", max_retries=0)


def test_it_lists_its_model(client: openai.OpenAI):
    assert [each.id for each in client.models.list()] == [server.MODEL]


def test_it_streams_after_a_pause_at_its_pace(client: openai.OpenAI):
    began, arrived = time.monotonic(), list[float]()
    stream = client.chat.completions.create(
        model="any",
        messages=[{"role": "user", "content": "Hello"}],
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list[ChatCompletionChunk]()
    for chunk in stream:
        chunks.append(chunk)
        arrived.append(time.monotonic() - began)
    text = "".join(each.choices[0].delta.content or "" for each in chunks if each.choices)
    assert text.startswith("A workspace answers questions.")
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens == 20
    assert server.FIRST_TOKEN <= arrived[0] < 2
    assert arrived[-1] - arrived[0] >= 19 / server.TOKENS_PER_SECOND - 0.1


def test_it_answers_at_once_who_does_not_stream_as_for_titles(client: openai.OpenAI):
    answer = client.chat.completions.create(model="any", messages=[{"role": "user", "content": "A title, please"}])
    assert answer.choices[0].message.content == server.TITLE


def test_its_vectors_are_units_of_the_length_that_was_asked_for(client: openai.OpenAI):
    made = client.embeddings.create(model="any", input=["one", "two"], dimensions=64, encoding_format="float")
    one, two = (each.embedding for each in made.data)
    assert (len(one), math.hypot(*one), math.hypot(*two)) == (64, 1, 1)
    assert one != two


def test_its_vectors_may_be_binary_which_is_what_clients_ask_for_by_default(client: openai.OpenAI):
    plain = client.embeddings.create(model="any", input="one", dimensions=64, encoding_format="float").data[0]
    binary = client.embeddings.create(model="any", input="one", dimensions=64, encoding_format="base64").data[0]
    assert struct.unpack("<64f", base64.b64decode(str(binary.embedding))) == tuple(plain.embedding)


def test_what_it_does_not_know_is_an_error(client: openai.OpenAI):
    with pytest.raises(openai.NotFoundError, match="there is no POST /v1/images/generations"):
        client.images.generate(prompt="none")


def test_a_hundred_people_are_answered_at_once(port: int):
    async def ask(client: openai.AsyncOpenAI) -> float:
        began = time.monotonic()
        stream = await client.chat.completions.create(
            model="any", messages=[{"role": "user", "content": "Hello"}], stream=True
        )
        async for _ in stream:
            pass
        return time.monotonic() - began

    async def everybody() -> list[float]:
        async with openai.AsyncOpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key="none") as client:
            return await asyncio.gather(*(ask(client) for _ in range(100)))

    # One after the other, they would take 90 seconds.
    assert max(asyncio.run(everybody())) < 30
