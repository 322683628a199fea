from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab import ArgumentError
from homelab.arguments import check
from homelab.librechat_config import ocr
from homelab.librechat_config.ocr import OCRArgs
from homelab.librechat_config.settings import Settings

REFERENCE = {"name": "secret", "key": "key"}
MISTRAL = {"strategy": "mistral_ocr", "api_key": "k"}
CUSTOM = {"strategy": "custom_ocr", "api_key": "k", "base_url": "https://ocr.example.com/v1", "model": "m"}
AZURE = {**CUSTOM, "strategy": "azure_mistral_ocr"}
VERTEXAI = {"strategy": "vertexai_mistral_ocr", "model": "mistral-ocr-2505"}


def settings(args: dict[str, Any]) -> Settings:
    return ocr.settings(check(OCRArgs, args, "ocr"))


def test_mistral_needs_a_key_alone():
    assert settings(MISTRAL) == Settings(
        {"ocr": {"strategy": "mistral_ocr", "apiKey": "${OCR_API_KEY}"}}, secrets={"OCR_API_KEY": "k"}
    )


def test_a_model_of_mistrals_can_be_chosen():
    assert settings({**MISTRAL, "model": "mistral-ocr-2505"}).config["ocr"]["mistralModel"] == "mistral-ocr-2505"


def test_a_server_with_mistrals_api_is_mistrals_to_librechat():
    rendered = settings(CUSTOM)
    assert rendered.config["ocr"] == {
        "strategy": "mistral_ocr",
        "apiKey": "${OCR_API_KEY}",
        "baseURL": "${OCR_BASEURL}",
        "mistralModel": "m",
    }
    assert rendered.environment == {"OCR_BASEURL": "https://ocr.example.com/v1"}
    assert rendered.servers == ("https://ocr.example.com/v1",)


def test_azure_has_a_strategy_of_its_own():
    assert settings(AZURE).config["ocr"]["strategy"] == "azure_mistral_ocr"


def test_vertex_ai_has_a_key_file_and_a_region():
    rendered = settings({**VERTEXAI, "service_key": "{}", "location": "europe-west4"})
    assert rendered == Settings(
        {"ocr": {"strategy": "vertexai_mistral_ocr", "mistralModel": "mistral-ocr-2505"}},
        environment={"GOOGLE_LOC": "europe-west4"},
        secret_files={"GOOGLE_SERVICE_KEY_FILE": "{}"},
    )
    assert settings(VERTEXAI).secret_files == {}


def test_librechats_own_parser_needs_nothing():
    assert settings({"strategy": "document_parser"}) == Settings({"ocr": {"strategy": "document_parser"}})


def test_keys_can_be_in_secrets_that_exist():
    assert settings({"strategy": "mistral_ocr", "api_key_secret": REFERENCE}).secrets == {"OCR_API_KEY": REFERENCE}
    files = settings({**VERTEXAI, "service_key_secret": REFERENCE}).secret_files
    assert files == {"GOOGLE_SERVICE_KEY_FILE": REFERENCE}


@pytest.mark.parametrize(
    ("base_url", "allowed"),
    [
        ("http://ocr.ai.svc.cluster.local:8000/v1", ["ocr.ai.svc.cluster.local:8000"]),
        ("http://ocr.ai.svc/v1/", ["ocr.ai.svc:80"]),
        ("http://ocr:8000", ["ocr:8000"]),
        ("https://ocr.internal/v1", ["ocr.internal:443"]),
        ("http://10.0.0.7:8000", ["10.0.0.7:8000"]),
        ("http://100.64.0.1:8000", ["100.64.0.1:8000"]),
        ("http://[fd00::1]:8000", ["[fd00::1]:8000"]),
        ("https://ocr.example.com/v1", None),
        ("https://9.9.9.9/v1", None),
    ],
)
def test_a_private_server_is_allowed_by_host_and_port(base_url: str, allowed: list[str] | None):
    assert settings({**CUSTOM, "base_url": base_url}).config["ocr"].get("allowedAddresses") == allowed


def test_further_addresses_are_allowed_on_request_and_none_twice():
    args = {**CUSTOM, "base_url": "http://10.0.0.7:8000", "allowed_addresses": ["ocr.example.com:8000"]}
    assert settings(args).config["ocr"]["allowedAddresses"] == ["ocr.example.com:8000", "10.0.0.7:8000"]
    twice = {**args, "allowed_addresses": ["10.0.0.7:8000"]}
    assert settings(twice).config["ocr"]["allowedAddresses"] == ["10.0.0.7:8000"]


def test_a_slash_at_the_end_is_taken_away_because_librechat_adds_one():
    assert settings({**CUSTOM, "base_url": "https://a.example.com/v1/"}).environment == {
        "OCR_BASEURL": "https://a.example.com/v1"
    }


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "missing argument strategy"),
        ({"strategy": "tesseract"}, "strategy: expected one of mistral_ocr, custom_ocr, azure_mistral_ocr"),
        ({"strategy": "mistral_ocr"}, "strategy mistral_ocr needs api_key"),
        ({**MISTRAL, "api_key_secret": REFERENCE}, "api_key and api_key_secret are mutually exclusive"),
        ({**MISTRAL, "api_key": ""}, "api_key: expected a secret that is not empty, got a value of type str"),
        ({**MISTRAL, "base_url": "https://a.example.com"}, "base_url has no effect with strategy mistral_ocr"),
        ({**MISTRAL, "allowed_addresses": ["a:1"]}, "allowed_addresses has no effect with strategy mistral_ocr"),
        ({**MISTRAL, "location": "a"}, "location has no effect with strategy mistral_ocr"),
        ({**MISTRAL, "modle": "a"}, r"unknown argument modle \(did you mean model\?\)"),
        ({"strategy": "custom_ocr", "api_key": "k", "model": "m"}, "strategy custom_ocr needs base_url"),
        ({"strategy": "azure_mistral_ocr", "api_key": "k", "base_url": "https://a.example.com"}, "needs model"),
        ({**CUSTOM, "base_url": "ocr:8000"}, "base_url: expected a URL"),
        ({**CUSTOM, "base_url": "https://a.example.com/v1/ocr/"}, "base_url .*/v1/ocr/ ends with /ocr"),
        ({"strategy": "vertexai_mistral_ocr"}, "strategy vertexai_mistral_ocr needs model"),
        ({**VERTEXAI, "api_key": "k"}, "api_key has no effect with strategy vertexai_mistral_ocr"),
        (
            {**VERTEXAI, "service_key": "{}", "service_key_secret": REFERENCE},
            "service_key and service_key_secret are mutu",
        ),
        (
            {"strategy": "document_parser", "api_key_secret": REFERENCE},
            "api_key has no effect with strategy document",
        ),
        *(
            ({**CUSTOM, "allowed_addresses": [address]}, "allowed_addresses: expected a list of hosts")
            for address in ("a", "http://a:1", "a:1/b", "a:b", "a b:1", "9.9.9.9:1", "10.0.0.0/8", "", ":1", "u@a:1")
        ),
        ({**CUSTOM, "allowed_addresses": []}, "allowed_addresses: expected a list of hosts"),
    ],
)
def test_refuses(args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message) as caught:
        settings(args)
    assert "\n" not in str(caught.value)


def test_azures_address_may_end_as_azure_shows_it():
    assert settings({**AZURE, "base_url": "https://a.example.com/v1/ocr"}).environment["OCR_BASEURL"].endswith("/ocr")  # type: ignore[union-attr]


@given(st.sampled_from([MISTRAL, CUSTOM, AZURE]), st.text(min_size=1, max_size=40).map("secret:{}".format))
def test_a_key_stands_nowhere_but_among_the_secrets(args: dict[str, Any], key: str):
    rendered = settings({**args, "api_key": key})
    assert rendered.secrets == {"OCR_API_KEY": key}
    assert key not in str(rendered.config)
    assert key not in str(rendered.environment)
