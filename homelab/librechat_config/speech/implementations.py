"""Who turns speech into text and who reads answers aloud, and which arguments are theirs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from homelab.arguments import Rule
from homelab.components.speaches.args import SPEECH_MODELS


class STTImplementation(StrEnum):
    """Who turns speech into text."""

    OPENAI = "openai"
    """OpenAI, or any server with its API at ``openai.url``."""
    AZURE = "azure"
    """A deployment of Azure OpenAI."""
    SPEACHES = "speaches"
    """The workspace's own Speaches."""
    BROWSER = "browser"
    """The browser, as far as it can."""
    NONE = "none"
    """Nobody: there is no microphone."""


class TTSImplementation(StrEnum):
    """Who reads answers aloud."""

    OPENAI = "openai"
    """OpenAI, or any server with its API at ``openai.url``."""
    AZURE = "azure"
    """A deployment of Azure OpenAI."""
    ELEVENLABS = "elevenlabs"
    """ElevenLabs."""
    LOCALAI = "localai"
    """A LocalAI server."""
    SPEACHES = "speaches"
    """The workspace's own Speaches."""
    BROWSER = "browser"
    """The browser, as far as it can."""
    NONE = "none"
    """Nobody: there is no such button."""


Fields = tuple[Sequence[str], Collection[str]]
"""What an implementation needs, and what else it takes."""
_STT_SETTINGS = ("language", "auto_transcribe_audio", "auto_send_seconds")
STT_FIELDS: Mapping[str, Fields] = {
    STTImplementation.OPENAI: ((), ("openai", "model", "decibel_value", *_STT_SETTINGS)),
    STTImplementation.AZURE: (("azure",), ("decibel_value", *_STT_SETTINGS)),
    STTImplementation.SPEACHES: (("model",), ("decibel_value", *_STT_SETTINGS)),
    STTImplementation.BROWSER: ((), _STT_SETTINGS),
    STTImplementation.NONE: ((), ()),
}
_TTS_SETTINGS = ("voice", "automatic_playback", "playback_rate")
TTS_FIELDS: Mapping[str, Fields] = {
    TTSImplementation.OPENAI: ((), ("openai", "model", "voices", "cache", *_TTS_SETTINGS)),
    TTSImplementation.AZURE: (("azure", "model", "voices"), ("cache", *_TTS_SETTINGS)),
    TTSImplementation.ELEVENLABS: (("elevenlabs", "model", "voices"), ("cache", *_TTS_SETTINGS)),
    TTSImplementation.LOCALAI: (("localai", "voices"), ("cache", *_TTS_SETTINGS)),
    TTSImplementation.SPEACHES: (("model", "voices"), ("cache", *_TTS_SETTINGS)),
    TTSImplementation.BROWSER: ((), _TTS_SETTINGS),
    TTSImplementation.NONE: ((), ()),
}


def fields_fit(fields: Mapping[str, Fields]) -> Rule:
    """Refuse an implementation without what it needs, and beside what is another one's."""
    names = {name for needed, taken in fields.values() for name in (*needed, *taken)}

    def find(group: Mapping[str, Any]) -> Iterable[str]:
        implementation = group["implementation"]
        needed, taken = fields[implementation]
        yield from (f"implementation {implementation} needs {name}" for name in needed if name not in group)
        idle = sorted((names & group.keys()).difference(needed, taken))
        yield from (f"{name} has no effect with implementation {implementation}: remove it" for name in idle)
        if implementation == "speaches" and "model" in group and not SPEECH_MODELS.accepts([group["model"]]):
            yield f"model {group['model']}: Speaches takes models of the Hugging Face Hub such as 'owner/name'"

    return Rule(("implementation", *sorted(names)), find)
