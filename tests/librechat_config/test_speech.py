from collections.abc import Mapping
from typing import Any, cast

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.arguments import ArgumentError, check
from homelab.connections import HttpConnection
from homelab.librechat_config.settings import Settings
from homelab.librechat_config.speech import (
    SpeechToTextArgs,
    TextToSpeechArgs,
    contradictions,
    settings,
    speaches_models,
)

SPEACHES: HttpConnection = {"url": "http://speech.ai.svc.cluster.local:8000", "port": 8000, "workload": "speech"}
KEY_OF_SPEACHES = {"name": "speech-api-key", "key": "api-key"}
AZURE = {"instance_name": "contoso", "deployment_name": "speech", "api_version": "2025-03-01-preview"}
WHISPER = "Systran/faster-whisper-small"
KOKORO = "speaches-ai/Kokoro-82M-v1.0-ONNX"


def rendered(
    stt: Mapping[str, Any] | None = None, tts: Mapping[str, Any] | None = None, openai: Mapping[str, Any] | None = None
) -> Settings:
    """What arguments that pass the check lead to."""
    checked_stt = None if stt is None else check(SpeechToTextArgs, stt, "stt")  # type: ignore[type-var]
    checked_tts = None if tts is None else check(TextToSpeechArgs, tts, "tts")  # type: ignore[type-var]
    return settings(
        cast(Any, checked_stt),
        cast(Any, checked_tts),
        openai=openai,
        speaches=SPEACHES,
        speaches_key=cast(Any, KEY_OF_SPEACHES),
    )


def speech(*args: Any, **more: Any) -> Any:
    return rendered(*args, **more).config["speech"]


def stt_tab(**args: Any) -> Any:
    return speech({"implementation": "openai", **args})["speechTab"]["speechToText"]


def tts_tab(**args: Any) -> Any:
    return speech(None, {"implementation": "openai", **args})["speechTab"]["textToSpeech"]


def test_without_arguments_both_features_are_hidden():
    hidden = {"speechTab": {"speechToText": False, "textToSpeech": False}}
    nothing = rendered()
    assert nothing.config["speech"] == hidden
    assert not any((nothing.environment, nothing.secrets, nothing.servers, nothing.connections))
    assert speech({"implementation": "none"}, {"implementation": "none"}) == hidden


def test_browsers_need_no_provider():
    result = rendered({"implementation": "browser"}, {"implementation": "browser"})
    assert result.config["speech"] == {
        "speechTab": {"speechToText": {"engineSTT": "browser"}, "textToSpeech": {"engineTTS": "browser"}}
    }
    assert result.secrets == {}


def test_openai_takes_the_key_and_the_names_of_the_workspaces_group():
    openai = {"api_key": "sk-1", "stt": {"model": "gpt-4o-transcribe"}, "tts": {"model": "tts-1-hd", "voice": "nova"}}
    result = rendered({"implementation": "openai"}, {"implementation": "openai"}, openai)
    assert result.config["speech"] == {
        "speechTab": {
            "speechToText": {"engineSTT": "external"},
            "textToSpeech": {"engineTTS": "external", "voice": "nova"},
        },
        "stt": {"openai": {"apiKey": "${STT_API_KEY}", "model": "gpt-4o-transcribe"}},
        "tts": {"openai": {"apiKey": "${TTS_API_KEY}", "model": "tts-1-hd", "voices": ["nova"]}},
    }
    assert result.secrets == {"STT_API_KEY": "sk-1", "TTS_API_KEY": "sk-1"}
    assert (result.servers, result.connections, result.environment) == ([], [], {})


def test_openai_has_names_where_none_are_given():
    result = speech({"implementation": "openai"}, {"implementation": "openai"}, {"api_key": "sk-1"})
    assert result["stt"]["openai"]["model"] == "whisper-1"
    assert result["tts"]["openai"] == {"apiKey": "${TTS_API_KEY}", "model": "tts-1", "voices": ["alloy"]}


def test_names_beside_the_implementation_win():
    stt = {"implementation": "openai", "model": "m1"}
    tts = {"implementation": "openai", "model": "m2", "voices": ["a", "b"], "voice": "b"}
    result = speech(stt, tts, {"api_key": "sk-1"})
    assert result["stt"]["openai"]["model"] == "m1"
    assert (result["tts"]["openai"]["model"], result["tts"]["openai"]["voices"]) == ("m2", ["a", "b"])
    assert result["speechTab"]["textToSpeech"]["voice"] == "b"


def test_people_start_with_the_first_voice_and_a_voice_alone_is_the_only_one():
    assert tts_tab(voices=["a", "b"])["voice"] == "a"
    tts = {"implementation": "openai", "voice": "echo"}
    assert speech(None, tts, {"api_key": "k"})["tts"]["openai"]["voices"] == ["echo"]


def test_a_key_in_an_existing_secret_stays_there():
    reference = {"name": "mine", "key": "openai"}
    shared = rendered({"implementation": "openai"}, None, {"api_key_secret": reference})
    own = rendered({"implementation": "openai", "openai": {"api_key_secret": reference}}, None, {"api_key": "sk-1"})
    assert shared.secrets == own.secrets == {"STT_API_KEY": reference}


def test_another_server_never_gets_openais_key():
    url = "http://10.0.0.5:9000/v1/audio/transcriptions"
    result = rendered({"implementation": "openai", "openai": {"url": url}}, None, {"api_key": "sk-1"})
    assert result.secrets == {}
    assert result.config["speech"]["stt"] == {
        "allowedAddresses": ["10.0.0.5:9000"],
        "openai": {"url": url, "apiKey": "", "model": "whisper-1"},
    }
    assert result.servers == [url]


def test_another_server_gets_its_own_key():
    url = "https://speech.example.com/v1/audio/speech"
    result = rendered(None, {"implementation": "openai", "openai": {"url": url, "api_key": "own"}}, {"api_key": "sk-1"})
    assert result.secrets == {"TTS_API_KEY": "own"}
    assert result.config["speech"]["tts"]["openai"]["apiKey"] == "${TTS_API_KEY}"


@pytest.mark.parametrize(
    ("url", "addresses"),
    [
        ("http://10.0.0.5/stt", ["10.0.0.5:80"]),
        ("https://stt.ai.svc.cluster.local/stt", ["stt.ai.svc.cluster.local:443"]),
        ("http://[fd00::5]:8000/stt", ["[fd00::5]:8000"]),
        # LibreChat refuses to list public addresses, and connects to them anyway.
        ("http://93.184.215.14:8000/stt", None),
        ("http://[2606:2800:21f::1]:8000/stt", None),
    ],
)
def test_addresses_are_listed_as_librechat_compares_them(url: str, addresses: list[str] | None):
    section = speech({"implementation": "openai", "openai": {"url": url}})["stt"]
    assert section.get("allowedAddresses") == addresses


def test_speaches_is_reached_at_full_endpoints_with_its_key():
    stt = {"implementation": "speaches", "model": WHISPER}
    tts = {"implementation": "speaches", "model": KOKORO, "voices": ["af_heart", "af_nova"]}
    result = rendered(stt, tts, {"api_key": "sk-1"})
    base, addresses = "http://speech.ai.svc.cluster.local:8000", ["speech.ai.svc.cluster.local:8000"]
    url = f"{base}/v1/audio/transcriptions"
    assert result.config["speech"]["stt"] == {
        "allowedAddresses": addresses,
        "openai": {"url": url, "apiKey": "${STT_API_KEY}", "model": WHISPER},
    }
    voices = ["af_heart", "af_nova"]
    assert result.config["speech"]["tts"] == {
        "allowedAddresses": addresses,
        "openai": {"url": f"{base}/v1/audio/speech", "apiKey": "${TTS_API_KEY}", "model": KOKORO, "voices": voices},
    }
    assert result.secrets == {"STT_API_KEY": KEY_OF_SPEACHES, "TTS_API_KEY": KEY_OF_SPEACHES}
    assert (result.servers, result.connections) == ([], [SPEACHES])
    assert speaches_models(cast(Any, stt), cast(Any, tts)) == [WHISPER, KOKORO]


def test_speaches_in_a_namespace_that_is_known_later():
    later: HttpConnection = {"url": pulumi.Output.from_input("http://s:8000"), "port": 8000, "workload": "s"}
    stt = cast(SpeechToTextArgs, {"implementation": "speaches", "model": WHISPER})
    section = settings(stt, None, speaches=later, speaches_key=cast(Any, KEY_OF_SPEACHES)).config["speech"]["stt"]
    assert isinstance(section["openai"]["url"], pulumi.Output)
    assert isinstance(section["allowedAddresses"][0], pulumi.Output)


def test_speaches_is_not_reached_where_nobody_names_it():
    assert rendered({"implementation": "browser"}, {"implementation": "openai"}, {"api_key": "k"}).connections == []
    assert speaches_models(cast(Any, {"implementation": "openai", "model": "m"}), None) == []


def test_a_missing_speaches_is_an_error_of_the_program():
    stt = cast(SpeechToTextArgs, {"implementation": "speaches", "model": WHISPER})
    with pytest.raises(ValueError, match="needs the connection and the key"):
        settings(stt, None)


def test_azure_is_a_deployment_with_its_own_key():
    azure = {**AZURE, "api_key": "azure-key"}
    stt = {"implementation": "azure", "azure": azure}
    tts = {"implementation": "azure", "azure": azure, "model": "tts", "voices": ["alloy"]}
    result = rendered(stt, tts)
    deployment = {"instanceName": "contoso", "deploymentName": "speech", "apiVersion": "2025-03-01-preview"}
    assert result.config["speech"]["stt"] == {"azureOpenAI": {"apiKey": "${STT_API_KEY}", **deployment}}
    assert result.config["speech"]["tts"] == {
        "azureOpenAI": {"apiKey": "${TTS_API_KEY}", **deployment, "model": "tts", "voices": ["alloy"]}
    }
    assert result.secrets == {"STT_API_KEY": "azure-key", "TTS_API_KEY": "azure-key"}


def test_elevenlabs_voices_are_ids_and_have_settings():
    voice = {"similarity_boost": 0.5, "stability": 1, "style": 0.0, "use_speaker_boost": False}
    url = "https://api.eu.residency.elevenlabs.io/v1/text-to-speech/21m00Tcm"
    account = {"api_key": "xi", "url": url, "voice_settings": voice}
    tts = {"implementation": "elevenlabs", "elevenlabs": account, "model": "eleven_v3", "voices": ["21m00Tcm"]}
    result = rendered(None, tts)
    assert result.config["speech"]["tts"]["elevenlabs"] == {
        "url": url,
        "apiKey": "${TTS_API_KEY}",
        "model": "eleven_v3",
        "voices": ["21m00Tcm"],
        "voice_settings": voice,
    }
    assert result.secrets == {"TTS_API_KEY": "xi"}
    assert result.servers == [url]


def test_localais_models_are_its_voices_and_its_key_is_optional():
    server = {"url": "http://10.0.0.6:8080/tts", "backend": "piper"}
    tts = {"implementation": "localai", "localai": server, "voices": ["en-us-amy-low.onnx"]}
    section = speech(None, tts)["tts"]
    assert section == {"allowedAddresses": ["10.0.0.6:8080"], "localai": {**server, "voices": ["en-us-amy-low.onnx"]}}
    with_key = rendered(None, {**tts, "localai": {**server, "api_key": "k"}})
    assert with_key.config["speech"]["tts"]["localai"]["apiKey"] == "${TTS_API_KEY}"
    assert with_key.secrets == {"TTS_API_KEY": "k"}


@pytest.mark.parametrize(
    ("args", "key", "value"),
    [
        ({"language": "pt-BR"}, "languageSTT", "pt-BR"),
        ({"auto_transcribe_audio": True}, "autoTranscribeAudio", True),
        ({"auto_send_seconds": 3}, "autoSendText", 3),
        ({"auto_send_seconds": 0}, "autoSendText", 0),
        ({"decibel_value": -60}, "decibelValue", -60),
    ],
)
def test_each_setting_of_speech_input_has_its_key(args: dict[str, Any], key: str, value: object):
    assert stt_tab(**args)[key] == value
    assert key not in stt_tab()


@pytest.mark.parametrize(
    ("args", "key", "value"),
    [
        ({"automatic_playback": False}, "automaticPlayback", False),
        ({"playback_rate": 1.5}, "playbackRate", 1.5),
        ({"playback_rate": 2}, "playbackRate", 2),
        ({"cache": False}, "cacheTTS", False),
    ],
)
def test_each_setting_of_speech_output_has_its_key(args: dict[str, Any], key: str, value: object):
    assert tts_tab(**args)[key] == value
    assert key not in tts_tab()


def test_a_browsers_voice_is_taken_as_it_is():
    tab = speech(None, {"implementation": "browser", "voice": "Google UK English Female"})["speechTab"]
    assert tab["textToSpeech"] == {"engineTTS": "browser", "voice": "Google UK English Female"}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument implementation"),
        ({"implementation": "elevenlabs"}, "implementation: expected one of openai, azure, speaches, browser, none"),
        ({"implementation": "azure"}, "implementation azure needs azure"),
        ({"implementation": "speaches"}, "implementation speaches needs model"),
        ({"implementation": "speaches", "model": "whisper-1"}, "model whisper-1: Speaches takes models of the Hugging"),
        ({"implementation": "none", "language": "en"}, "language has no effect with implementation none"),
        ({"implementation": "browser", "decibel_value": -50}, "decibel_value has no effect with implementation brow"),
        ({"implementation": "azure", "azure": {**AZURE, "api_key": "k"}, "model": "m"}, "model has no effect with"),
        ({"implementation": "openai", "azure": {**AZURE, "api_key": "k"}}, "azure has no effect with implementation"),
        ({"implementation": "azure", "azure": AZURE}, "azure: missing argument: one of api_key, api_key_secret"),
        ({"implementation": "azure", "azure": {"api_key": "k"}}, "missing argument azure.instance_name"),
        ({"implementation": "openai", "language": "english"}, "language: expected a language such as 'en' or 'en-US'"),
        ({"implementation": "openai", "auto_send_seconds": -1}, "auto_send_seconds: expected a whole number from 0 to"),
        ({"implementation": "openai", "decibel_value": 0}, "decibel_value: expected a whole number from -100 to -30"),
        ({"implementation": "openai", "auto_transcribe": True}, "did you mean auto_transcribe_audio"),
        ({"implementation": "openai", "model": ""}, "model: expected a name that is not empty"),
    ],
)
def test_speech_input_that_cannot_work_is_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        rendered(args)


ELEVENLABS = {"implementation": "elevenlabs", "elevenlabs": {"api_key": "k"}, "model": "m", "voices": ["v"]}
LOCALAI = {"implementation": "localai", "localai": {"url": "http://a/tts", "backend": "piper"}, "voices": ["v"]}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"implementation": "eleven"}, "implementation: expected one of openai, azure, elevenlabs, localai, speaches"),
        (
            {"implementation": "elevenlabs"},
            r"implementation elevenlabs needs elevenlabs; .* needs model; .* needs voices",
        ),
        ({"implementation": "localai", "voices": ["v"]}, "implementation localai needs localai"),
        ({"implementation": "speaches", "model": KOKORO}, "implementation speaches needs voices"),
        ({**LOCALAI, "model": "m"}, "model has no effect with implementation localai"),
        ({**LOCALAI, "elevenlabs": {"api_key": "k"}}, "elevenlabs has no effect with implementation localai"),
        ({**LOCALAI, "localai": {"url": "http://a/tts"}}, "missing argument localai.backend"),
        ({**ELEVENLABS, "elevenlabs": {}}, "elevenlabs: missing argument: one of api_key, api_key_secret"),
        ({**ELEVENLABS, "voice": "w"}, "voice w is not among voices v"),
        (
            {**ELEVENLABS, "elevenlabs": {"api_key": "k", "url": "https://a.example.com/v"}, "voices": ["v", "w"]},
            "elevenlabs.url leads to one voice, but voices has 2",
        ),
        (
            {**ELEVENLABS, "elevenlabs": {"api_key": "k", "voice_settings": {"stability": 2}}},
            "elevenlabs.voice_settings.stability: expected a number from 0 to 1, got 2",
        ),
        ({"implementation": "browser", "voices": ["v"]}, "voices has no effect with implementation browser"),
        ({"implementation": "browser", "cache": True}, "cache has no effect with implementation browser"),
        ({"implementation": "openai", "voices": []}, "voices: expected a list of voices that is not empty"),
        ({"implementation": "openai", "voices": ["ALL"]}, "without ALL, of which LibreChat makes no voice"),
        ({"implementation": "openai", "voices": "alloy"}, "voices: expected a list, got 'alloy'"),
        ({"implementation": "openai", "playback_rate": 5}, "playback_rate: expected a number from 0.25 to 4, got 5"),
        ({"implementation": "openai", "playback_rate": "fast"}, "playback_rate: expected a number, got 'fast'"),
        ({"implementation": "openai", "cache": "yes"}, "cache: expected true or false, got 'yes'"),
    ],
)
def test_speech_output_that_cannot_work_is_refused(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        rendered(None, args)


@pytest.mark.parametrize(
    "url",
    [
        "/v1/audio/transcriptions",
        "10.0.0.5:8000/v1/audio/transcriptions",
        "ftp://a/v1/audio/transcriptions",
        "http://10.0.0.5:8000",
        "http://10.0.0.5:8000/",
        "http://10.0.0.5:8000/v1/",
        "http://10.0.0.5:8000/openai/v1",
        "http://${HOST}/v1/audio/transcriptions",
        "http://user:password@a.example.com/v1/audio/transcriptions",
    ],
)
def test_only_full_endpoints_are_taken(url: str):
    with pytest.raises(ArgumentError, match=r"openai\.url: expected the full URL of an endpoint"):
        rendered({"implementation": "openai", "openai": {"url": url}})


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("instance_name", "https://contoso.openai.azure.com", "expected an Azure OpenAI instance such as 'contoso'"),
        ("instance_name", "contoso.openai.azure.us", "expected an Azure OpenAI instance"),
        ("deployment_name", "a/b", "expected the name of a deployment"),
        ("api_version", "v1", "expected a version of Azure's API"),
    ],
)
def test_azures_names_are_names(field: str, value: str, message: str):
    with pytest.raises(ArgumentError, match=f"azure.{field}: {message}"):
        rendered({"implementation": "azure", "azure": {**AZURE, "api_key": "k", field: value}})


def test_a_key_given_twice_is_refused_and_not_shown():
    both = {"api_key": "sk-hidden", "api_key_secret": {"name": "a", "key": "b"}}
    with pytest.raises(ArgumentError, match="api_key and api_key_secret are mutually exclusive") as error:
        rendered({"implementation": "openai", "openai": both})
    assert "sk-hidden" not in str(error.value)


@pytest.mark.parametrize(
    ("workspace", "message"),
    [
        ({"librechat": {"stt": {"implementation": "openai"}}}, "librechat.stt.implementation openai needs openai.api"),
        (
            {"librechat": {"tts": {"implementation": "openai"}}, "openai": {"user_provided": True}},
            "librechat.tts.implementation openai needs openai.api_key, or librechat.tts.openai",
        ),
        (
            {"librechat": {"tts": {"implementation": "openai"}}, "openai": {"enabled": False, "api_key": "k"}},
            "librechat.tts.implementation openai needs openai.api_key, or librechat.tts.openai",
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
                "librechat": {"tts": {"implementation": "openai", "model": "a"}},
                "openai": {"api_key": "k", "tts": {"model": "b"}},
            },
            "librechat.tts.model and openai.tts.model are mutually exclusive: remove one",
        ),
        (
            {
                "librechat": {"tts": {"implementation": "openai", "voices": ["a"]}},
                "openai": {"api_key": "k", "tts": {"voice": "b"}},
            },
            "librechat.tts.voices and openai.tts.voice are mutually exclusive: remove one",
        ),
    ],
)
def test_what_does_not_fit_the_workspace_is_said(workspace: dict[str, Any], message: str):
    (found,) = contradictions(workspace)
    assert found.startswith(message)


@pytest.mark.parametrize(
    "workspace",
    [
        {"librechat": {}},
        {"librechat": {"stt": {"implementation": "openai"}}, "openai": {"api_key": "k", "stt": {"model": "m"}}},
        {"librechat": {"stt": {"implementation": "openai"}}, "openai": {"api_key_secret": {"name": "a", "key": "b"}}},
        {"librechat": {"stt": {"implementation": "openai", "openai": {"url": "http://a/b"}}}},
        {"librechat": {"tts": {"implementation": "speaches"}}, "speaches": {}},
    ],
)
def test_what_fits_the_workspace_is_let_through(workspace: dict[str, Any]):
    assert list(contradictions(workspace)) == []


secrets = st.text("abc123", min_size=8, max_size=12).map(lambda text: f"hidden-{text}")
openai_args = st.fixed_dictionaries({"api_key": secrets})
azure_args = secrets.map(lambda key: {**AZURE, "api_key": key})
tabs = {"language": st.sampled_from(["en", "de-AT"]), "auto_send_seconds": st.integers(0, 60)}
listeners = st.one_of(
    st.fixed_dictionaries({"implementation": st.just("openai"), "openai": openai_args}, optional=tabs),
    st.fixed_dictionaries({"implementation": st.just("azure"), "azure": azure_args}, optional=tabs),
    st.fixed_dictionaries({"implementation": st.just("speaches"), "model": st.just(WHISPER)}, optional=tabs),
    st.fixed_dictionaries({"implementation": st.just("browser")}, optional=tabs),
)
voices = {"voices": st.lists(st.sampled_from(["a", "b", "c"]), min_size=1), "model": st.just(KOKORO)}
speakers = st.one_of(
    st.fixed_dictionaries({"implementation": st.just("openai"), "openai": openai_args, **voices}),
    st.fixed_dictionaries({"implementation": st.just("azure"), "azure": azure_args, **voices}),
    st.fixed_dictionaries({"implementation": st.just("elevenlabs"), "elevenlabs": openai_args, **voices}),
    st.fixed_dictionaries({"implementation": st.just("speaches"), **voices}),
    st.fixed_dictionaries(
        {"implementation": st.just("browser")}, optional={"playback_rate": st.floats(0.25, 4, allow_nan=False)}
    ),
)


@given(listeners, speakers)
def test_keys_are_secrets_and_each_direction_has_one_provider(stt: dict[str, Any], tts: dict[str, Any]):
    result = rendered(stt, tts)
    assert "hidden-" not in str(result.config)
    for direction, variable in (("stt", "STT_API_KEY"), ("tts", "TTS_API_KEY")):
        section = {**result.config["speech"].get(direction, {})}
        section.pop("allowedAddresses", None)
        assert len(section) == (variable in result.secrets)
        assert all(provider["apiKey"] == f"${{{variable}}}" for provider in section.values())
