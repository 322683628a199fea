"""Arguments of `homelab.components.speaches.component.Speaches`."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, no_effect_with, rules
from homelab.arguments.constraints import COUNTER, ENVIRONMENT, IMAGE, password, whole_number
from homelab.components.base import ServerArgs
from homelab.components.env import plain_variable, refuse_own_variables, whole_numbers
from homelab.components.minimum_memory import enough_memory
from homelab.components.model_downloads import DownloadingArgs
from homelab.components.proxy import ProxiedArgs
from homelab.kubernetes import ResourcesArgs, SecretReference, StorageArgs
from homelab.kubernetes.scheduling import GpuArgs

SPEECH_MODELS = Constraint(
    "a list of different models of the Hugging Face Hub such as 'Systran/faster-whisper-small'",
    lambda models: (
        len(set(models)) == len(models)
        and all(re.fullmatch(r"[A-Za-z0-9][-A-Za-z0-9_.]*/[A-Za-z0-9][-A-Za-z0-9_.]*", model) for model in models)
    ),
    {"minItems": 1},
)


_COMPUTE_TYPES = ("default", "int8", "int8_float32", "float32")
_CPU_COMPUTE_TYPES = (*_COMPUTE_TYPES, "int16")
_GPU_COMPUTE_TYPES = (*_COMPUTE_TYPES, "int8_float16", "int8_bfloat16", "float16", "bfloat16")
OWN_VARIABLES = {
    "API_KEY": "api_key or api_key_secret",
    "HF_HOME": None,
    "HOME": None,
    "UVICORN_HOST": None,
    "UVICORN_PORT": None,
    "WHISPER__INFERENCE_DEVICE": "gpu",
}


def _compute_type_fits_device(group: Mapping[str, Any]) -> Iterable[str]:
    compute_type = plain_variable(group, "WHISPER__COMPUTE_TYPE")
    device, expected = ("with", _GPU_COMPUTE_TYPES) if "gpu" in group else ("without", _CPU_COMPUTE_TYPES)
    if compute_type is not None and compute_type not in expected:
        yield f"env.WHISPER__COMPUTE_TYPE: expected {device} gpu one of {', '.join(expected)}, got {compute_type!r}"


@rules(
    refuse_own_variables(OWN_VARIABLES),
    whole_numbers("STT_MODEL_TTL", "TTS_MODEL_TTL", minimum=-1),
    Rule(("env", "gpu"), _compute_type_fits_device),
    no_effect_with("api_key_secret", "api_key", "api_key_rotation"),
    enough_memory("Speaches"),
)
@constrain(
    models=SPEECH_MODELS,
    download_deadline_minutes=whole_number(1, 1440),
    image=IMAGE,
    env=ENVIRONMENT,
    api_key=password(16),
    api_key_rotation=COUNTER,
)
class SpeachesServerArgs(TypedDict):
    """A Speaches server; other OpenAI-compatible servers belong in ``librechat.stt`` and ``librechat.tts``."""

    models: NotRequired[list[str]]
    """Models to download from the Hugging Face Hub, for example ``Systran/faster-whisper-small`` for recognition and
    ``speaches-ai/Kokoro-82M-v1.0-ONNX`` for speech. Models that are removed from the list stay on the volume.
    Default: none, but a workspace adds those in ``librechat.stt`` and ``librechat.tts``."""
    download_deadline_minutes: NotRequired[int]
    """Minutes after which downloading fails. Default: 60."""
    storage: NotRequired[StorageArgs]
    """Volume of the models, which can be downloaded again. Default: 10Gi, retained."""
    resources: NotRequired[ResourcesArgs]
    """Without a GPU, models are loaded into this memory. Default: 500m CPU and 1Gi memory, at most 4Gi."""
    gpu: NotRequired[GpuArgs]
    """NVIDIA GPUs to compute on. Default: none."""
    image: NotRequired[pulumi.Input[str]]
    """Image with Speaches; with a GPU, for a CUDA version that the nodes' driver supports. Default: the one in
    `homelab.images`, with a GPU for CUDA 12.9."""
    env: NotRequired[dict[str, pulumi.Input[str]]]
    """Additional variables, for example ``WHISPER__COMPUTE_TYPE: int8``, or ``STT_MODEL_TTL``, the seconds after which
    an unused model is unloaded. Default: none."""
    api_key: NotRequired[pulumi.Input[str]]
    """At least 16 letters and digits. Default: 32 generated ones."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds the key; nothing is generated then. Default: none."""
    api_key_rotation: NotRequired[int]
    """A new number generates a new key; server and clients restart. Default: 0."""


def _models_required(group: Mapping[str, Any]) -> Iterable[str]:
    if not group.get("models"):
        yield "missing argument models: Speaches serves nothing without a model"


@rules(Rule(("models",), _models_required, requires=("models",)))
class SpeachesArgs(ServerArgs, ProxiedArgs, DownloadingArgs, SpeachesServerArgs):
    """Arguments of `Speaches`."""
