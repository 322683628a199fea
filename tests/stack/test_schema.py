from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from homelab.stack import stack_schema
from tests.scenarios import SCENARIOS
from tools.schemas import FOLDER, schemas, text

ROOT = Path(__file__).parent.parent.parent
VALIDATOR = jsonschema.Draft202012Validator(stack_schema())
ENDPOINT = {"name": "a", "base_url": "https://a.example.com", "models": ["m"]}
MCP = {"type": "streamable-http", "url": "https://mcp.example.com"}


def stack(**groups: Any) -> dict[str, Any]:
    return {"config": {"homelab:workspace": {"namespace": "ai", "librechat": {"domain": "a.example.com"}, **groups}}}


def chat(**arguments: Any) -> dict[str, Any]:
    return stack(librechat={"domain": "a.example.com", **arguments})


def config(content: Mapping[str, Any]) -> dict[str, Any]:
    return chat(config=content)


@pytest.mark.parametrize("name", ["stack.json", "pulumi.json"])
def test_the_files_are_up_to_date(name: str):
    assert (FOLDER / name).read_text() == text(schemas()[name]), "run `make schema`"


def test_the_schema_is_one():
    # Its patterns are those of JavaScript, as the standard has it.
    jsonschema.Draft202012Validator.check_schema(stack_schema(), format_checker=jsonschema.FormatChecker(formats=()))


@pytest.mark.parametrize("name", ["dev", "production"])
def test_the_stacks_are_valid_and_point_editors_at_the_schema(name: str):
    file = (ROOT / f"Pulumi.{name}.yaml").read_text()
    assert file.startswith("# yaml-language-server: $schema=schema/stack.json\n")
    VALIDATOR.validate(yaml.safe_load(file))


@pytest.mark.parametrize("args", SCENARIOS.values(), ids=SCENARIOS)
def test_every_workspace_that_works_is_valid(args: Mapping[str, Any]):
    VALIDATOR.validate({"config": {"homelab:workspace": args}})


@pytest.mark.parametrize("secret", ["sk-not-a-key", {"secure": "AAAB"}], ids=["plain", "encrypted"])
def test_a_secret_may_be_encrypted_wherever_it_is(secret: object):
    VALIDATOR.validate(stack(openai={"api_key": secret}))
    VALIDATOR.validate(chat(secret_env={"OPENAI_API_KEY": secret, "OWN_KEY": secret}))
    VALIDATOR.validate(stack(custom_endpoints=[{**ENDPOINT, "api_key": secret}]))


@pytest.mark.parametrize("value", ["5", 5, 0.5, True])
def test_variables_need_no_quotes(value: object):
    VALIDATOR.validate(chat(env={"LOGIN_MAX": value}))
    VALIDATOR.validate(stack(rag={"env": {"RAG_UPLOAD_LIMIT": value}}))


@pytest.mark.parametrize(
    "content",
    [
        {"endpoints": {"custom": [{"name": "a", "headers": {"X-User": "me"}}]}},
        {"modelSpecs": {"list": [{"name": "a", "iconURL": "openAI"}]}},
        {"speech": {"tts": {"openai": {"voices": ["nova"]}}}},
        {"interface": {"fileSearch": None}, "registration": None},
        {"mcpServers": {"tools": MCP}},
    ],
)
def test_librechats_keys_complete_or_remove_what_is_derived(content: Mapping[str, Any]):
    VALIDATOR.validate(config(content))


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ({"config": {"homelab:workspce": {}}}, []),
        ({"config": {"homelab:openai-api-key": "x"}}, []),
        (stack(namespace={"secure": "AAAB"}), ["namespace"]),
        (stack(namespace="AI"), ["namespace"]),
        (stack(opneai={}), []),
        (stack(openai={"api_key": {"secure": 1}}), ["openai", "api_key"]),
        (stack(openai={"api_key": {}}), ["openai", "api_key"]),
        (stack(openai={"models": {"secure": "AAAB"}}), ["openai", "models"]),
        (stack(custom_endpoints=[{"name": "a"}]), ["custom_endpoints", 0]),
        (stack(custom_endpoints={}), ["custom_endpoints"]),
        (stack(documentdb={"engine": "mysql"}), ["documentdb", "engine"]),
        (stack(valkey={"external": {}}), ["valkey", "external"]),
        (stack(rag={"chunk_size": "big"}), ["rag", "chunk_size"]),
        (stack(rag={"env": {"A": None}}), ["rag", "env", "A"]),
        (stack(rag={"secret_env": {"RAG_OPENAI_API_KEY": 1}}), ["rag", "secret_env", "RAG_OPENAI_API_KEY"]),
        (stack(ollama={"gpu": "yes"}), ["ollama", "gpu"]),
        (chat(domian="a"), ["librechat"]),
        (chat(domain="https://a.example.com"), ["librechat", "domain"]),
        (chat(replicas="3"), ["librechat", "replicas"]),
        (chat(env={"LOGIN_MAX": [5]}), ["librechat", "env", "LOGIN_MAX"]),
        (chat(secret_env={"OPENAI_API_KEY": 5}), ["librechat", "secret_env", "OPENAI_API_KEY"]),
        (chat(env_from={"secrets": "keys"}), ["librechat", "env_from", "secrets"]),
        (chat(env_from={"variables": {"A": {"name": "keys"}}}), ["librechat", "env_from", "variables", "A"]),
        (chat(auth={"openid": {"issuer": "not a url"}}), ["librechat", "auth", "openid"]),
        (chat(storage={"type": "ftp"}), ["librechat", "storage", "type"]),
        (config({"interfce": {}}), ["librechat", "config"]),
        (config({"interface": {"agents": {"usee": True}}}), ["librechat", "config", "interface"]),
        (config({"interface": {"temporaryChatRetention": "long"}}), ["librechat", "config", "interface"]),
        (config({"endpoints": {"custom": [{"headers": {}}]}}), ["librechat", "config", "endpoints"]),
        (config({"endpoints": {"openAI": {"titleConvo": "yes"}}}), ["librechat", "config", "endpoints"]),
        (config({"mcpServers": {"tools": {"type": "stdio"}}}), ["librechat", "config", "mcpServers"]),
        (config({"modelSpecs": {"list": [{"label": "a"}]}}), ["librechat", "config", "modelSpecs"]),
        (config({"fileStrategy": "ftp"}), ["librechat", "config", "fileStrategy"]),
        (config({"registration": {"allowedDomains": "example.com"}}), ["librechat", "config", "registration"]),
        (config({"memory": {"agent": {"provider": "openAI"}}}), ["librechat", "config", "memory"]),
        (config({"version": 1.3}), ["librechat", "config", "version"]),
    ],
)
def test_editors_find_mistakes_where_they_are(file: Mapping[str, Any], place: Sequence[str | int]):
    errors = [list(error.absolute_path) for error in VALIDATOR.iter_errors(file)]
    assert errors
    where = ["config", *(["homelab:workspace", *place] if place or "homelab:workspace" in file["config"] else [])]
    assert any(path[: len(where)] == where or path == where for path in errors)


def test_keys_of_other_packages_are_valid():
    VALIDATOR.validate({"config": {**stack()["config"], "kubernetes:context": "kind"}})


def test_editors_show_librechats_documentation():
    properties = stack_schema()["$defs"]["LibreChatConfig"]["properties"]
    pages = {key: schema["description"] for key, schema in properties.items()}
    assert pages["interface"].endswith("/librechat_yaml/object_structure/interface")
    assert all(page.startswith("https://www.librechat.ai/docs/") for page in pages.values())


def test_editors_complete_variables_where_they_belong():
    group = stack_schema()["$defs"]["WorkspaceLibreChatArgs"]["properties"]
    plain, secret = group["env"]["properties"], group["secret_env"]["properties"]
    assert "LOGIN_MAX" in plain
    assert "OPENAI_API_KEY" in secret
    assert "OPENAI_API_KEY" not in plain
    assert "MONGO_URI" not in {*plain, *secret}


@pytest.mark.parametrize(
    ("key", "is_valid"), [("my.chat:workspace", True), ("my.chat:other", False), ("mychat:x", True)]
)
def test_a_project_of_another_name_has_its_own_key(key: str, is_valid: bool):
    file = {"config": {key: stack()["config"]["homelab:workspace"]}}
    assert jsonschema.Draft202012Validator(stack_schema("my.chat")).is_valid(file) is is_valid
