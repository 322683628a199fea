from homelab.librechat_config.merge import KEYED_LISTS, merge
from homelab.librechat_config.schema.published import json_schema
from tests.librechat_config.documents import ITEM, leaves


def test_keyed_lists_are_lists_whose_items_have_that_key():
    known = leaves(json_schema())
    assert [path for path, key in KEYED_LISTS.items() if (*path, ITEM, key) not in known] == []


def test_a_user_s_endpoint_completes_the_derived_one_of_its_name():
    base = {"endpoints": {"custom": [{"name": "vLLM", "apiKey": "k"}, {"name": "Ollama", "apiKey": "k"}]}}
    own = {"endpoints": {"custom": [{"name": "Ollama", "iconURL": "x", "apiKey": None}, {"name": "Mine"}]}}
    assert merge(base, own) == {
        "endpoints": {
            "custom": [
                {"name": "vLLM", "apiKey": "k"},
                # It stays removed, whatever is implied later.
                {"name": "Ollama", "apiKey": None, "iconURL": "x"},
                {"name": "Mine"},
            ]
        }
    }
