"""The SDK itself against the answers of Bedrock, on a server on loopback: retries and connections are its own."""

import io
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse, HeadersDict
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from homelab.aws.retrieval_api.function import bedrock, prompts
from homelab.aws.retrieval_api.function.bedrock import ConverseAnswerer, TitanEmbedder
from homelab.aws.retrieval_api.function.errors import ModelFailedError, ModelThrottledError
from homelab.aws.retrieval_api.function.stores import Match

MATCHES = [Match("a.md", "Title", "Text of a.", 0.9)]


class Raw(io.BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


class Bedrock:
    """Answers in the place of the network, and notes what was sent and waited for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "example")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "example")
        self.client = boto3.client("bedrock-runtime", region_name="eu-central-1", config=bedrock.CLIENT)
        self.client.meta.events.register("before-send.bedrock-runtime", self._answer)
        self.answers: list[Any] = []
        self.sent: list[Any] = []
        self.waited: list[float] = []
        monkeypatch.setattr("botocore.endpoint.time.sleep", self.waited.append)

    def _answer(self, request: Any, **_: Any) -> Any:
        self.sent.append((request.url, json.loads(request.body)))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, content, error = answer
        headers: Any = HeadersDict(
            {"content-type": "application/json"} | ({"x-amzn-errortype": error} if error else {})
        )
        return AWSResponse(request.url, status, headers, Raw(json.dumps(content).encode()))


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Bedrock:
    return Bedrock(monkeypatch)


@pytest.fixture
def embedder(service: Bedrock) -> TitanEmbedder:
    return TitanEmbedder(service.client, "amazon.titan-embed-text-v2:0", 256)


@pytest.fixture
def answerer(service: Bedrock) -> ConverseAnswerer:
    return ConverseAnswerer(service.client, "eu.anthropic.claude-haiku-4-5", 500)


def ok(content: Any) -> tuple[int, Any, str]:
    return 200, content, ""


def failed(error: str, status: int = 400) -> tuple[int, Any, str]:
    return status, {"message": "arn:aws:bedrock:eu-central-1:123456789012:secret"}, error


def said(*texts: str) -> tuple[int, Any, str]:
    content = [{"text": text} for text in texts]
    return ok({"output": {"message": {"role": "assistant", "content": content}}, "stopReason": "end_turn"})


def test_a_text_is_embedded_as_a_vector_of_the_dimensions_and_of_length_one(embedder: TitanEmbedder, service: Bedrock):
    service.answers = [ok({"embedding": [0.0625] * 256})]
    assert embedder.embed(["Grüße"]) == [[0.0625] * 256]
    ((url, body),) = service.sent
    assert url.endswith("/model/amazon.titan-embed-text-v2%3A0/invoke")
    assert body == {"inputText": "Grüße", "dimensions": 256, "normalize": True}


def test_many_texts_are_embedded_in_their_order(embedder: TitanEmbedder, monkeypatch: pytest.MonkeyPatch):
    def embed(text: str) -> list[float]:
        return [float(text)]

    monkeypatch.setattr(embedder, "_embed", embed)
    assert embedder.embed([str(number) for number in range(50)]) == [[float(number)] for number in range(50)]


def test_the_model_answers_from_the_documents_and_the_question(answerer: ConverseAnswerer, service: Bedrock):
    service.answers = [said("Ten days ", "[1].")]
    assert answerer.answer("How long?", MATCHES) == "Ten days [1]."
    ((url, body),) = service.sent
    assert url.endswith("/model/eu.anthropic.claude-haiku-4-5/converse")
    assert body == {
        "system": [{"text": prompts.SYSTEM}],
        "messages": [{"role": "user", "content": [{"text": prompts.message("How long?", MATCHES)}]}],
        "inferenceConfig": {"maxTokens": 500},
    }


def test_throttling_is_waited_out_with_jitter(answerer: ConverseAnswerer, service: Bedrock):
    service.answers = [failed("ThrottlingException", 429)] * 3 + [said("Answer.")]
    assert answerer.answer("?", MATCHES) == "Answer."
    assert len(service.sent) == 4
    assert [0 <= each <= limit for each, limit in zip(service.waited, (1, 2, 4), strict=True)] == [True] * 3
    assert len(set(service.waited)) == 3


@pytest.mark.parametrize("error", ["ThrottlingException", "ServiceUnavailableException", "ModelNotReadyException"])
def test_throttling_that_stays_is_told_apart(embedder: TitanEmbedder, service: Bedrock, error: str):
    service.answers = [failed(error, 503)] * 20
    with pytest.raises(ModelThrottledError) as failure:
        embedder.embed(["text"])
    assert failure.value.status == 503
    assert failure.value.retry_after
    assert sum(service.waited) < 7


@pytest.mark.parametrize(
    "answer",
    [
        failed("AccessDeniedException", 403),
        failed("ValidationException"),
        failed("ResourceNotFoundException", 404),
        EndpointConnectionError(endpoint_url="https://secret"),
        ReadTimeoutError(endpoint_url="https://secret"),
    ],
)
def test_any_other_failure_is_the_models_and_says_nothing_of_its_cause(
    embedder: TitanEmbedder, answerer: ConverseAnswerer, service: Bedrock, answer: Any
):
    for call in (lambda: embedder.embed(["text"]), lambda: answerer.answer("?", MATCHES)):
        service.answers = [answer] * 20
        with pytest.raises(ModelFailedError) as failure:
            call()
        assert failure.value.message == "Amazon Bedrock did not answer"


@pytest.mark.parametrize("content", [{}, {"embedding": None}, {"embedding": []}, {"embedding": [0.5] * 255}, [], None])
def test_an_answer_without_a_vector_is_a_failure(embedder: TitanEmbedder, service: Bedrock, content: Any):
    service.answers = [ok(content)]
    with pytest.raises(ModelFailedError, match="without a vector"):
        embedder.embed(["text"])


@pytest.mark.parametrize("answer", [ok({}), ok({"output": {}}), said(), said(" ", "\n")])
def test_an_answer_without_text_is_a_failure(answerer: ConverseAnswerer, service: Bedrock, answer: Any):
    service.answers = [answer]
    with pytest.raises(ModelFailedError, match="without text"):
        answerer.answer("?", MATCHES)
