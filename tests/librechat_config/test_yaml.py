from typing import Any

import pulumi
import yaml
from hypothesis import given
from hypothesis import strategies as st

from homelab.librechat_config.arguments import STTImplementation, TTSImplementation
from homelab.librechat_config.environment import Providers
from homelab.librechat_config.yaml import Settings, librechat_config, librechat_yaml, merged


def test_no_section_is_empty_because_librechat_refuses_those():
    assert "endpoints" not in librechat_config(Settings(Providers()))
    assert all(section not in (None, {}, []) for section in librechat_config(Settings(Providers())).values())


def test_the_version_is_a_string_also_after_reading():
    assert yaml.safe_load(str(librechat_yaml(Settings(Providers()), {})))["version"] == "1.3.17"


def test_keys_are_references_never_values():
    settings = Settings(
        Providers(
            openai={"api_key": "sk-hidden", "tts": {"model": "tts-1-hd", "voice": "nova"}},
            openrouter={"api_key": "sk-hidden"},
            jinaai={"api_key": "sk-hidden"},
            custom_endpoints=[
                {"name": "vLLM", "base_url": "http://vllm:8000/v1", "api_key": "sk-hidden", "models": ["m"]}
            ],
        ),
        stt=STTImplementation.OPENAI,
        tts=TTSImplementation.OPENAI,
    )
    text = str(librechat_yaml(settings, {}))
    assert "sk-hidden" not in text
    config = yaml.safe_load(text)
    assert config["speech"]["stt"] == {"openai": {"apiKey": "${STT_API_KEY}", "model": "whisper-1"}}
    assert config["speech"]["tts"] == {"openai": {"apiKey": "${TTS_API_KEY}", "model": "tts-1-hd", "voices": ["nova"]}}
    assert [endpoint["apiKey"] for endpoint in config["endpoints"]["custom"]] == [
        "${OPENROUTER_KEY}",
        "${VLLM_ENDPOINT_KEY}",
    ]
    assert config["webSearch"] == {"rerankerType": "jina", "jinaApiKey": "${JINA_API_KEY}"}


def test_keys_that_users_enter_are_said_in_custom_endpoints():
    config = librechat_config(Settings(Providers(openrouter={"user_provided": True})))
    assert config["endpoints"]["custom"][0]["apiKey"] == "user_provided"
    assert config["endpoints"]["custom"][0]["models"]["default"]


def test_browsers_speak_and_nobody_speaks():
    tab = librechat_config(Settings(Providers(), stt=STTImplementation.BROWSER))["speech"]["speechTab"]
    assert tab == {"speechToText": {"engineSTT": "browser"}, "textToSpeech": False}


def test_limits_reach_every_place_that_has_one():
    files = librechat_config(Settings(Providers(), limits={"upload_megabytes": 7, "avatar_megabytes": 1}))["fileConfig"]
    assert files["serverFileSizeLimit"] == 7
    assert files["avatarSizeLimit"] == 1
    assert files["endpoints"]["default"] == {"fileSizeLimit": 7, "totalSizeLimit": 7}


def test_overrides_win_key_by_key_and_null_takes_away():
    config = yaml.safe_load(
        str(librechat_yaml(Settings(Providers()), {"interface": {"presets": False, "bookmarks": None}, "cache": None}))
    )
    assert config["interface"]["presets"] is False
    assert "bookmarks" not in config["interface"]
    assert config["interface"]["parameters"] is True
    assert "cache" not in config


def test_an_output_among_the_overrides_makes_the_text_one():
    assert isinstance(librechat_yaml(Settings(Providers()), {"a": pulumi.Output.from_input("b")}), pulumi.Output)


configs: Any = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=5),
    lambda children: st.dictionaries(st.text(max_size=3), children, max_size=4),
)
maps = st.dictionaries(st.text(max_size=3), configs, max_size=4)


@given(maps)
def test_merging_nothing_changes_nothing(base: dict[str, Any]):
    assert merged(base, {}) == base
    assert merged({}, base) == base


@given(maps, maps)
def test_merging_twice_is_merging_once(base: dict[str, Any], overrides: dict[str, Any]):
    assert merged(merged(base, overrides), overrides) == merged(base, overrides)
