import pytest

from homelab.librechat_config.documentation import _PAGES, documentation_url
from homelab.librechat_config.schema.published import json_schema

START = "https://www.librechat.ai/docs/configuration/librechat_yaml/object_structure/"


@pytest.mark.parametrize(
    ("key", "page"),
    [
        ("interface", "interface"),
        ("interface.agents.use", "interface"),
        ("webSearch", "web_search"),
        ("endpoints", "config"),
        ("endpoints.custom", "custom_endpoint"),
        ("endpoints.custom.0.name", "custom_endpoint"),
        ("version", "config"),
        ("anything", "config"),
    ],
)
def test_the_most_specific_page_is_returned(key: str, page: str):
    assert documentation_url(key) == START + page


def test_unknown_keys_have_the_general_page():
    properties = json_schema()["properties"]
    known = {*properties, *(f"endpoints.{key}" for key in properties["endpoints"]["properties"])}
    assert set(_PAGES) <= known
