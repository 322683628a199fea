"""librechat.yaml, from what is switched on.

The keys are those of config version 1.3.17 (npm librechat-data-provider 0.8.524). LibreChat exits on an unknown
top-level key and ignores unknown keys below.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pulumi

from homelab.kubernetes import combine
from homelab.librechat_config import models
from homelab.librechat_config.arguments import (
    InterfaceArgs,
    LimitsArgs,
    RegistrationArgs,
    STTImplementation,
    TTSImplementation,
)
from homelab.librechat_config.environment import (
    JINA_API_KEY,
    OPENROUTER_KEY,
    STT_API_KEY,
    TTS_API_KEY,
    Providers,
    custom_endpoint_key,
)
from homelab.librechat_config.providers import ChatProviderArgs

VERSION = "1.3.17"
Section = dict[str, Any]


@dataclass(frozen=True)
class Settings:
    """What librechat.yaml depends on."""

    providers: Providers
    file_strategy: str = "local"
    stt: STTImplementation = STTImplementation.NONE
    tts: TTSImplementation = TTSImplementation.NONE
    registration: RegistrationArgs = field(default_factory=RegistrationArgs)
    limits: LimitsArgs = field(default_factory=LimitsArgs)
    interface: InterfaceArgs = field(default_factory=InterfaceArgs)


def librechat_yaml(settings: Settings, overrides: Mapping[str, Any]) -> pulumi.Input[str]:
    """The file's text; ``overrides`` win, key by key, and may hold Outputs."""
    return combine(_dump, merged(librechat_config(settings), overrides))


def librechat_config(settings: Settings) -> Section:
    """The file's content; sections without content are left out, as LibreChat refuses empty ones."""
    sections: Section = {
        "version": VERSION,
        "cache": True,
        "fileStrategy": settings.file_strategy,
        "interface": _interface(settings.interface),
        "registration": _registration(settings.registration),
        "speech": _speech(settings),
        "fileConfig": _file_config(settings.limits),
        "webSearch": _web_search(settings.providers),
        "endpoints": _endpoints(settings.providers),
    }
    return {name: section for name, section in sections.items() if section != {}}


def merged(base: Mapping[str, Any], overrides: Mapping[str, Any]) -> Section:
    """``overrides`` over ``base``: maps key by key, everything else as a whole; None takes a key away."""
    result: Section = {**base}
    for key, value in overrides.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(result.get(key), Mapping):
            result[key] = merged(result[key], cast(Mapping[str, Any], value))
        else:
            result[key] = value
    return result


def upload_megabytes(limits: LimitsArgs) -> int:
    """The largest file that anybody may upload."""
    return limits.get("upload_megabytes", 100)


def _dump(config: Section) -> str:
    import yaml

    return yaml.safe_dump(config, sort_keys=False, allow_unicode=True, width=120)


def _interface(args: InterfaceArgs) -> Section:
    # Permissions go into the database when a key is present and stay there when it is removed: name them all.
    own_use = {"use": True, "create": True, "share": False, "public": False}
    section: Section = {
        "modelSelect": True,
        "parameters": True,
        "presets": True,
        "prompts": own_use,
        "agents": dict(own_use),
        "bookmarks": True,
        "memories": True,
        "multiConvo": True,
        "webSearch": True,
        "fileSearch": True,
        "temporaryChat": True,
        "temporaryChatRetention": args.get("temporary_chat_hours", 720),
    }
    if "custom_welcome" in args:
        section["customWelcome"] = args["custom_welcome"]
    return section


def _registration(args: RegistrationArgs) -> Section:
    return {"allowedDomains": args["allowed_domains"]} if "allowed_domains" in args else {}


def _speech(settings: Settings) -> Section:
    stt, tts = settings.stt, settings.tts
    section: Section = {
        "speechTab": {
            "speechToText": _speech_tab("engineSTT", stt.value),
            "textToSpeech": _speech_tab("engineTTS", tts.value),
        }
    }
    openai = settings.providers.openai or {}
    if stt is STTImplementation.OPENAI:
        model = openai.get("stt", {}).get("model", models.SPEECH_TO_TEXT)
        section["stt"] = {"openai": {"apiKey": f"${{{STT_API_KEY}}}", "model": model}}
    if tts is TTSImplementation.OPENAI:
        args = openai.get("tts", {})
        voice = args.get("voice", models.VOICE)
        model = args.get("model", models.TEXT_TO_SPEECH)
        section["tts"] = {"openai": {"apiKey": f"${{{TTS_API_KEY}}}", "model": model, "voices": [voice]}}
        section["speechTab"]["textToSpeech"]["voice"] = voice
    return section


def _speech_tab(engine: str, implementation: str) -> Section | bool:
    """What a new user's settings say: false hides the feature."""
    engines = {"openai": "external", "browser": "browser"}
    return {engine: engines[implementation]} if implementation in engines else False


def _file_config(limits: LimitsArgs) -> Section:
    size = upload_megabytes(limits)
    return {
        "serverFileSizeLimit": size,
        "avatarSizeLimit": limits.get("avatar_megabytes", 5),
        "endpoints": {"default": {"fileSizeLimit": size, "totalSizeLimit": size}},
        "clientImageResize": {"enabled": True, "maxWidth": 1920, "maxHeight": 1080, "quality": 0.8},
    }


def _web_search(providers: Providers) -> Section:
    if providers.jinaai is None:
        return {}
    return {"rerankerType": "jina", "jinaApiKey": f"${{{JINA_API_KEY}}}"}


def _endpoints(providers: Providers) -> Section:
    named = {"openAI": providers.openai, "anthropic": providers.anthropic, "google": providers.google}
    endpoints: Section = {name: _titles(args) for name, args in named.items() if args is not None}
    custom = _custom_endpoints(providers)
    return {**endpoints, "custom": custom} if custom else endpoints


def _titles(args: ChatProviderArgs) -> Section:
    return {"titleConvo": True, "titleModel": args.get("title_model", models.CURRENT_MODEL)}


def _custom_endpoints(providers: Providers) -> Sequence[Section]:
    endpoints: list[Section] = []
    if providers.openrouter is not None:
        endpoints.append(
            _custom_endpoint(
                providers.openrouter,
                name="OpenRouter",
                key=OPENROUTER_KEY,
                base_url="https://openrouter.ai/api/v1",
                default_models=[models.OPENROUTER],
            )
        )
    endpoints.extend(
        _custom_endpoint(
            args,
            name=args["name"],
            key=custom_endpoint_key(args["name"]),
            base_url=args["base_url"],
            fetch=args.get("fetch_models", True),
        )
        for args in providers.custom_endpoints
    )
    return endpoints


def _custom_endpoint(
    args: ChatProviderArgs,
    *,
    name: str,
    key: str,
    base_url: str,
    default_models: Sequence[str] = (),
    fetch: bool = True,
) -> Section:
    return {
        "name": name,
        "apiKey": "user_provided" if args.get("user_provided") else f"${{{key}}}",
        "baseURL": base_url,
        "models": {"default": list(args.get("models", default_models)), "fetch": fetch},
        **_titles(args),
        "modelDisplayLabel": name,
    }
