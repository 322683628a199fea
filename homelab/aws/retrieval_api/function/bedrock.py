"""Amazon Bedrock: embeddings by Titan, answers by any model of its Converse API."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from homelab.aws.retrieval_api.function import prompts
from homelab.aws.retrieval_api.function.errors import ApiError, ModelFailedError, ModelThrottledError
from homelab.aws.retrieval_api.function.stores import Match

if TYPE_CHECKING:
    from types_boto3_bedrock_runtime import BedrockRuntimeClient

PARALLEL_EMBEDDINGS = 8
"""Titan embeds one text a request."""
# Back-off with jitter between attempts is the SDK's own: at most 1 + 2 + 4 s, which ends before the gateway gives up
# after 30 s. A model that does not begin to answer for longer than that is cut off together with the function.
CLIENT = Config(
    retries={"mode": "standard", "total_max_attempts": 4},
    connect_timeout=2,
    read_timeout=20,
    max_pool_connections=4 * PARALLEL_EMBEDDINGS,
    tcp_keepalive=True,
)
_THROTTLED = frozenset({"ThrottlingException", "TooManyRequestsException", "ServiceQuotaExceededException"})
_UNAVAILABLE = frozenset({"ServiceUnavailableException", "ModelNotReadyException"})


class TitanEmbedder:
    """Titan Text Embeddings V2."""

    def __init__(self, client: "BedrockRuntimeClient", model: str, dimensions: int) -> None:
        """Use a client, which is created with `CLIENT`."""
        self.dimensions = dimensions
        self._client = client
        self._model = model

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Vectors of length 1, one for each text."""
        if len(texts) == 1:
            return [self._embed(texts[0])]
        with ThreadPoolExecutor(PARALLEL_EMBEDDINGS) as pool:
            return [*pool.map(self._embed, texts)]

    def _embed(self, text: str) -> list[float]:
        body = json.dumps({"inputText": text, "dimensions": self.dimensions, "normalize": True})
        try:
            answer: Any = json.loads(self._client.invoke_model(modelId=self._model, body=body)["body"].read())
        except (ClientError, BotoCoreError) as error:
            raise _explained(error) from error
        except ValueError as error:
            raise _no_vector() from error
        vector: Any = answer.get("embedding") if isinstance(answer, dict) else None
        if not isinstance(vector, list) or len(vector) != self.dimensions:
            raise _no_vector()
        return vector


class ConverseAnswerer:
    """A model that answers through the Converse API."""

    def __init__(
        self,
        client: "BedrockRuntimeClient",
        model: str,
        max_tokens: int,
        count_tokens: Callable[[int, int], None] = lambda _read, _written: None,
    ) -> None:
        """Use a client, which is created with `CLIENT`.

        :param model: Id or ARN of a model or an inference profile.
        :param count_tokens: Called with the tokens that the model has read and written, for each answer.
        """
        self._count_tokens = count_tokens
        self._client = client
        self._model = model
        self._max_tokens = max_tokens

    def answer(self, question: str, matches: Sequence[Match]) -> str:
        """The answer."""
        try:
            # Newer models refuse a temperature.
            reply = self._client.converse(
                modelId=self._model,
                system=[{"text": prompts.SYSTEM}],
                messages=[{"role": "user", "content": [{"text": prompts.message(question, matches)}]}],
                inferenceConfig={"maxTokens": self._max_tokens},
            )
        except (ClientError, BotoCoreError) as error:
            raise _explained(error) from error
        except ResponseParserError as error:
            raise ModelFailedError("The model answered without text") from error
        usage = reply.get("usage", {})
        self._count_tokens(usage.get("inputTokens", 0), usage.get("outputTokens", 0))
        content: Any = reply.get("output", {}).get("message", {}).get("content", [])
        text = "".join(part.get("text", "") for part in content).strip()
        if not text:
            raise ModelFailedError("The model answered without text")
        return text


def _no_vector() -> ModelFailedError:
    return ModelFailedError("The embedding model answered without a vector of the right length")


def _explained(error: ClientError | BotoCoreError) -> ApiError:
    code = error.response.get("Error", {}).get("Code", "") if isinstance(error, ClientError) else ""
    if code in _THROTTLED or code in _UNAVAILABLE:
        return ModelThrottledError("Amazon Bedrock has no capacity for this request at the moment")
    return ModelFailedError("Amazon Bedrock did not answer")
