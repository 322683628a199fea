"""Arguments of LibreChat's speech input and output."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

from homelab.arguments import Constraint, Rule, constrain, rules
from homelab.arguments.constraints import NAME, whole_number
from homelab.librechat_config.speech.implementations import (
    STT_FIELDS,
    TTS_FIELDS,
    STTImplementation,
    TTSImplementation,
    fields_fit,
)
from homelab.librechat_config.speech.services import (
    AzureSpeechArgs,
    ElevenLabsArgs,
    LocalAISpeechArgs,
    OpenAISpeechArgs,
    number,
)

LANGUAGE = Constraint(
    "a language such as 'en' or 'en-US'", lambda value: re.fullmatch(r"[a-z]{2}(-[A-Za-z]{2})?", value) is not None
)
VOICES = Constraint(
    "a list of voices that is not empty, without ALL, of which LibreChat makes no voice",
    lambda value: len(value) > 0 and all(voice.strip() and voice.upper() != "ALL" for voice in value),
    {"minItems": 1},
)


def _voice_is_offered(group: Mapping[str, Any]) -> Iterable[str]:
    voices = group.get("voices", [])
    if "voice" in group and voices and group["voice"] not in voices:
        yield f"voice {group['voice']} is not among voices {', '.join(voices)}"
    if "url" in group.get("elevenlabs", {}) and len(voices) > 1:
        yield f"elevenlabs.url leads to one voice, but voices has {len(voices)}"


@rules(fields_fit(STT_FIELDS))
@constrain(model=NAME, language=LANGUAGE, auto_send_seconds=whole_number(0, 60), decibel_value=whole_number(-100, -30))
class SpeechToTextArgs(TypedDict):
    """Speech input."""

    implementation: STTImplementation
    """Who turns speech into text."""
    model: NotRequired[str]
    """Model, for openai and speaches, for example ``Systran/faster-whisper-small``. Default: for openai whisper-1."""
    openai: NotRequired[OpenAISpeechArgs]
    """Default: OpenAI with the key of the group ``openai``."""
    azure: NotRequired[AzureSpeechArgs]
    """The deployment, for azure."""
    language: NotRequired[str]
    """Language that people start with. Default: LibreChat's own."""
    auto_transcribe_audio: NotRequired[bool]
    """Whether people start with text that appears while they speak. Default: LibreChat's own, false."""
    auto_send_seconds: NotRequired[int]
    """Seconds after which what was said is sent by itself, to start with. Default: LibreChat's own, never."""
    decibel_value: NotRequired[int]
    """Loudness from which sound counts as speech, from -100 to -30, to start with. Default: LibreChat's own, -45."""


@rules(fields_fit(TTS_FIELDS), Rule(("implementation", "voice", "voices", "elevenlabs"), _voice_is_offered))
@constrain(model=NAME, voices=VOICES, voice=NAME, playback_rate=number(0.25, 4))
class TextToSpeechArgs(TypedDict):
    """Speech output."""

    implementation: TTSImplementation
    """Who reads answers aloud."""
    model: NotRequired[str]
    """Model, for all but localai and browser, for example ``speaches-ai/Kokoro-82M-v1.0-ONNX``. Default: for openai
    tts-1."""
    voices: NotRequired[list[str]]
    """Voices on offer, for all but browser. Default: for openai alloy."""
    voice: NotRequired[str]
    """Voice that people start with. Default: the first one of ``voices``."""
    openai: NotRequired[OpenAISpeechArgs]
    """Default: OpenAI with the key of the group ``openai``."""
    azure: NotRequired[AzureSpeechArgs]
    """The deployment, for azure."""
    elevenlabs: NotRequired[ElevenLabsArgs]
    """The account, for elevenlabs."""
    localai: NotRequired[LocalAISpeechArgs]
    """The server, for localai."""
    automatic_playback: NotRequired[bool]
    """Whether answers are read at once, to start with. Default: LibreChat's own, false."""
    playback_rate: NotRequired[float]
    """Speed, from 0.25 to 4, to start with. Default: LibreChat's own, 1."""
    cache: NotRequired[bool]
    """Whether browsers keep what was read, to start with. Default: LibreChat's own, true."""
