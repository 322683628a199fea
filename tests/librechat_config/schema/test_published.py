from homelab.librechat_config.schema import published
from homelab.librechat_config.schema.refinements import REFINEMENTS

COVERED = {"mcpServers.*.url": "mcpServers.*"}
"""Refinements that are checked one level up, where the transport is known."""
IMPLIED = {"endpoints.agents.managementApi.auth.clients.*.tenantId"}
"""Refinements of what the pattern forbids already."""


def test_the_schema_says_what_it_describes():
    assert f"librechat-{published.json_schema()['x-librechat']['version']}.schema.json" == published.FILE
    assert published.config_version() == "1.3.17"


def test_reserved_names_are_those_of_the_package():
    assert {"openAI", "azureOpenAI", "custom", "bedrock"} <= set(published.reserved_endpoint_names())


def test_every_refinement_of_the_package_is_checked():
    refined = {path for path, kinds in published.effects().items() if set(kinds) & {"refinement", "pipeline"}}
    assert {COVERED.get(path, path) for path in refined - IMPLIED} == set(REFINEMENTS)


def test_web_search_has_a_variable_for_each_key_and_url():
    assert published.web_search_defaults()["searxngInstanceUrl"] == "${SEARXNG_INSTANCE_URL}"
    assert "rerankerType" not in published.web_search_defaults()


def test_every_object_is_closed_or_free():
    def unclosed(schema: object) -> int:
        if isinstance(schema, list):
            return sum(map(unclosed, schema))
        if not isinstance(schema, dict):
            return 0
        is_open = schema.get("type") == "object" and "additionalProperties" not in schema
        return is_open + sum(map(unclosed, schema.values()))

    assert unclosed(published.json_schema()["properties"]) == 0
