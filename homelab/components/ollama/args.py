"""Arguments of `homelab.components.ollama.component.Ollama`."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain
from homelab.arguments.constraints import ENVIRONMENT, IMAGE, url, whole_number
from homelab.components.base import ServerArgs, replaceable
from homelab.components.env import plain_variable, refuse_own_variables
from homelab.components.minimum_memory import enough_memory
from homelab.components.model_downloads import DownloadingArgs
from homelab.components.proxy import ProxiedArgs
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
_FALSE = ("", "0", "f", "F", "false", "FALSE", "False")
OWN_VARIABLES = {"HOME": None, "OLLAMA_HOST": None, "OLLAMA_MODELS": None, "NVIDIA_VISIBLE_DEVICES": "gpu"}


@constrain(url=OLLAMA_URL)
class ExternalOllamaArgs(TypedDict):
    """An Ollama server outside of the workspace. If it requires a key, use a custom endpoint instead."""

    url: pulumi.Input[str]
    """Base URL."""


def _quantized_cache_needs_flash_attention(group: Mapping[str, Any]) -> Iterable[str]:
    cache_type = plain_variable(group, "OLLAMA_KV_CACHE_TYPE") or "f16"
    if cache_type.lower() != "f16" and group["env"].get("OLLAMA_FLASH_ATTENTION", "") in _FALSE:
        yield f"env.OLLAMA_KV_CACHE_TYPE {cache_type} needs env.OLLAMA_FLASH_ATTENTION true"


@replaceable(
    refuse_own_variables(OWN_VARIABLES),
    Rule(("env",), _quantized_cache_needs_flash_attention),
    enough_memory("Ollama"),
    except_for=("models",),
)
@constrain(
    models=OLLAMA_MODELS,
    pull_deadline_minutes=whole_number(1, 1440),
    image=IMAGE,
    env=ENVIRONMENT,
)
class OllamaServerArgs(TypedDict):
    """An Ollama server, or an external one to use instead."""

    models: NotRequired[list[str]]
    """Models to pull, by Ollama's names, for example ``llama3.2:3b``; without a tag, Ollama adds ``:latest``. A
    workspace also pulls the model of ``rag.embeddings``. Models that are removed from the list stay on the volume; an
    external server must already have them. Default: none, and the server cannot reach a registry."""
    pull_deadline_minutes: NotRequired[int]
    """Minutes after which pulling fails. Default: 60."""
    storage: NotRequired[StorageArgs]
    """Volume of the models; all of them must fit. Default: 50Gi, retained."""
    resources: NotRequired[ResourcesArgs]
    """Without a GPU, models are loaded into this memory. Default: 500m CPU and 2Gi memory, at most 8Gi."""
    gpu: NotRequired[GpuArgs]
    """GPUs to compute on. Default: none."""
    image: NotRequired[pulumi.Input[str]]
    """Image with Ollama; AMD GPUs need one whose tag ends in ``-rocm``. Default: the one in `homelab.images`."""
    env: NotRequired[dict[str, pulumi.Input[str]]]
    """Additional variables, for example ``OLLAMA_KEEP_ALIVE: 24h``, ``OLLAMA_NUM_PARALLEL``,
    ``OLLAMA_CONTEXT_LENGTH`` or ``OLLAMA_FLASH_ATTENTION``. Default: none."""
    external: NotRequired[ExternalOllamaArgs]
    """External server to use; no server is created then, and nothing is pulled. Default: none."""


class OllamaArgs(ServerArgs, ProxiedArgs, DownloadingArgs, OllamaServerArgs):
    """Arguments of `Ollama`."""
