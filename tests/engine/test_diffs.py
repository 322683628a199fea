"""What a person reads in ``pulumi preview --diff`` after a small change."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pulumi.automation import Stack

from homelab.merging import merge
from tests.engine.engine import Engine, configure, small_workspace

NAMESPACE = "diffs"
MOST_LINES = 8
MCP_SERVER = {"type": "streamable-http", "url": "http://first.tools.svc.cluster.local:8080/mcp"}
OTHER_SERVER = {"type": "streamable-http", "url": "http://more.tools.svc.cluster.local:8080/mcp"}
WORKSPACE = small_workspace(
    NAMESPACE,
    openai={"user_provided": True, "models": ["gpt-5.4"]},
    rag={"embeddings": {"provider": "huggingface"}},
    ollama={"models": ["llama3.2:3b"]},
)
WORKSPACE["librechat"] |= {
    "config": {"mcpServers": {"first": MCP_SERVER, "second": {**MCP_SERVER, "title": "Second"}}},
    "env": {"LOGIN_MAX": "5"},
    "secret_env": {"OPENWEATHER_API_KEY": "first-value"},
}
WORKSPACE["not_secret"] = ["librechat.secret_env.*"]  # an encrypted value is another text in each run
CHANGES: Mapping[str, Mapping[str, Any]] = {
    "a model": {"openai": {"models": ["gpt-5.4", "gpt-5.4-mini"]}},
    "a model of Ollama": {"ollama": {"models": ["llama3.2:3b", "qwen3:8b"]}},
    "an MCP server": {"librechat": {"config": {"mcpServers": {"more": OTHER_SERVER}}}},
    "an MCP server in another namespace": {
        "librechat": {"config": {"mcpServers": {"more": {**OTHER_SERVER, "url": "http://mcp.others.svc:8080/mcp"}}}}
    },
    "an MCP server on the internet": {
        "librechat": {"config": {"mcpServers": {"more": {**OTHER_SERVER, "url": "https://mcp.example.com/mcp"}}}}
    },
    "a variable": {"librechat": {"env": {"ALLOW_SHARED_LINKS": "false"}}},
    "a variable of the RAG API": {"rag": {"env": {"DEBUG_RAG_API": "true"}}},
    "a variable of Ollama": {"ollama": {"env": {"OLLAMA_KEEP_ALIVE": "24h"}}},
    "a secret variable": {"librechat": {"secret_env": {"GOOGLE_SEARCH_API_KEY": "second-value"}}},
    "a reference": {"librechat": {"env_from": {"variables": {"AZURE_AI_SEARCH_API_KEY": {"name": "a", "key": "b"}}}}},
}


def changed_lines(diff: str) -> list[str]:
    """Lines with an added, removed or changed value, without those that only say where it is, and without counts."""
    changes = re.sub(r"\x1b\[[0-9;]*m", "", diff).partition("\nResources:\n")[0]
    lines = [line.strip() for line in changes.splitlines()]
    return [
        line for line in lines if line[:1] in "+-~" and line[:1] and not line.rstrip().endswith(("{", "[", ")", "}"))
    ]


@pytest.fixture(scope="module")
def deployed(engine: Engine) -> tuple[Path, Stack]:
    project = engine.repository("diffs")
    configure(project, WORKSPACE)
    stack = engine.stack(project)
    stack.up()
    return project, stack


@pytest.mark.parametrize("change", CHANGES)
def test_a_small_change_is_a_small_diff(deployed: tuple[Path, Stack], change: str):
    project, stack = deployed
    configure(project, merge(WORKSPACE, CHANGES[change], {}))
    diff = stack.preview(diff=True).stdout
    lines = changed_lines(diff)
    assert lines
    assert len(lines) <= MOST_LINES, "\n".join(lines)
