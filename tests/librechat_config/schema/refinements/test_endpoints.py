import pytest

from tests.librechat_config.schema.checked import found_by_schema


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("endpoints: {}", "endpoints: expected at least one endpoint"),
        (
            "endpoints: {custom: [{name: openAI}]}",
            "endpoints.custom.0.name: expected a name other than LibreChat's own",
        ),
        (
            "endpoints: {custom: [{addParams: {web_search: 'on'}}]}",
            "endpoints.custom.0.addParams.web_search: expected true",
        ),
        (
            "endpoints: {azureOpenAI: {groups: [{group: a, apiKey: b, models: {}, addParams: {web_search: 1}}]}}",
            "endpoints.azureOpenAI.groups.0.addParams.web_search: expected true or false, got 1",
        ),
        (
            "endpoints: {custom: [{customParams: {paramDefinitions: "
            "[{key: a, range: {min: 0, max: 1, positiveMin: 2}}]}}]}",
            "endpoints.custom.0.customParams.paramDefinitions.0.range.positiveMin: "
            "expected at most max, which is 1, got 2",
        ),
        ("modelSpecs: {list: [{name: a, label: b, preset: {}}]}", "modelSpecs.list.0.preset.endpoint: missing"),
        (
            "modelSpecs: {list: [{name: a, label: b, preset: {agent_id: ''}}]}",
            "modelSpecs.list.0.preset.endpoint: missing",
        ),
        (
            "modelSpecs: {list: [{name: a, label: b, preset: {endpoint: c}, "
            "subagents: {agent_ids: [a,b,c,d,e,f,g,h,i,j,k]}}]}",
            "modelSpecs.list.0.subagents.agent_ids: expected at most 10 entries, got 11",
        ),
        *(
            (text.format("allowedAddresses: [localhost]"), f"{path}.allowedAddresses.0: expected host:port")
            for path, text in {
                "actions": "actions: {{{}}}",
                "endpoints": "endpoints: {{{}}}",
                "mcpSettings": "mcpSettings: {{{}}}",
                "ocr": "ocr: {{{}}}",
                "speech.stt": "speech: {{stt: {{{}}}}}",
                "speech.tts": "speech: {{tts: {{{}}}}}",
                "webSearch": "webSearch: {{{}}}",
            }.items()
        ),
    ],
)
def test_refinements_are_ported(text: str, expected: str):
    (line,) = found_by_schema(text)
    assert line.startswith(expected), line
