"""``homelab explain``, as people type it."""

import json
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from homelab.cli import app
from homelab.explain import find
from homelab.explain.text import plain

DESCRIPTION: dict[str, Any] = {
    "type": "object",
    "required": [
        "path",
        "kind",
        "type",
        "meaning",
        "required",
        "default",
        "expected",
        "secret",
        "librechat",
        "children",
    ],
    "properties": {
        "path": {"type": "string"},
        "kind": {"enum": ["component", "argument", "key of librechat.yaml", "variable"]},
        "required": {"type": "boolean"},
        "default": {"type": ["string", "null"]},
        "expected": {"type": "array", "items": {"type": "string"}},
        "example": {"type": ["object", "null"]},
        "children": {"type": "array", "items": {"type": "object", "required": ["name", "type", "required", "meaning"]}},
    },
}


def run(*arguments: str, **variables: str) -> Result:
    return CliRunner().invoke(app, ["explain", *arguments], env=variables)


def test_an_argument_is_explained():
    result = run("librechat.ingress.tls")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "librechat.ingress.tls  group"
    assert "        cluster_issuer: letsencrypt" in lines
    assert lines[lines.index("  cluster_issuer  string") + 1].startswith("    cert-manager ClusterIssuer")


def test_without_a_path_the_arguments_of_a_workspace_are_listed():
    output = run().stdout
    assert output.startswith("AIWorkspace  component\n")
    assert all(f"\n  {name}  " in output for name in ("namespace*", "librechat*", "external_secrets"))
    assert "RetrievalApi" in output


@pytest.mark.parametrize("typed", [["librechat.yaml", "endpoints.agents"], ["librechat.yaml endpoints.agents"]])
def test_a_key_may_be_a_word_of_its_own(typed: list[str]):
    assert run(*typed).stdout.startswith("librechat.config.endpoints.agents  key of librechat.yaml, group\n")


def test_an_unknown_path_is_one_line():
    result = run("librechat.ingres")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "error: unknown argument librechat.ingres (did you mean librechat.ingress?)\n"


def test_words_that_are_no_path_are_searched_for():
    result = run("vector", "database")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "About vector database, best first:"
    assert "  pgvector  The RAG API's database" in lines
    assert json.loads(run("vector", "database", "--json").stdout)["matches"]


def test_what_else_has_the_word_is_below_an_explanation():
    output = run("metrics").stdout
    assert output.startswith("librechat.security.rotation.metrics  whole number\n")
    assert "\nAlso about metrics:\n" in output
    assert "\n  monitoring  Metrics, alerts, dashboards, logs and traces\n" in output


def test_rules_across_arguments_are_shown():
    text = " ".join(run("librechat.replicas").stdout.split())
    assert "Rules: " in text
    assert "librechat.replicas … needs valkey, by which replicas share sessions and streams" in text


def test_what_people_copy_is_one_line():
    command = "pulumi config set --secret --path 'workspace.librechat.auth.openid.client_secret'"
    assert f"  {command}\n" in run("librechat.auth.openid.client_secret").stdout


PAGES = [
    *["", "librechat", "librechat.yaml", "librechat.env", "endpoints.custom", "backup.repository"],
    *["rag.embeddings.provider", "librechat.ingress --recursive", "endpoints --recursive"],
]


@pytest.mark.parametrize("path", PAGES)
def test_nothing_else_is_wider_than_80_columns_or_has_spaces_at_its_end(path: str):
    lines = run(*path.split()).stdout.splitlines()
    copied = ("  https://", "  pulumi config set ")
    assert [line for line in lines if len(line) > 80 and not line.startswith(copied)] == []
    assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_cut(path: str):
    text = " ".join(run(*path.split()).stdout.split())
    below = [child for child in find(path.split(" ", maxsplit=1)[0]).describe().children if child.type]
    assert [child for child in below if f"{child.name}{'*' * child.required} {child.type}" not in text] == []
    if "--recursive" not in path:
        assert [child for child in below if plain(child.meaning) not in text] == []


def test_asterisks_are_explained_where_there_are_any():
    assert "\nArguments (* is required):\n" in run("librechat.auth.openid").stdout
    assert "\nArguments:\n" in run("librechat.ingress").stdout
    required = "\nArguments (* is required; one of password, password_secret is required):\n"
    assert required in run("backup").stdout


def test_what_is_required_is_no_value_of_a_list():
    title = " ".join(run("rag.embeddings.provider").stdout.splitlines()[:2])
    assert title.startswith("rag.embeddings.provider  required, one of openai, ")
    assert title.endswith(", huggingface_tei")


def test_no_color_is_honoured_on_a_terminal():
    assert "\x1b[1m" in run("namespace", FORCE_COLOR="1", TERM="xterm").stdout
    assert "\x1b[3" not in run("namespace", FORCE_COLOR="1", TERM="xterm", NO_COLOR="1").stdout


def test_all_below_is_a_tree():
    lines = run("librechat.ingress", "--recursive").stdout.splitlines()
    assert lines[:2] == ["  enabled  true or false", "  class_name  string"]
    assert "    cluster_issuer  string" in lines


@pytest.mark.parametrize("path", ["", "librechat.ingress", "openai.api_key", "memory", "ALLOW_REGISTRATION", "Valkey"])
def test_json_has_all_of_it(path: str):
    content = json.loads(run(*path.split(), "--json").stdout)
    jsonschema.validate(content, DESCRIPTION)
    assert content["path"] == find(path).describe().path


def test_json_of_a_tree_has_descriptions_as_children():
    def check(described: dict[str, Any]) -> None:
        jsonschema.validate(described, DESCRIPTION)
        for child in described["children"]:
            assert child["path"].startswith(described["path"])
            check(child)

    check(json.loads(run("librechat.ingress", "--recursive", "--json").stdout))
