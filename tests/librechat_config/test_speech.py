from collections.abc import Mapping
from typing import Any

import pulumi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homelab.librechat_config.configuration import Configuration
from homelab.librechat_config.implied import with_implied
from homelab.librechat_config.speech import (
    SPEACHES_API_KEY,
    SpeechToTextArgs,
    TextToSpeechArgs,
    configuration,
    speaches_models,
    violations,
)
from homelab.offline import record
from tests.librechat_config.sound import HIDDEN, REFERENCE, assert_sound, checked, refusal

SPEACHES = "http://speech.ai.svc.cluster.local:8000"
WHISPER, KOKORO = "Systran/faster-whisper-small", "speaches-ai/Kokoro-82M-v1.0-ONNX"
KEY = f"sk-{HIDDEN}"


def configured(
    stt: Mapping[str, Any] | None = None, tts: Mapping[str, Any] | None = None, openai: Mapping[str, Any] | None = None
) -> Configuration:
    return configuration(
        None if stt is None else checked(SpeechToTextArgs, stt),
        None if tts is None else checked(TextToSpeechArgs, tts),
        openai=openai,
        speaches_url=SPEACHES,
    )


def speech(*args: Any) -> Any:
    return configured(*args).config["speech"]


def test_without_arguments_nothing_is_configured():
    assert configured() == Configuration()


def test_nobody_hides_the_buttons_and_browsers_need_no_provider():
    assert speech({"implementation": "none"}, {"implementation": "none"}) == {
        "speechTab": {"speechToText": False, "textToSpeech": False}
    }
    assert speech({"implementation": "browser"}, {"implementation": "browser", "voice": "Anna"}) == {
        "speechTab": {
            "speechToText": {"engineSTT": "browser"},
            "textToSpeech": {"engineTTS": "browser", "voice": "Anna"},
        }
    }


def test_openai_has_the_key_and_the_names_of_the_workspace_s_group():
    openai = {"api_key": KEY, "stt": {"model": "gpt-4o-transcribe"}, "tts": {"model": "tts-1-hd", "voice": "nova"}}
    made = configured({"implementation": "openai"}, {"implementation": "openai"}, openai)
    assert made == Configuration.of(
        {
            "speech": {
                "speechTab": {
                    "speechToText": {"engineSTT": "external"},
                    "textToSpeech": {"engineTTS": "external", "voice": "nova"},
                },
                "stt": {"openai": {"apiKey": "${STT_API_KEY}", "model": "gpt-4o-transcribe"}},
                "tts": {"openai": {"apiKey": "${TTS_API_KEY}", "model": "tts-1-hd", "voices": ["nova"]}},
            }
        },
        secret_env={"STT_API_KEY": KEY, "TTS_API_KEY": KEY},
    )
    assert_sound(made)


def test_openai_has_names_where_none_are_set_and_those_of_the_direction_win():
    made = speech({"implementation": "openai"}, {"implementation": "openai"}, {"api_key": KEY})
    assert made["stt"]["openai"]["model"] == "whisper-1"
    assert made["tts"]["openai"] == {"apiKey": "${TTS_API_KEY}", "model": "tts-1", "voices": ["alloy"]}
    own = {"implementation": "openai", "model": "m", "voice": "v"}
    assert speech(None, own, {"api_key": KEY})["tts"]["openai"]["voices"] == ["v"]


@pytest.mark.parametrize(
    ("stt", "openai", "key"),
    [
        ({}, {"api_key_secret": REFERENCE}, REFERENCE),
        ({"api_key_secret": REFERENCE}, {"api_key": KEY}, REFERENCE),
        ({"api_key": KEY + "1"}, {"api_key": KEY}, KEY + "1"),
        # OpenAI's key goes to OpenAI alone.
        ({"url": "https://speech.example.com/v1/audio/transcriptions"}, {"api_key": KEY}, None),
        ({"url": "https://speech.example.com/v1/audio/transcriptions", "api_key": KEY + "2"}, {}, KEY + "2"),
    ],
)
def test_each_key_is_in_its_own_variable(stt: dict[str, Any], openai: dict[str, Any], key: Any):
    made = configured({"implementation": "openai", **stt}, None, openai)
    assert made.variables.secret == ({} if key is None else {"STT_API_KEY": key})
    # LibreChat refuses a section without a key, and sends none that is empty.
    assert made.config["speech"]["stt"]["openai"]["apiKey"] == ("${STT_API_KEY}" if key else "")
    assert_sound(made)


def test_azure_has_its_deployment_in_native_configuration():
    stt = {"implementation": "azure", "api_key": KEY}
    tts = {"implementation": "azure", "api_key_secret": REFERENCE, "model": "tts", "voice": "nova"}
    made = configured(stt, tts)
    assert made.config["speech"]["stt"] == {"azureOpenAI": {"apiKey": "${STT_API_KEY}"}}
    assert made.config["speech"]["tts"] == {
        "azureOpenAI": {"apiKey": "${TTS_API_KEY}", "model": "tts", "voices": ["nova"]}
    }


def test_elevenlabs_and_localai_have_librechat_s_names():
    elevenlabs = {"implementation": "elevenlabs", "api_key": KEY, "model": "m", "voice": "v"}
    assert speech(None, elevenlabs)["tts"] == {
        "elevenlabs": {"apiKey": "${TTS_API_KEY}", "model": "m", "voices": ["v"]}
    }
    localai = {"implementation": "localai", "url": "http://10.0.0.9:1/tts", "voice": "v"}
    assert speech(None, localai)["tts"] == {"localai": {"url": "http://10.0.0.9:1/tts", "voices": ["v"]}}


def test_speaches_is_called_at_its_endpoints_with_its_own_key():
    stt = {"implementation": "speaches", "model": WHISPER}
    tts = {"implementation": "speaches", "model": KOKORO, "voice": "af_heart"}
    made = configured(stt, tts)
    assert made.config["speech"]["stt"]["openai"]["url"] == f"{SPEACHES}/v1/audio/transcriptions"
    assert made.config["speech"]["tts"]["openai"]["url"] == f"{SPEACHES}/v1/audio/speech"
    assert made.variables.secret == {"STT_API_KEY": SPEACHES_API_KEY, "TTS_API_KEY": SPEACHES_API_KEY}
    # LibreChat refuses private addresses that are not listed.
    assert_sound(with_implied(made, address="https://chat.example.com", replicas=1))
    assert speaches_models(checked(SpeechToTextArgs, stt), checked(TextToSpeechArgs, tts)) == [WHISPER, KOKORO]
    assert speaches_models(checked(SpeechToTextArgs, {"implementation": "browser"}), None) == []


def test_an_address_of_speaches_that_is_known_later_gets_its_path_too():
    known: list[str] = []

    def program() -> None:
        stt = checked(SpeechToTextArgs, {"implementation": "speaches", "model": WHISPER})
        made = configuration(stt, None, speaches_url=pulumi.Output.from_input("http://a:1"))
        made.config["speech"]["stt"]["openai"]["url"].apply(known.append)

    record(program)
    assert known == ["http://a:1/v1/audio/transcriptions"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument implementation"),
        ({"implementation": "whisper"}, "implementation: expected one of openai, azure, speaches, browser, none, got"),
        ({"implementation": "azure"}, "implementation azure needs api_key"),
        ({"implementation": "azure", "api_key": KEY, "model": "m"}, "model has no effect with implementation azure"),
        ({"implementation": "speaches"}, "implementation speaches needs model"),
        (
            {"implementation": "speaches", "model": "small"},
            "model small: Speaches needs a model of the Hugging Face Hub",
        ),
        ({"implementation": "browser", "model": "m"}, "model has no effect with implementation browser: remove it"),
        ({"implementation": "none", "api_key": KEY}, "api_key has no effect with implementation none: remove it"),
        ({"implementation": "openai", "voice": "v"}, "unknown argument voice"),
        (
            {"implementation": "openai", "api_key": KEY, "api_key_secret": REFERENCE},
            "api_key and api_key_secret are mutually exclusive: remove one",
        ),
        *(
            ({"implementation": "openai", "url": url}, "url: expected the full URL of an endpoint such as")
            for url in (
                *("/v1/audio/transcriptions", "10.0.0.5:8000/v1/audio/transcriptions", "ftp://a/v1/audio/x"),
                *("http://10.0.0.5:8000", "http://10.0.0.5:8000/", "http://10.0.0.5:8000/openai/v1/"),
                *("http://${HOST}/v1/audio/transcriptions", "http://user:password@a.example.com/v1/audio/x"),
            )
        ),
    ],
)
def test_speech_input_that_cannot_work_is_refused(args: dict[str, Any], message: str):
    assert message in refusal(SpeechToTextArgs, args)


@pytest.mark.parametrize(
    ("args", "messages"),
    [
        (
            {"implementation": "elevenlabs"},
            [f"implementation elevenlabs needs {name}" for name in ("api_key", "model", "voice")],
        ),
        ({"implementation": "localai"}, ["implementation localai needs url", "implementation localai needs voice"]),
        (
            {"implementation": "localai", "url": "http://a/tts", "voice": "v", "model": "m"},
            ["model has no effect with implementation localai"],
        ),
        ({"implementation": "speaches", "model": KOKORO}, ["implementation speaches needs voice"]),
        ({"implementation": "azure", "api_key": KEY, "model": "m"}, ["implementation azure needs voice"]),
        ({"implementation": "none", "voice": "v"}, ["voice has no effect with implementation none: remove it"]),
    ],
)
def test_speech_output_that_cannot_work_is_refused(args: dict[str, Any], messages: list[str]):
    found = refusal(TextToSpeechArgs, args)
    assert [message for message in messages if message not in found] == []


@pytest.mark.parametrize(
    ("workspace", "message"),
    [
        (
            {"librechat": {"stt": {"implementation": "openai"}}},
            "librechat.stt.implementation openai needs openai.api_key",
        ),
        (
            {"librechat": {"tts": {"implementation": "openai"}}, "openai": {"user_provided": True}},
            "librechat.tts.implementation openai needs openai.api_key, or librechat.tts.api_key",
        ),
        (
            {"librechat": {"tts": {"implementation": "openai"}}, "openai": {"enabled": False, "api_key": KEY}},
            "librechat.tts.implementation openai needs openai.api_key, or librechat.tts.api_key",
        ),
        (
            {"librechat": {"stt": {"implementation": "speaches"}}},
            "librechat.stt.implementation speaches needs speaches",
        ),
        (
            {"librechat": {"stt": {"implementation": "speaches"}}, "speaches": {"enabled": False}},
            "librechat.stt.implementation speaches needs speaches",
        ),
        (
            {"librechat": {"tts": {"implementation": "browser"}}, "openai": {"tts": {"voice": "nova"}}},
            "openai.tts has no effect with librechat.tts browser: remove it",
        ),
        ({"librechat": {}, "openai": {"stt": {}}}, "openai.stt has no effect with librechat.stt none: remove it"),
        (
            {
                "librechat": {"tts": {"implementation": "openai", "voice": "a"}},
                "openai": {"api_key": KEY, "tts": {"voice": "b"}},
            },
            "librechat.tts.voice and openai.tts.voice are mutually exclusive: remove one",
        ),
    ],
)
def test_conflicts_with_the_workspace_are_reported(workspace: dict[str, Any], message: str):
    (found,) = violations(workspace)
    assert found.startswith(message)


@pytest.mark.parametrize(
    "workspace",
    [
        {"librechat": {}},
        {"librechat": {"stt": {"implementation": "openai"}}, "openai": {"api_key": KEY, "stt": {"model": "m"}}},
        {"librechat": {"stt": {"implementation": "openai"}}, "openai": {"api_key_secret": REFERENCE}},
        {"librechat": {"stt": {"implementation": "openai", "url": "http://a/b"}}},
        {"librechat": {"tts": {"implementation": "speaches"}}, "speaches": {}},
    ],
)
def test_valid_groups_of_a_workspace_are_accepted(workspace: dict[str, Any]):
    assert list(violations(workspace)) == []


KEYS = st.sampled_from([{"api_key": KEY}, {"api_key_secret": REFERENCE}])
LISTENERS = st.one_of(
    KEYS.map(lambda key: {"implementation": "openai", **key}),
    st.just({"implementation": "speaches", "model": WHISPER}),
    st.sampled_from([{"implementation": "browser"}, {"implementation": "none"}]),
)
SPEAKERS = st.one_of(
    KEYS.map(lambda key: {"implementation": "openai", "voice": "v", **key}),
    KEYS.map(lambda key: {"implementation": "elevenlabs", "model": "m", "voice": "v", **key}),
    st.just({"implementation": "speaches", "model": KOKORO, "voice": "v"}),
    st.sampled_from([{"implementation": "browser"}, {"implementation": "none"}]),
)


@settings(max_examples=20)
@given(LISTENERS, SPEAKERS)
def test_any_combination_of_directions_has_one_provider_each(stt: dict[str, Any], tts: dict[str, Any]):
    made = configured(stt, tts)
    for direction, variable in (("stt", "STT_API_KEY"), ("tts", "TTS_API_KEY")):
        assert len(made.config["speech"].get(direction, {})) == (variable in made.variables.secret)
    assert_sound(with_implied(made, address="https://chat.example.com", replicas=1))
