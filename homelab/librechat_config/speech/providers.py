"""Who serves speech: what librechat.yaml says of each provider, and where its key comes from."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from homelab.connections import HttpConnection
from homelab.kubernetes import SecretReference, combine
from homelab.librechat_config.settings import SecretValue, Section, given, secret_of
from homelab.librechat_config.speech.arguments import SpeechToTextArgs, TextToSpeechArgs
from homelab.librechat_config.speech.implementations import STTImplementation, TTSImplementation
from homelab.librechat_config.speech.services import AzureSpeechArgs, OpenAISpeechArgs

STT_API_KEY = "STT_API_KEY"
TTS_API_KEY = "TTS_API_KEY"

# OpenAI's names, of 2026-11-21.
STT_MODEL = "whisper-1"
TTS_MODEL = "tts-1"
VOICE = "alloy"


@dataclass(frozen=True)
class Speaches:
    """The workspace's own server, and where its key is."""

    connection: HttpConnection
    key: SecretReference


@dataclass(frozen=True)
class Provider:
    """Who serves one direction."""

    name: str
    """Its key in librechat.yaml."""
    section: Section
    """What stands there."""
    key: SecretValue | None
    url: str | None = None
    """Endpoint outside of the workspace that somebody chose."""
    connection: HttpConnection | None = None
    """Server of the workspace."""

    def config(self) -> Section:
        """The direction's part of librechat.yaml. LibreChat refuses private addresses that are not listed there."""
        addresses: list[Any] = []
        if self.connection is not None:
            addresses.append(combine(_address, self.connection["url"]))
        if self.url is not None and not _is_public(self.url):
            addresses.append(_address(self.url))
        return {**({"allowedAddresses": addresses} if addresses else {}), self.name: self.section}


def stt_provider(stt: SpeechToTextArgs, openai: Mapping[str, Any], speaches: Speaches | None) -> Provider | None:
    """Who turns speech into text; None where that is the browser or nobody."""
    model = {"model": stt.get("model") or openai.get("stt", {}).get("model", STT_MODEL)}
    if "azure" in stt:
        return _provider("azureOpenAI", STT_API_KEY, stt["azure"], _deployment(stt["azure"]))
    if stt["implementation"] == STTImplementation.OPENAI:
        return _openai(STT_API_KEY, stt.get("openai", {}), openai, model)
    if stt["implementation"] == STTImplementation.SPEACHES:
        return _speaches(STT_API_KEY, speaches, "/v1/audio/transcriptions", model)
    return None


def tts_provider(tts: TextToSpeechArgs, openai: Mapping[str, Any], speaches: Speaches | None) -> Provider | None:
    """Who reads answers aloud; None where that is the browser or nobody."""
    voices = {"voices": offered_voices(tts, openai)}
    model = {"model": tts.get("model") or openai.get("tts", {}).get("model", TTS_MODEL), **voices}
    if "azure" in tts:
        return _provider("azureOpenAI", TTS_API_KEY, tts["azure"], {**_deployment(tts["azure"]), **model})
    if "elevenlabs" in tts:
        account = tts["elevenlabs"]
        return _provider("elevenlabs", TTS_API_KEY, account, {**model, "voice_settings": account.get("voice_settings")})
    if "localai" in tts:
        # Its models are its voices.
        return _provider("localai", TTS_API_KEY, tts["localai"], {**voices, "backend": tts["localai"]["backend"]})
    if tts["implementation"] == TTSImplementation.OPENAI:
        return _openai(TTS_API_KEY, tts.get("openai", {}), openai, model)
    if tts["implementation"] == TTSImplementation.SPEACHES:
        return _speaches(TTS_API_KEY, speaches, "/v1/audio/speech", model)
    return None


def offered_voices(tts: TextToSpeechArgs, openai: Mapping[str, Any]) -> list[str]:
    """The voices that people can choose from, unless the browser speaks."""
    return tts.get("voices") or [tts.get("voice") or openai.get("tts", {}).get("voice", VOICE)]


def _provider(name: str, variable: str, group: Mapping[str, Any], section: Section) -> Provider:
    key, url = secret_of(group, "api_key"), group.get("url")
    reference = None if key is None else f"${{{variable}}}"
    return Provider(name, given({"url": url, "apiKey": reference, **section}), key, url)


def _openai(variable: str, group: OpenAISpeechArgs, openai: Mapping[str, Any], section: Section) -> Provider:
    key, url = secret_of(group, "api_key"), group.get("url")
    if key is None and url is None:
        # OpenAI's key goes to OpenAI alone.
        key = secret_of(openai, "api_key")
    # LibreChat refuses a section without a key, and sends none that is empty.
    reference = "" if key is None else f"${{{variable}}}"
    return Provider("openai", given({"url": url, "apiKey": reference, **section}), key, url)


def _speaches(variable: str, speaches: Speaches | None, path: str, section: Section) -> Provider:
    if speaches is None:
        raise ValueError("implementation speaches needs the connection and the key of a Speaches")
    url = combine(lambda base: f"{base}{path}", speaches.connection["url"])
    section = {"url": url, "apiKey": f"${{{variable}}}", **section}
    return Provider("openai", section, speaches.key, connection=speaches.connection)


def _deployment(group: AzureSpeechArgs) -> Section:
    return {
        "instanceName": group["instance_name"],
        "deploymentName": group["deployment_name"],
        "apiVersion": group["api_version"],
    }


def _address(url: str) -> str:
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _is_public(url: str) -> bool:
    """Whether it leads to a public address, which LibreChat does not want listed. Where names lead is not known."""
    try:
        return ipaddress.ip_address(urlsplit(url).hostname or "").is_global
    except ValueError:
        return False
