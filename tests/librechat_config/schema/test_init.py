import pulumi
from hypothesis import given
from hypothesis import strategies as st

from homelab.librechat_config.schema import DIFFERENCES, problems
from homelab.librechat_config.schema.published import json_schema
from tests.librechat_config.schema.checked import config, found

SECTIONS = sorted(json_schema()["properties"])
LATER = pulumi.Output.from_input("later")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(LATER),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*SECTIONS, "*", "custom", "stt", "url"]), inner, max_size=3)
    ),
    max_leaves=8,
)


def test_rules_of_the_server_apply_beside_mistakes_of_the_schema():
    lines = found("{cash: 1, speech: {stt: {}}, webSearch: {safeSearch: 7, jinaApiKey: literal}}")
    assert [line.partition(":")[0] for line in lines] == [
        "webSearch.safeSearch",
        "cash",
        "speech.stt",
        "webSearch.jinaApiKey",
    ]


def test_a_value_is_reported_once():
    assert found("endpoints: {custom: [{name: 5, apiKey: k, baseURL: u, models: {default: [m]}}]}") == [
        "endpoints.custom.0.name: expected a string, got 5 (write it in quotes)"
    ]


@given(st.dictionaries(st.sampled_from(SECTIONS), VALUES, max_size=4))
def test_any_content_has_an_answer(content: dict[str, object]):
    problems(content, variables=["A"], environment={"A": "text"})
    problems(content, variables=None, lenient=True)


def test_nothing_given_is_changed():
    content = config("mcpServers: {a: {url: '${URL}'}}")
    problems(content, variables=["URL"], environment={"URL": "https://a.example.com"})
    assert content["mcpServers"]["a"]["url"] == "${URL}"


def test_differences_to_zod_are_explained():
    assert all(len(text) > 40 for text in DIFFERENCES.values())
