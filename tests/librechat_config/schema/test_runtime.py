import pytest

from homelab.librechat_config.schema import problems
from tests.librechat_config.schema.checked import config, found

ENDPOINT = "{{name: {}, apiKey: k, baseURL: 'https://a.example.com', models: {{default: [m]}}}}"


def test_another_version_is_a_warning():
    (problem,) = problems({"version": "1.2.8"}, variables=None)
    assert (str(problem), problem.is_error) == ("version: expected 1.3.17, got '1.2.8': LibreChat only logs it", False)


@pytest.mark.parametrize("key", ["name", "apiKey", "baseURL", "models"])
def test_incomplete_custom_endpoints_are_errors(key: str):
    content = config(f"endpoints: {{custom: [{ENDPOINT.format('a')}]}}")
    assert not problems(content, variables=None)
    del content["endpoints"]["custom"][0][key]
    (problem,) = problems(content, variables=None)
    assert str(problem) == f"endpoints.custom.0.{key}: missing: LibreChat skips the endpoint without it"


def test_names_of_custom_endpoints_are_used_once():
    def lines(*names: str) -> list[str]:
        return list(found(f"endpoints: {{custom: [{', '.join(map(ENDPOINT.format, names))}]}}"))

    assert not lines("a", "b")
    assert not lines("a", "A")
    assert lines("a", "a") == ["endpoints.custom: two entries have the name 'a'"]
    assert lines("Ollama", "ollama") == ["endpoints.custom: two entries have the name 'ollama'"]


@pytest.mark.parametrize(
    ("providers", "given"),
    [
        ("", "none"),
        ("allowedAddresses: []", "none"),
        (
            "openai: {apiKey: a, model: b}, "
            "azureOpenAI: {instanceName: a, apiKey: b, deploymentName: c, apiVersion: d}",
            "openai and azureOpenAI",
        ),
    ],
)
def test_speech_to_text_has_exactly_one_provider(providers: str, given: str):
    assert found(f"speech: {{stt: {{{providers}}}}}") == [f"speech.stt: expected exactly one provider, got {given}"]


def test_one_provider_is_fine():
    assert not found("speech: {stt: {openai: {apiKey: a, model: b}}, speechTab: {}}")


@pytest.mark.parametrize("key", ["searxngInstanceUrl", "firecrawlApiUrl", "firecrawlVersion", "jinaApiKey"])
def test_web_search_takes_references_only(key: str):
    (line,) = found(f"webSearch: {{{key}: literal-hidden}}")
    assert line.startswith(f"webSearch.{key}: expected a reference to a variable, such as ${{")
    assert "hidden" not in line


@pytest.mark.parametrize(
    ("choice", "variable"),
    [
        ("rerankerType: jina", "JINA_API_KEY"),
        ("rerankerType: cohere", "COHERE_API_KEY"),
        ("searchProvider: searxng", "SEARXNG_INSTANCE_URL"),
        ("searchProvider: tavily", "TAVILY_API_KEY"),
        ("scraperProvider: firecrawl", "FIRECRAWL_API_KEY"),
        ("scraperProvider: serper", "SERPER_API_KEY"),
    ],
)
def test_a_service_of_web_search_needs_its_variable(choice: str, variable: str):
    key, _, service = choice.partition(": ")
    assert found(f"webSearch: {{{choice}}}", variables=[]) == [
        f"webSearch.{key}: {service} needs {variable}, which nothing sets"
    ]
    assert not found(f"webSearch: {{{choice}}}", variables=[variable])
    assert not found(f"webSearch: {{{choice}}}")


@pytest.mark.parametrize("choice", ["rerankerType: none", "searchProvider: keenable"])
def test_services_without_a_key_need_nothing(choice: str):
    assert not found(f"webSearch: {{{choice}}}", variables=[])


def test_a_literal_key_is_reported_once():
    assert found("webSearch: {rerankerType: jina, jinaApiKey: '${MY_JINA}'}", variables=[]) == [
        "webSearch.jinaApiKey: nothing sets MY_JINA"
    ]
