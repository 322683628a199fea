from collections.abc import Mapping
from typing import Any

import pytest

from homelab.arguments import secret_paths
from homelab.arguments.schema import validator
from homelab.explain import find, workspace
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.modules.groups import COMPONENTS
from tests.explain.test_find import PATHS


def test_a_description_is_that_of_the_definition():
    described = find("librechat.ingress.tls.cluster_issuer").describe()
    assert described.meaning == "cert-manager ClusterIssuer that issues the certificate."
    assert (described.type, described.required, described.default) == ("string", False, "none")
    assert described.expected == ["the name of a Kubernetes object such as 'my-secret'"]
    assert described.may_be_output


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("namespace", "string"),
        ("librechat.replicas", "whole number"),
        ("retain", "true or false"),
        ("librechat", "group"),
        ("custom_endpoints", "list of groups"),
        ("pods", "map of groups"),
        ("image_pull_secrets", "list of strings"),
        ("pods.all.tolerations", "list of maps of any values"),
        ("documentdb.engine", "one of ferretdb, mongodb, external"),
        ("pgvector.external.sslmode", "one of disable, allow, prefer, require, verify-ca, verify-full"),
        ("librechat.config", "librechat.yaml"),
    ],
)
def test_types_have_names(path: str, name: str):
    assert find(path).describe().type == name


def test_what_is_required_is_said():
    assert {child.name for child in workspace().describe().children if child.required} == {"namespace", "librechat"}
    assert find("namespace").describe().required


def test_what_is_required_unless_a_group_is_switched_off_is_said():
    backup = find("backup").describe()
    assert {child.name for child in backup.children if child.required} == {"repository", "keys"}
    assert [*map(tuple, backup.required_below)] == [("password", "password_secret")]
    assert [*find("backup.password_secret").describe().one_of] == ["password", "password_secret"]
    assert find("backup.keys").describe().required


def test_children_are_those_of_the_group_with_one_line_each():
    children = {child.name: child for child in find("librechat.auth.registration").describe().children}
    assert [*children] == ["enabled", "allowed_domains"]
    assert children["enabled"].meaning == "Whether users can register with email and password"
    assert all("\n" not in child.meaning for path in PATHS for child in find(path).describe().children)


def test_every_secret_is_set_by_a_command_and_has_no_example():
    plain = (
        ".".join("*" if part == "NAME" else f"[{part}]" if part == 0 else str(part) for part in path)
        for path in secret_paths(AIWorkspaceArgs)
    )
    leaves = {path: find(path).describe() for path in plain if path.replace("[0].", "") in PATHS}
    assert len(leaves) > 30
    for path, described in leaves.items():
        assert described.secret, path
        assert described.example is None, path
        key = path.replace(".[", "[")
        assert described.command == f"pulumi config set --secret --path 'workspace.{key}'"


def test_an_example_has_the_keys_that_most_have_and_is_of_the_server_in_the_cluster():
    assert find("pgvector").describe().example == {"pgvector": {"storage": {"size": "50Gi"}}}
    assert [*(find("pgvector.storage").describe().example or {})["pgvector"]["storage"]] == ["size"]
    for group in ("ollama", "searxng", "valkey", "pgvector", "meilisearch", "firecrawl"):
        assert "external" not in (find(group).describe().example or {})[group], group


def test_an_example_says_how_its_secrets_are_set():
    described = find("librechat.storage.s3").describe()
    command = "pulumi config set --secret --path 'workspace.librechat.storage.s3.secret_key'"
    assert [*described.example_commands] == [command]
    assert "secret_key" not in str(described.example)


@pytest.mark.parametrize("path", ["backup", "librechat.auth.ldap", "librechat.autoscaling", "monitoring", "speaches"])
def test_a_large_group_has_an_example_too(path: str):
    described = find(path).describe()
    assert described.example
    given = described.example
    for name in path.split("."):
        given = given[name]
    assert {child.name for child in described.children if child.required} <= given.keys()


def errors_in(path: str, example: Mapping[str, Any]) -> list[str]:
    """What the validator of all arguments says about an example."""
    from pydantic_core import ValidationError

    try:
        validator(AIWorkspaceArgs).validate_python(example)
    except ValidationError as error:
        # Groups around it may lack what they require.
        found = [each for each in error.errors() if each["type"] != "missing"]
        return [f"{path}: {each['msg']} at {each['loc']}" for each in found]
    return []


def test_every_example_is_valid():
    examples = {path: find(path).describe().example for path in PATHS}
    given = {path: each for path, each in examples.items() if each is not None}
    assert len(given) > len(PATHS) / 2
    assert [error for path, example in given.items() for error in errors_in(path, example)] == []


def test_an_example_in_a_list_is_an_entry():
    assert find("custom_endpoints.keyless").describe().example == {"custom_endpoints": [{"keyless": True}]}
    example = find("librechat.yaml endpoints.custom.dropParams").describe().example
    assert example
    assert [*example["librechat"]["config"]["endpoints"]["custom"][0]] == ["dropParams"]


def test_pods_are_named_after_components():
    assert all(find(f"pods.{name}").describe().path == "pods.*" for name in COMPONENTS)


def test_an_example_of_a_maps_entry_has_the_name_that_was_asked_for():
    example = find("pods.ollama.node_selector").describe().example
    assert example
    assert [*example["pods"]] == ["ollama"]
    assert [*(find("pods.*").describe().example or {})["pods"]] == ["NAME"]


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("librechat.auth.email_login", ["ALLOW_EMAIL_LOGIN"]),
        ("librechat.auth.openid.issuer", ["OPENID_ISSUER"]),
        ("librechat.web_search.tavily.api_key_secret", ["TAVILY_API_KEY"]),
        ("bedrock.bearer_token", ["BEDROCK_AWS_BEARER_TOKEN"]),
        ("openai.base_url", ["OPENAI_REVERSE_PROXY"]),
        ("librechat.auth.registration.allowed_domains", ["registration.allowedDomains"]),
        ("meilisearch", ["SEARCH", "MEILI_HOST", "MEILI_MASTER_KEY"]),
        ("namespace", []),
    ],
)
def test_librechats_own_words_for_an_argument_are_named(path: str, own: list[str]):
    assert [*find(path).describe().librechat] == own
