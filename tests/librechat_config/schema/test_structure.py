import time

import pulumi
import pytest

from homelab.librechat_config.schema import schema_problems
from homelab.librechat_config.schema.structure import structural_problems
from tests.librechat_config.schema.checked import config, found_by_schema


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cash: true", "cash: unknown key"),
        ("unheardOfAtAll: 1", "unheardOfAtAll: unknown key"),
        (
            "interface: {sharedLinks: {publik: true}}",
            "interface.sharedLinks.publik: unknown key (did you mean public?)",
        ),
        ("endpoints: {openAI: {titleModl: a}}", "endpoints.openAI.titleModl: unknown key (did you mean titleModel?)"),
        (
            "webSearch: {scraperType: firecrawl}",
            "webSearch.scraperType: unknown key: was renamed in v0.8.1: write scraperProvider",
        ),
        ("{version: 1.3}", "version: expected a string, got 1.3 (write it in quotes)"),
        ("speech:", "speech: expected a map of tts, stt, speechTab, got nothing (remove the key)"),
        ("interface: {presets: 'yes'}", "interface.presets: expected true or false, got 'yes'"),
        ("imageOutputType: PNG", "imageOutputType: expected one of png, webp, jpeg, got 'PNG' (did you mean png?)"),
        ("interface: {temporaryChatRetention: 0}", "interface.temporaryChatRetention: expected at least 1, got 0"),
        ("includedTools: calculator", "includedTools: expected a list, got 'calculator'"),
        ("turnstile: {}", "turnstile.siteKey: missing: expected a string"),
        ("cloudfront: {domain: cdn}", "cloudfront.domain: expected a URL such as https://example.com, got 'cdn'"),
        (
            "fileStrategy: {avatar: s3}",
            "fileStrategy: expected one of local, firebase, s3, azure_blob, cloudfront, got a map "
            "(strategies by type of file are fileStrategies)",
        ),
        (
            "interface: {agents: 'on'}",
            "interface.agents: expected true or false or a map of use, create, share, public, got 'on'",
        ),
        ("interface: {agents: {user: true}}", "interface.agents.user: unknown key"),
        (
            "webSearch: {tavilySearchOptions: {includeAnswer: basicc}}",
            "webSearch.tavilySearchOptions.includeAnswer: expected true or false or one of basic, advanced, "
            "got 'basicc'",
        ),
        ("mcpServers: {a: {url: 'http://a', header: {}}}", "mcpServers.a.header: unknown key (did you mean headers?)"),
        ("mcpServers: {a: {command: npx}}", "mcpServers.a.args: missing: expected a list"),
        (
            "mcpServers: {a: {type: htp, url: 'http://a'}}",
            "mcpServers.a.type: expected one of stdio, websocket, sse, streamable-http, http, got 'htp'",
        ),
        ("memory: {agent: {provider: a}}", "memory.agent.model: missing: expected a string"),
        (
            "endpoints: {custom: [{addParams: {since: 2026-01-01}}]}",
            "endpoints.custom.0.addParams.since: expected a string or a number, got a value of type date "
            "(write it in quotes)",
        ),
        (
            "skillSync: {github: {sources: [{id: a, owner: b, repo: c, paths: [x], token: ' ${TOKEN}'}]}}",
            "skillSync.github.sources.0.token: expected a string without spaces at its ends, got [secret]",
        ),
        ("balance: {startBalance: .nan}", "balance.startBalance: expected a number, got nan"),
    ],
)
def test_messages_have_one_line_with_the_expected_value(text: str, message: str):
    assert found_by_schema(text) == [message]


def test_a_server_is_of_the_type_that_it_names():
    assert found_by_schema("mcpServers: {a: {type: http, command: npx, args: []}}") == [
        "mcpServers.a.url: missing: expected a string",
        "mcpServers.a.command: unknown key",
        "mcpServers.a.args: unknown key",
    ]


def test_all_mistakes_are_reported_at_once():
    assert len(found_by_schema("{cash: 1, imageOutputType: gif, interface: {sidePanel: true, presets: 1}}")) == 4


def test_a_valid_file_has_none():
    text = "interface: {prompts: {use: true}, agents: false}\nendpoints: {openAI: {titleModel: a}}"
    assert not found_by_schema(text)


def test_unknown_keys_are_warnings_for_the_lenient():
    problems = schema_problems(
        config("{newKey: 1, interface: {agents: {newKey: 1}}, imageOutputType: gif}"), lenient=True
    )
    assert {problem.path: problem.is_error for problem in problems} == {
        "newKey": False,
        "interface.agents.newKey": False,
        "imageOutputType": True,
    }


def test_opaque_values_are_accepted_everywhere():
    def later() -> pulumi.Output[str]:
        return pulumi.Output.from_input("later")

    problems = schema_problems(
        {
            "version": later(),
            "cache": later(),
            "imageOutputType": later(),
            "endpoints": {"custom": [{"name": later(), "models": later()}], "azureOpenAI": {"groups": later()}},
            "interface": {"prompts": {"use": later()}, "agents": later()},
            "mcpServers": {
                "one": {"url": later(), "type": later()},
                "two": {"url": "http://a", "headers": {"X": later()}},
            },
            "actions": {"allowedAddresses": [later()]},
            "cloudfront": {"domain": later(), "imageSigning": later(), "requireSignedAccess": True},
            "skillSync": {"github": {"enabled": later(), "sources": [later()]}},
        }
    )
    assert not problems


def test_a_secret_is_never_shown():
    text = (
        "{ocr: {apiKey: [sk-hidden]}, langfuse: {secretKey: {a: sk-hidden}}, "
        "speech: {stt: {openai: {apiKey: sk-hidden}}}}"
    )
    lines = found_by_schema(text)
    assert len(lines) == 3
    assert "hidden" not in "".join(lines)


def test_validation_takes_milliseconds():
    content = config("endpoints: {custom: [{name: a, apiKey: b, baseURL: c, models: {default: [d]}}]}")
    structural_problems(content, lenient=False)
    start = time.process_time()
    structural_problems(content, lenient=False)
    assert time.process_time() - start < 0.05
