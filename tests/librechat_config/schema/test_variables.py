import pytest

from homelab.librechat_config.schema.opaque import Unknown
from homelab.librechat_config.schema.variables import NEVER_EXPANDED, expand, reference
from tests.librechat_config.schema.checked import found

CUSTOM = (
    "endpoints: {{custom: [{{name: a, apiKey: '{}', baseURL: 'https://a', models: {{fetch: true, default: [a]}}}}]}}"
)


def test_a_variable_that_is_set_is_fine():
    assert not found(CUSTOM.format("${MY_KEY}"), variables=["MY_KEY"])


def test_one_that_nothing_sets_is_named_with_its_neighbour():
    lines = found(CUSTOM.format("${MY_KEYS}"), variables=["MY_KEY"])
    assert lines == ["endpoints.custom.0.apiKey: nothing sets MY_KEYS (did you mean MY_KEY?)"]


def test_variables_are_not_looked_up_if_the_environment_is_unknown():
    assert not found(CUSTOM.format("${ANYTHING}"))


@pytest.mark.parametrize("name", sorted(NEVER_EXPANDED))
def test_librechats_own_secrets_are_never_expanded(name: str):
    (line,) = found(CUSTOM.format(f"${{{name}}}"), variables=[name])
    assert line == f"endpoints.custom.0.apiKey: LibreChat never expands ${{{name}}}: set a variable of another name"


def test_variables_inside_of_a_text_are_looked_up():
    (line,) = found("endpoints: {openAI: {headers: {X: 'Bearer ${A} ${B}.'}}}", variables=["A"])
    assert line == "endpoints.openAI.headers.X: nothing sets B"


def test_two_variables_at_the_ends_are_one_name_to_librechat():
    (line,) = found("endpoints: {openAI: {headers: {X: '${A}/${B}'}}}", variables=["A", "B"])
    assert "several variables" in line


AZURE = "endpoints: {{azureOpenAI: {{groups: [{{group: a, apiKey: k, instanceName: i, {}: '{}', models: {{}}}}]}}}}"


def test_the_names_in_an_azure_address_are_librechats_own():
    url = "https://gateway.example.com/${INSTANCE_NAME}/${DEPLOYMENT_NAME}/${STAGE}/v1"
    assert not found(AZURE.format("baseURL", url), variables=["STAGE"])
    (line,) = found(AZURE.format("baseURL", url), variables=[])
    assert line == "endpoints.azureOpenAI.groups.0.baseURL: nothing sets STAGE"
    (line,) = found(AZURE.format("version", "${INSTANCE_NAME}"), variables=[])
    assert line == "endpoints.azureOpenAI.groups.0.version: nothing sets INSTANCE_NAME"


@pytest.mark.parametrize(
    "text",
    [
        "turnstile: {siteKey: '${KEY}'}",
        "interface: {privacyPolicy: {externalUrl: '${KEY}'}}",
        "webSearch: {searxngSearchOptions: {language: '${KEY}'}}",
        "endpoints: {openAI: {titleModel: '${KEY}'}}",
    ],
)
def test_a_reference_where_librechat_does_not_expand_is_an_error(text: str):
    (line,) = found(text, variables=["KEY"])
    assert line.endswith("LibreChat does not expand ${KEY} here: write the value itself")


def test_nor_does_it_in_urls_of_speech():
    text = "speech: {stt: {openai: {apiKey: '${KEY}', model: a, url: 'https://${HOST}/v1/audio/transcriptions'}}}"
    (line,) = found(text, variables=["KEY", "HOST"])
    assert line == "speech.stt.openai.url: LibreChat does not expand ${HOST} here: write the value itself"


def test_prose_may_talk_of_variables():
    assert not found("interface: {customWelcome: 'Write ${NAME} in your shell'}", variables=[])


@pytest.mark.parametrize(
    "text",
    [
        "mcpServers: {a: {url: 'https://a.example.com', headers: {X: '${V}'}}}",
        "mcpServers: {a: {command: a, args: ['${V}'], env: {A: '${V}'}}}",
        "mcpServers: {a: {url: 'https://a.example.com', "
        "apiKey: {source: admin, authorization_type: bearer, key: '${V}'}}}",
        "endpoints: {bedrock: {inferenceProfiles: {a: '${V}'}}}",
        "endpoints: {anthropic: {vertex: {projectId: '${V}'}}}",
        "endpoints: {azureOpenAI: {groups: ["
        "{group: a, apiKey: '${V}', instanceName: '${V}', "
        "models: {a: {deploymentName: '${V}', version: '${V}'}}}]}}",
        "webSearch: {jinaApiKey: '${V}'}",
        "ocr: {apiKey: '${V}', mistralModel: '${V}'}",
        "langfuse: {headers: {X: '${V}'}}",
        "speech: {tts: {azureOpenAI: {instanceName: '${V}', apiKey: '${V}', "
        "deploymentName: a, apiVersion: a, model: '${V}', voices: []}}}",
    ],
)
def test_readers_that_expand_get_what_is_set_and_nothing_else(text: str):
    assert not found(text, variables=["V"])
    assert all(line.endswith("nothing sets V") for line in found(text, variables=[]))
    assert len(found(text, variables=[])) == text.count("${V}")


def test_known_values_are_filled_in():
    values = {"HOST": "example.com", "SECRET": object()}
    assert expand({"a": ["https://${HOST}/x", 1]}, values) == {"a": ["https://example.com/x", 1]}
    assert expand("${SECRET}", values) is Unknown.VALUE
    assert expand("${OTHER}/", values) is Unknown.VALUE
    assert expand("${JWT_SECRET}", {"JWT_SECRET": "hidden"}) == "${JWT_SECRET}"


def test_a_reference_is_the_whole_text():
    assert reference(" ${A} ") == "A"
    assert reference("x ${A}") is None
