"""Speech input and output.

LibreChat accepts one provider for each, at the full URL of an endpoint, in which it does not expand variables.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict
from urllib.parse import urlsplit

import pulumi

from homelab.arguments import Constraint, Rule, constrain, mutually_exclusive, rules
from homelab.arguments.constraints import NAME, secret, url
from homelab.choices import Choice
from homelab.components.speaches.args import SPEECH_MODELS
from homelab.kubernetes import SecretReference, apply
from homelab.kubernetes.variables import PendingSecret, SecretSource
from homelab.librechat_config.configuration import Configuration, Section, combine, secret_argument, without_empty

SPEACHES_API_KEY = PendingSecret("API key of Speaches")
# OpenAI's names, of 2026-11-21.
_STT_MODEL = "whisper-1"
_TTS_MODEL = "tts-1"
_VOICE = "alloy"


class STTImplementation(StrEnum):
    """Implementation of speech-to-text."""

    OPENAI = "openai"
    """OpenAI, or any OpenAI-compatible server at ``url``."""
    AZURE = "azure"
    """Azure OpenAI; set the deployment in ``librechat.config.speech.stt.azureOpenAI``."""
    SPEACHES = "speaches"
    """The workspace's Speaches."""
    BROWSER = "browser"
    """The browser, if it supports it."""
    NONE = "none"
    """No speech input."""


STTImplementationChoice: TypeAlias = Choice[
    STTImplementation, Literal["openai", "azure", "speaches", "browser", "none"]
]


class TTSImplementation(StrEnum):
    """Implementation of text-to-speech."""

    OPENAI = "openai"
    """OpenAI, or any OpenAI-compatible server at ``url``."""
    AZURE = "azure"
    """Azure OpenAI; set the deployment in ``librechat.config.speech.tts.azureOpenAI``."""
    ELEVENLABS = "elevenlabs"
    """ElevenLabs."""
    LOCALAI = "localai"
    """A LocalAI server at ``url``; set its backend in ``librechat.config.speech.tts.localai``."""
    SPEACHES = "speaches"
    """The workspace's Speaches."""
    BROWSER = "browser"
    """The browser, if it supports it."""
    NONE = "none"
    """No speech output."""


TTSImplementationChoice: TypeAlias = Choice[
    TTSImplementation, Literal["openai", "azure", "elevenlabs", "localai", "speaches", "browser", "none"]
]


_KEY = "api_key"
_Fields = tuple[tuple[str, ...], tuple[str, ...]]
"""Required and optional fields of an implementation."""
_STT_FIELDS: Mapping[str, _Fields] = {
    STTImplementation.OPENAI: ((), ("model", "url", _KEY)),
    STTImplementation.AZURE: ((_KEY,), ()),
    STTImplementation.SPEACHES: (("model",), ()),
    STTImplementation.BROWSER: ((), ()),
    STTImplementation.NONE: ((), ()),
}
_TTS_FIELDS: Mapping[str, _Fields] = {
    TTSImplementation.OPENAI: ((), ("model", "voice", "url", _KEY)),
    TTSImplementation.AZURE: ((_KEY, "model", "voice"), ()),
    TTSImplementation.ELEVENLABS: ((_KEY, "model", "voice"), ("url",)),
    TTSImplementation.LOCALAI: (("url", "voice"), (_KEY,)),
    TTSImplementation.SPEACHES: (("model", "voice"), ()),
    TTSImplementation.BROWSER: ((), ("voice",)),
    TTSImplementation.NONE: ((), ()),
}


def _fits_implementation(fields: Mapping[str, _Fields]) -> Rule:
    names = {name for required, optional in fields.values() for name in (*required, *optional)}

    def violations(group: Mapping[str, Any]) -> Iterable[str]:
        implementation = group["implementation"]
        required, optional = fields[implementation]
        present = {name for name in names if secret_argument(group, name) is not None}
        yield from (f"implementation {implementation} needs {name}" for name in required if name not in present)
        for name in sorted(present.difference(required, optional)):
            yield f"{name} has no effect with implementation {implementation}: remove it"
        if implementation == "speaches" and "model" in group and not SPEECH_MODELS.accepts([group["model"]]):
            yield f"model {group['model']}: Speaches needs a model of the Hugging Face Hub such as 'owner/name'"

    return Rule(("implementation", "api_key_secret", *sorted(names)), violations)


def _is_endpoint(value: str) -> bool:
    if not url("http", "https", example="").accepts(value) or "$" in value or "@" in value:
        return False
    path = urlsplit(value).path.rstrip("/")
    return path != "" and not path.endswith("/v1")


_ENDPOINT = Constraint(
    "the full URL of an endpoint such as 'http://10.0.0.5:8000/v1/audio/speech' or '.../v1/audio/transcriptions', "
    "without variables and credentials",
    _is_endpoint,
)


@rules(mutually_exclusive("api_key", "api_key_secret"), _fits_implementation(_STT_FIELDS))
@constrain(model=NAME, url=_ENDPOINT, api_key=secret())
class SpeechToTextArgs(TypedDict):
    """Speech input. Set its other options in ``librechat.config.speech``."""

    implementation: STTImplementationChoice
    """Implementation."""
    model: NotRequired[str]
    """Model, for example ``Systran/faster-whisper-small``. Default: for openai whisper-1."""
    url: NotRequired[pulumi.Input[str]]
    """Full URL of the endpoint. Default: the service's own."""
    api_key: NotRequired[pulumi.Input[str]]
    """Key. Default: for openai without ``url`` that of the group ``openai``, else none."""
    api_key_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``api_key``. Default: none."""


@rules(mutually_exclusive("api_key", "api_key_secret"), _fits_implementation(_TTS_FIELDS))
@constrain(model=NAME, voice=NAME, url=_ENDPOINT, api_key=secret())
class TextToSpeechArgs(TypedDict):
    """Speech output. Set its other options, such as additional voices, in ``librechat.config.speech``."""

    implementation: TTSImplementationChoice
    """Implementation."""
    model: NotRequired[str]
    """Model, for example ``speaches-ai/Kokoro-82M-v1.0-ONNX``. Default: for openai tts-1."""
    voice: NotRequired[str]
    """Default voice of users. Default: for openai alloy, for browser the browser's own."""
    url: NotRequired[pulumi.Input[str]]
    """Full URL of the endpoint. Default: the service's own."""
    api_key: NotRequired[pulumi.Input[str]]
    """Key. Default: for openai without ``url`` that of the group ``openai``, else none."""
    api_key_secret: NotRequired[SecretReference]
    """Existing Secret and key that hold it, instead of ``api_key``. Default: none."""


_NO_STT: SpeechToTextArgs = {"implementation": STTImplementation.NONE}
_NO_TTS: TextToSpeechArgs = {"implementation": TTSImplementation.NONE}
_LIBRECHAT_KEYS = {"azure": "azureOpenAI", "speaches": "openai"}
"""Keys of librechat.yaml for implementations that have other names in LibreChat."""


def configuration(
    stt: SpeechToTextArgs | None,
    tts: TextToSpeechArgs | None,
    *,
    openai: Mapping[str, Any] | None = None,
    speaches_url: pulumi.Input[str] | None = None,
) -> Configuration:
    """Derive the section ``speech``, and the variables of its keys.

    :param openai: The workspace's group ``openai``, if it is enabled.
    :param speaches_url: Base URL of the workspace's Speaches.
    """
    directions = [
        _stt(stt, openai or {}, speaches_url) if stt else Configuration(),
        _tts(tts, openai or {}, speaches_url) if tts else Configuration(),
    ]
    return combine(directions)


def speaches_models(stt: SpeechToTextArgs | None, tts: TextToSpeechArgs | None) -> list[str]:
    """Models of the workspace's Speaches that speech input and output need."""
    groups: list[Mapping[str, Any]] = [group for group in (stt, tts) if group is not None]
    return [group["model"] for group in groups if group["implementation"] == "speaches" and "model" in group]


def violations(workspace: Mapping[str, Any]) -> Iterable[str]:
    """Conflicts of ``librechat.stt`` and ``librechat.tts`` with the workspace's ``openai`` and ``speaches``."""
    openai, speaches = workspace.get("openai", {}), workspace.get("speaches")
    has_key = openai.get("enabled", True) and secret_argument(openai, "api_key") is not None
    for direction in ("stt", "tts"):
        path, group, shared = f"librechat.{direction}", workspace["librechat"].get(direction, {}), openai.get(direction)
        implementation = group.get("implementation", "none")
        has_own = "url" in group or secret_argument(group, "api_key") is not None
        if implementation == "openai" and not has_key and not has_own:
            yield f"{path}.implementation openai needs openai.api_key, or {path}.api_key"
        if implementation == "speaches" and (speaches is None or not speaches.get("enabled", True)):
            yield f"{path}.implementation speaches needs speaches"
        if shared is not None and implementation != "openai":
            yield f"openai.{direction} has no effect with {path} {implementation}: remove it"
        for name in ("model", "voice"):
            if name in group and name in (shared or {}):
                yield f"{path}.{name} and openai.{direction}.{name} are mutually exclusive: remove one"


def _stt(stt: SpeechToTextArgs, openai: Mapping[str, Any], speaches_url: pulumi.Input[str] | None) -> Configuration:
    implementation = stt["implementation"]
    if implementation in (STTImplementation.NONE, STTImplementation.BROWSER):
        tab = {"engineSTT": "browser"} if implementation == STTImplementation.BROWSER else False
        return Configuration.of({"speech": {"speechTab": {"speechToText": tab}}})
    shared = openai.get("stt", {})
    model = stt.get("model") or shared.get("model", _STT_MODEL)
    section = {"model": model} if implementation != STTImplementation.AZURE else {}
    provider = _provider("STT_API_KEY", stt, section, openai, speaches_url, "/v1/audio/transcriptions")
    tab = {"speechTab": {"speechToText": {"engineSTT": "external"}}}
    return Configuration({"speech": {**tab, "stt": provider.config}}, provider.variables)


def _tts(tts: TextToSpeechArgs, openai: Mapping[str, Any], speaches_url: pulumi.Input[str] | None) -> Configuration:
    implementation = tts["implementation"]
    if implementation in (TTSImplementation.NONE, TTSImplementation.BROWSER):
        in_browser = without_empty({"engineTTS": "browser", "voice": tts.get("voice")})
        tab = in_browser if implementation == TTSImplementation.BROWSER else False
        return Configuration.of({"speech": {"speechTab": {"textToSpeech": tab}}})
    shared = openai.get("tts", {})
    voice = tts.get("voice") or shared.get("voice", _VOICE)
    model = {"model": tts.get("model") or shared.get("model", _TTS_MODEL)}
    # In LocalAI, voices are models.
    section = {**({} if implementation == TTSImplementation.LOCALAI else model), "voices": [voice]}
    provider = _provider("TTS_API_KEY", tts, section, openai, speaches_url, "/v1/audio/speech")
    tab = {"speechTab": {"textToSpeech": {"engineTTS": "external", "voice": voice}}}
    return Configuration({"speech": {**tab, "tts": provider.config}}, provider.variables)


def _provider(
    variable: str,
    group: Mapping[str, Any],
    section: Section,
    openai: Mapping[str, Any],
    speaches_url: pulumi.Input[str] | None,
    speaches_path: str,
) -> Configuration:
    """Derive the provider's section, by LibreChat's name for it, and the variable of its key."""
    implementation, address = group["implementation"], group.get("url")
    key: SecretSource | None = secret_argument(group, "api_key")
    if implementation == "speaches":
        address, key = apply(lambda base: f"{base}{speaches_path}", speaches_url or ""), SPEACHES_API_KEY
    elif implementation == "openai" and key is None and address is None:
        # OpenAI's key is only sent to OpenAI.
        key = secret_argument(openai, "api_key")
    reference = f"${{{variable}}}" if key is not None else None
    if reference is None and implementation == "openai":
        # LibreChat rejects a section without a key, but does not send an empty one.
        reference = ""
    content = without_empty({"url": address, "apiKey": reference, **section})
    return Configuration.of(
        {_LIBRECHAT_KEYS.get(implementation, str(implementation)): content}, secret_env={variable: key}
    )
