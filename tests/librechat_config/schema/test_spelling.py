import json
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.librechat_config import variables
from homelab.librechat_config.schema.published import json_schema
from homelab.librechat_config.schema.spelling import closest_name
from homelab.librechat_config.variables import Reader, runtime

KNOWN = ("titleModel", "allowedAddresses", "presets", "mode", "model", "topP", "png", "OPENAI_MODELS")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("titlemodel", "titleModel"),
        ("title_model", "titleModel"),
        ("title-model", "titleModel"),
        ("PNG", "png"),
        ("preset", "presets"),
        ("modes", "mode"),
        ("allowedAddress", "allowedAddresses"),
        ("OPENAI_MODEL", "OPENAI_MODELS"),
        ("titelModel", "titleModel"),
        ("titleModl", "titleModel"),
        ("titleModdel", "titleModel"),
        ("titlaModel", "titleModel"),
        ("mdoel", "model"),
    ],
)
def test_case_number_and_one_letter_are_corrected(given: str, meant: str):
    assert closest_name(given, KNOWN) == meant


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ("forcePrompt", "titlePrompt"),
        ("alertsEnabled", "enabled"),
        ("allowedDomains", "allowedProviders"),
        ("GROQ_API_KEY", "TTS_API_KEY"),
        ("S3_KEY_PREFIX", "REDIS_KEY_PREFIX"),
        ("SESSION_SECRET", "SAML_SESSION_SECRET"),
        ("SERPAPI_API_KEY", "SERPER_API_KEY"),
        ("STATIC_CACHE_S_MAX_AGE", "STATIC_CACHE_MAX_AGE"),
        ("DALLE2_API_KEY", "DALLE3_API_KEY"),
        ("DALLE_API_KEY", "DALLE3_API_KEY"),
        ("gpt-4", "gpt-4o"),
        ("topK", "topP"),
        ("models", "modes"),
        ("cash", "cache"),
        ("", "a"),
    ],
)
def test_other_differences_make_another_name(given: str, known: str):
    assert closest_name(given, [known]) is None


def test_nothing_is_meant_where_two_names_are_as_close():
    assert closest_name("titleModels", ["titleModel", "title_model"]) is None
    assert closest_name("TitleModel", ["titleModel", "title_model"]) == "titleModel"


def siblings(schema: Any) -> Iterator[list[str]]:
    """Sibling keys in librechat.yaml, and values of one key."""
    if isinstance(schema, Mapping):
        yield list(schema.get("properties", ()))
        yield [value for value in schema.get("enum", ()) if isinstance(value, str)]
    for inner in schema.values() if isinstance(schema, Mapping) else schema if isinstance(schema, list) else ():
        yield from siblings(inner)


def names_of(file: str) -> list[str]:
    table = json.loads(resources.files(variables).joinpath(file).read_text())
    return [*table["read"], *table["only_mentioned"]]


KEYS = sorted({tuple(sorted(names)) for names in siblings(json_schema()["properties"]) if names})
VARIABLES = [
    sorted({*names_of(file), *(name for names in families.values() for name in names if "*" not in name)})
    for file, families in (
        ("librechat.json", runtime.READ_BY[Reader.LIBRECHAT]),
        ("rag_api.json", runtime.READ_BY[Reader.RAG_API]),
    )
]
SAME = {
    frozenset(names)
    for names in (
        ("maxTokens", "max_tokens"),
        ("topP", "top_p"),
        ("LANGFUSE_BASEURL", "LANGFUSE_BASE_URL"),
        *((name.lower(), name) for name in ("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")),
    )
}
"""Names that are read in both spellings."""


@pytest.mark.parametrize("names", [*KEYS, *VARIABLES], ids=lambda names: names[0])
def test_no_real_name_hints_at_another_one(names: list[str]):
    for name in names:
        hint = closest_name(name, [other for other in names if other != name])
        assert hint is None or frozenset((name, hint)) in SAME


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=4))
def test_any_text_has_an_answer(given: str, known: list[str]):
    assert closest_name(given, known) in (None, *known)
