from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from homelab.plugin import COMPONENTS, pulumi_schema, version
from homelab.plugin.inputs import arguments_of

SCHEMA = pulumi_schema()
TYPES: Mapping[str, Any] = SCHEMA["types"]
GROUPS = {token: each for token, each in TYPES.items() if "enum" not in each}
RESOURCES: Mapping[str, Any] = SCHEMA["resources"]


def properties() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for token, each in {**GROUPS, **RESOURCES}.items():
        for name, field in {**each.get("properties", {}), **each.get("inputProperties", {})}.items():
            yield f"{token}.{name}", field


def references(schema: Any) -> Iterator[str]:
    for key, each in schema.items() if isinstance(schema, dict) else enumerate(schema):
        if key == "$ref":
            yield each
        elif isinstance(each, dict | list):
            yield from references(each)


def test_every_property_is_described():
    assert [path for path, field in properties() if not field.get("description", "").strip()] == []
    assert [token for token, each in {**TYPES, **RESOURCES}.items() if not each.get("description")] == []
    assert [choice for each in TYPES.values() for choice in each.get("enum", []) if not choice.get("description")] == []


def test_inherited_arguments_have_their_own_descriptions():
    own = GROUPS["homelab:index:WorkspaceLibreChat"]["properties"]
    assert own["secretEnv"]["description"] == "Secret variables, stored in a Secret. Default: none."
    assert RESOURCES["homelab:index:Valkey"]["inputProperties"]["namespace"]["description"]


def test_descriptions_spell_arguments_as_the_caller_does():
    field = GROUPS["homelab:index:Anthropic"]["properties"]["apiKey"]
    assert field["description"] == "API key for all users. One of this, ``apiKeySecret`` and ``userProvided``."


def test_descriptions_have_no_examples_in_python():
    assert "```" not in str(SCHEMA)
    assert "\n  " not in RESOURCES["homelab:index:AIWorkspace"]["description"]


def test_no_type_ends_in_what_sdks_add_themselves():
    assert [token for token in TYPES if token.endswith("Args")] == []


def test_types_and_resources_have_names_of_their_own():
    names = [token.rpartition(":")[2] for token in (*TYPES, *RESOURCES)]
    assert len(names) == len({name.lower() for name in names})


def test_every_reference_leads_somewhere():
    known = {"pulumi.json#/Any", *(f"#/types/{token}" for token in TYPES)}
    assert set(references(SCHEMA)) - known == set()


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_component_has_every_argument(component: type):
    required = RESOURCES[f"homelab:index:{component.__name__}"]
    assert len(required["inputProperties"]) == len(arguments_of(component).__annotations__)


def test_any_part_of_librechats_own_words_may_be_an_output():
    config = GROUPS["homelab:index:WorkspaceLibreChat"]["properties"]["config"]
    assert config["additionalProperties"]["$ref"] == "pulumi.json#/Any"
    assert "plain" not in config["additionalProperties"]


def test_what_components_give_out_may_be_taken_as_an_output():
    given = {field["$ref"] for each in RESOURCES.values() for field in each["properties"].values() if "$ref" in field}
    taken = [field for _, field in properties() if field.get("$ref") in given]
    assert len(taken) > len(given)
    assert [field for field in taken if field.get("plain")] == []


def test_it_has_the_librarys_version():
    assert SCHEMA["version"] == version() != "0.0.0"
