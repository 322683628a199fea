from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from homelab.aws.retrieval_api.function.settings import Settings, StoreKind, read_settings, to_environment

SETTINGS = st.builds(
    Settings,
    store=st.sampled_from(StoreKind),
    store_endpoint=st.text(),
    store_bucket=st.text(),
    documents_prefix=st.text(),
    dimensions=st.integers(256, 1024),
    min_score=st.floats(0, 1),
    chunk_characters=st.integers(200, 8000),
    cache_ttl=st.integers(1),
)


@given(SETTINGS)
def test_settings_are_the_same_after_they_were_variables(settings: Settings):
    environment = to_environment(settings)
    assert read_settings(environment | {"AWS_REGION": "eu-central-1"}) == settings
    assert all(isinstance(value, str) for value in environment.values())


def test_variables_are_named_after_settings_and_leave_out_defaults():
    settings = Settings(store=StoreKind.DOMAIN, store_endpoint="https://search", min_score=0.5)
    assert to_environment(settings) == {
        "RETRIEVAL_STORE": "domain",
        "RETRIEVAL_STORE_ENDPOINT": "https://search",
        "RETRIEVAL_MIN_SCORE": "0.5",
    }


@pytest.mark.parametrize(
    "changed",
    [
        {"STORE": "redis"},
        {"DIMENSIONS": "1"},
        {"MIN_SCORE": "2"},
        {"MIN_SCORE": "nan"},
        {"CACHE_TTL": "0"},
        {"TYPO": "x"},
    ],
)
def test_a_variable_that_is_wrong_or_unknown_is_refused(changed: dict[str, Any]):
    environment = {"RETRIEVAL_STORE": "memory"} | {f"RETRIEVAL_{name}": value for name, value in changed.items()}
    with pytest.raises(ValidationError):
        read_settings(environment)


def test_the_store_has_to_be_named():
    with pytest.raises(ValidationError, match="store"):
        read_settings({})
