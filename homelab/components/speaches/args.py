"""Arguments of `homelab.components.speaches.component.Speaches`."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NotRequired, TypedDict

import pulumi

from homelab.arguments import Constraint, Rule, constrain, no_effect_with, rules
from homelab.arguments.constraints import COUNTER, IMAGE, password, whole_number
from homelab.components.base import ServerArgs
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


class ComputeType(StrEnum):
    """Numbers that speech recognition computes with; all but ``default`` have to suit the device."""

    DEFAULT = "default"
    """Those of the model."""
    INT8 = "int8"
    """Whole numbers: least memory."""
    INT8_FLOAT32 = "int8_float32"
    """Whole numbers for the weights."""
    INT16 = "int16"
    """Whole numbers, for Intel's processors."""
    FLOAT32 = "float32"
    """Most memory."""
    INT8_FLOAT16 = "int8_float16"
    """Whole numbers for the weights, for GPUs."""
    INT8_BFLOAT16 = "int8_bfloat16"
    """Whole numbers for the weights, for newer GPUs."""
    FLOAT16 = "float16"
    """For GPUs."""
    BFLOAT16 = "bfloat16"
    """For newer GPUs."""


def _compute_type_suits_the_device(group: Mapping[str, Any]) -> Iterable[str]:
    compute_type = group.get("compute_type", ComputeType.DEFAULT)
    if compute_type.endswith("float16") and "gpu" not in group:
        yield f"compute_type {compute_type} needs gpu; without one: int8, int8_float32, int16, float32"
    if compute_type == ComputeType.INT16 and "gpu" in group:
        yield "compute_type int16 excludes gpu: remove one"


@rules(
    Rule(("compute_type", "gpu"), _compute_type_suits_the_device),
    no_effect_with("api_key_secret", "api_key", "api_key_rotation"),
)
@constrain(
    models=SPEECH_MODELS,
    download_deadline_minutes=whole_number(1, 1440),
    image=IMAGE,
    stt_model_ttl=whole_number(-1, 31_536_000),
    tts_model_ttl=whole_number(-1, 31_536_000),
    api_key=password(16),
    api_key_rotation=COUNTER,
)
class SpeachesServerArgs(TypedDict):
    """A Speaches server. Another server with OpenAI's API is ``librechat.stt.openai`` and ``librechat.tts.openai``."""

    models: NotRequired[list[str]]
    """Models to download from the Hugging Face Hub, for example ``Systran/faster-whisper-small`` for recognition and
    ``speaches-ai/Kokoro-82M-v1.0-ONNX`` for speech. One that is taken off the list stays on the volume. Default: none,
    but a workspace adds those that ``librechat.stt`` and ``librechat.tts`` name."""
    download_deadline_minutes: NotRequired[int]
    """Minutes after which downloading has failed. Default: 60."""
    storage: NotRequired[StorageArgs]
    """Volume of the models, which can be downloaded again. Default: 10Gi, kept."""
    resources: NotRequired[ResourcesArgs]
    """Without a GPU, models live in this memory. Default: 500m CPU and 1Gi memory, at most 4Gi."""
    gpu: NotRequired[GpuArgs]
    """NVIDIA's GPUs to compute on. Default: none."""
    image: NotRequired[pulumi.Input[str]]
    """Image with Speaches; with a GPU one for CUDA that the nodes' driver knows. Default: the one of `homelab.images`,
    with a GPU for CUDA 12.9."""
    compute_type: NotRequired[ComputeType]
    """Numbers that speech recognition computes with. Default: default."""
    stt_model_ttl: NotRequired[pulumi.Input[int]]
    """Seconds without use until a model for recognition leaves the memory; -1: never. Default: Speaches' own, 300."""
    tts_model_ttl: NotRequired[pulumi.Input[int]]
    """Seconds without use until a model for speech leaves the memory; -1: never. Default: Speaches' own, 300."""
    api_key: NotRequired[pulumi.Input[str]]
    """At least 16 letters and digits. Default: 32 generated ones."""
    api_key_secret: NotRequired[SecretReference]
    """Key of an existing Secret that holds it; nothing is generated then. Default: none."""
    api_key_rotation: NotRequired[int]
    """Another number generates another key; server and clients restart. Default: 0."""


def _models_are_named(group: Mapping[str, Any]) -> Iterable[str]:
    if not group.get("models"):
        yield "missing argument models: Speaches serves nothing without one"


@rules(Rule(("models",), _models_are_named))
class SpeachesArgs(ServerArgs, SpeachesServerArgs):
    """Arguments of `Speaches`."""
