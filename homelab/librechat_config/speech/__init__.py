"""Speech: what librechat.yaml says of who turns speech into text, and who reads answers aloud.

LibreChat takes exactly one provider for each, at the full URL of an endpoint, in which it expands no variable.
``speechTab`` is what the settings of new users start with.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from homelab.connections import HttpConnection
from homelab.kubernetes import SecretReference
from homelab.librechat_config.settings import Section, Settings, given, secret_of
from homelab.librechat_config.speech.arguments import SpeechToTextArgs, TextToSpeechArgs
from homelab.librechat_config.speech.implementations import STTImplementation, TTSImplementation
from homelab.librechat_config.speech.providers import (
    STT_API_KEY,
    TTS_API_KEY,
    Speaches,
    offered_voices,
    stt_provider,
    tts_provider,
)

__all__ = [
    "STTImplementation",
    "SpeechToTextArgs",
    "TTSImplementation",
    "TextToSpeechArgs",
    "contradictions",
    "settings",
    "speaches_models",
]

_NO_STT: SpeechToTextArgs = {"implementation": STTImplementation.NONE}
_NO_TTS: TextToSpeechArgs = {"implementation": TTSImplementation.NONE}


def settings(
    stt: SpeechToTextArgs | None,
    tts: TextToSpeechArgs | None,
    *,
    openai: Mapping[str, Any] | None = None,
    speaches: HttpConnection | None = None,
    speaches_key: SecretReference | None = None,
) -> Settings:
    """What LibreChat is told about speech; without ``stt`` and ``tts`` there is none.

    :param openai: The workspace's group ``openai``, if it is switched on.
    :param speaches: The workspace's Speaches, which an implementation may name.
    :param speaches_key: Its key.
    """
    stt, tts, openai = stt or _NO_STT, tts or _NO_TTS, openai or {}
    own = Speaches(speaches, speaches_key) if speaches and speaches_key else None
    listener, speaker = stt_provider(stt, openai, own), tts_provider(tts, openai, own)
    speech = {
        "speechTab": {"speechToText": _stt_tab(stt), "textToSpeech": _tts_tab(tts, openai)},
        "stt": listener and listener.config(),
        "tts": speaker and speaker.config(),
    }
    providers = [each for each in (listener, speaker) if each is not None]
    return Settings(
        config={"speech": given(speech)},
        secrets=given({STT_API_KEY: listener and listener.key, TTS_API_KEY: speaker and speaker.key}),
        servers=[each.url for each in providers if each.url is not None],
        connections=[own.connection] if own and any(each.connection for each in providers) else [],
    )


def speaches_models(stt: SpeechToTextArgs | None, tts: TextToSpeechArgs | None) -> list[str]:
    """The models that the workspace's Speaches has to have for them."""
    groups: list[Mapping[str, Any]] = [group for group in (stt, tts) if group is not None]
    # That they name one is checked elsewhere.
    return [group["model"] for group in groups if group["implementation"] == "speaches" and "model" in group]


def contradictions(workspace: Mapping[str, Any]) -> Iterable[str]:
    """What of ``librechat.stt`` and ``librechat.tts`` does not fit the workspace's ``openai`` and ``speaches``."""
    openai, speaches = workspace.get("openai", {}), workspace.get("speaches")
    has_key = openai.get("enabled", True) and secret_of(openai, "api_key") is not None
    for direction in ("stt", "tts"):
        path, group, shared = f"librechat.{direction}", workspace["librechat"].get(direction, {}), openai.get(direction)
        implementation = group.get("implementation", "none")
        if implementation == "openai" and not has_key and not group.get("openai"):
            yield f"{path}.implementation openai needs openai.api_key, or {path}.openai"
        if implementation == "speaches" and (speaches is None or not speaches.get("enabled", True)):
            yield f"{path}.implementation speaches needs speaches"
        if shared is not None and implementation != "openai":
            yield f"openai.{direction} has no effect with {path} {implementation}: remove it"
        for here, there in (("model", "model"), ("voice", "voice"), ("voices", "voice")):
            if here in group and there in (shared or {}):
                yield f"{path}.{here} and openai.{direction}.{there} are mutually exclusive: remove one"


def _stt_tab(stt: SpeechToTextArgs) -> Section | bool:
    """False hides the feature."""
    implementation = stt["implementation"]
    if implementation == STTImplementation.NONE:
        return False
    tab = {
        "engineSTT": "browser" if implementation == STTImplementation.BROWSER else "external",
        "languageSTT": stt.get("language"),
        "autoTranscribeAudio": stt.get("auto_transcribe_audio"),
        "decibelValue": stt.get("decibel_value"),
        "autoSendText": stt.get("auto_send_seconds"),
    }
    return given(tab)


def _tts_tab(tts: TextToSpeechArgs, openai: Mapping[str, Any]) -> Section | bool:
    """False hides the feature."""
    implementation = tts["implementation"]
    if implementation == TTSImplementation.NONE:
        return False
    in_browser = implementation == TTSImplementation.BROWSER
    tab = {
        "engineTTS": "browser" if in_browser else "external",
        "voice": tts.get("voice") or (None if in_browser else offered_voices(tts, openai)[0]),
        "automaticPlayback": tts.get("automatic_playback"),
        "playbackRate": tts.get("playback_rate"),
        "cacheTTS": tts.get("cache"),
    }
    return given(tab)
