from homelab.librechat_config.schema import published


def test_the_schema_says_what_it_describes():
    facts = published.json_schema()["x-librechat"]
    assert facts["package"] == "librechat-data-provider"
    assert published.config_version() in published.json_schema()["title"]


def test_reserved_names_are_those_of_the_package():
    assert {"openAI", "azureOpenAI", "custom", "bedrock"} <= set(published.reserved_endpoint_names())


def test_parameters_are_known_for_the_endpoints_that_custom_ones_follow():
    assert "temperature" in published.parameters()["openAI"]
    assert {"custom", "openrouter", "anthropic", "google"} <= published.parameters().keys()


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
