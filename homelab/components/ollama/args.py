"""Arguments of `homelab.components.ollama.component.Ollama`."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, no_effect_with, rules
from homelab.arguments.constraints import IMAGE, url, whole_number
from homelab.components.base import ServerArgs
from homelab.kubernetes import ResourcesArgs, StorageArgs
from homelab.kubernetes.scheduling import GpuArgs

_MODEL = re.compile(r"[A-Za-z0-9][-A-Za-z0-9_.]*(/[A-Za-z0-9][-A-Za-z0-9_.]*)*(:[A-Za-z0-9_][-A-Za-z0-9_.]*)?")
OLLAMA_MODELS = Constraint(
    "a list of different models such as 'llama3.2:3b' that are not in Ollama's cloud",
    lambda models: (
        len(set(models)) == len(models)
        and all(_MODEL.fullmatch(model) and not model.endswith((":cloud", "-cloud")) for model in models)
    ),
)
_URL = url("http", "https", example="http://10.0.0.5:11434")
OLLAMA_URL = Constraint(
    f"{_URL.expected}, without /v1 and /api",
    lambda value: _URL.accepts(value) and not value.rstrip("/").endswith(("/v1", "/api")),
)
DURATION = Constraint(
    "a duration such as '10m' or '24h', '-1' for ever or '0' for not at all",
    lambda value: re.fullmatch(r"-1|0|([0-9]+(\.[0-9]+)?(ms|s|m|h))+", value) is not None,
)


class KvCacheType(StrEnum):
    """Precision of what a model remembers of its context."""

    F16 = "f16"
    """Full."""
    Q8_0 = "q8_0"
    """Half of the memory, hardly a difference; needs flash attention."""
    Q4_0 = "q4_0"
    """A quarter of the memory, worse with long contexts; needs flash attention."""


@constrain(url=OLLAMA_URL)
class ExternalOllamaArgs(TypedDict):
    """An Ollama server outside of the workspace. One behind a gateway that wants a key is a custom endpoint."""

    url: str
    """Base URL."""


def _small_caches_need_flash_attention(group: Mapping[str, Any]) -> Iterable[str]:
    cache_type = group.get("kv_cache_type", KvCacheType.F16)
    if cache_type != KvCacheType.F16 and group.get("flash_attention") is not True:
        yield f"kv_cache_type {cache_type} needs flash_attention true"


@rules(
    no_effect_with(
        "external",
        "storage",
        "resources",
        "image",
        "gpu",
        "keep_alive",
        "num_parallel",
        "max_loaded_models",
        "max_queue",
        "context_length",
        "flash_attention",
        "kv_cache_type",
        "pull_deadline_minutes",
    ),
    Rule(("kv_cache_type", "flash_attention"), _small_caches_need_flash_attention),
)
@constrain(
    models=OLLAMA_MODELS,
    pull_deadline_minutes=whole_number(1, 1440),
    image=IMAGE,
    keep_alive=DURATION,
    num_parallel=whole_number(1, 256),
    max_loaded_models=whole_number(1, 64),
    max_queue=whole_number(1, 100_000),
    context_length=whole_number(256, 10_000_000),
)
class OllamaServerArgs(TypedDict):
    """An Ollama server, or another one in its place."""

    models: NotRequired[list[str]]
    """Models to pull, by Ollama's names, for example ``llama3.2:3b``. One that is taken off the list stays on the
    volume; an external server has to have them already. Default: none, and the server reaches no registry."""
    pull_deadline_minutes: NotRequired[int]
    """Minutes after which pulling has failed. Default: 60."""
    storage: NotRequired[StorageArgs]
    """Volume of the models, which have to fit in together. Default: 50Gi, kept."""
    resources: NotRequired[ResourcesArgs]
    """Without a GPU, models live in this memory. Default: 500m CPU and 2Gi memory, at most 8Gi."""
    gpu: NotRequired[GpuArgs]
    """GPUs to compute on. Default: none."""
    image: NotRequired[pulumi.Input[str]]
    """Image with Ollama; AMD's GPUs need the one whose tag ends in ``-rocm``. Default: the one of `homelab.images`."""
    keep_alive: NotRequired[pulumi.Input[str]]
    """How long a model stays in memory after its last use. Default: Ollama's own, 5m."""
    num_parallel: NotRequired[pulumi.Input[int]]
    """Requests that a model answers at once; each one takes a context's memory. Default: Ollama's own, 1."""
    max_loaded_models: NotRequired[pulumi.Input[int]]
    """Models in memory at once. Default: Ollama's own, three for each GPU."""
    max_queue: NotRequired[pulumi.Input[int]]
    """Requests that may wait, before further ones are refused. Default: Ollama's own, 512."""
    context_length: NotRequired[pulumi.Input[int]]
    """Tokens of context. Default: Ollama's own, 4096 or more by the GPU's memory."""
    flash_attention: NotRequired[bool]
    """Whether contexts take less memory to compute. Default: Ollama's own, where the GPU can."""
    kv_cache_type: NotRequired[KvCacheType]
    """Precision of the contexts. Default: Ollama's own, f16."""
    external: NotRequired[ExternalOllamaArgs]
    """Server to use instead; no server is created then, and nothing is pulled. Default: none."""


@rules(no_effect_with("external", "clients"))
class OllamaArgs(ServerArgs, OllamaServerArgs):
    """Arguments of `Ollama`."""
