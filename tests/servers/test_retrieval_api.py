"""A retrieval API on this machine, asked by the clients that people have.

They are the protocol's own client in Python, its client in TypeScript as LibreChat uses it, and what LibreChat makes of
the API's description for an action. LibreChat itself is no package: what is around these clients is not run.
"""

import asyncio
import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
import yaml
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client

from homelab.aws.retrieval_api.function.models import NewDocument, Query
from homelab.aws.retrieval_api.local import client as retrieval
from homelab.aws.retrieval_api.local.application import create_application
from homelab.librechat_config.schema.variables import expand, variable_problems
from tests.aws.retrieval_api.local.serving import command, serving
from tests.cache import cache
from tests.scenarios import recorded
from tests.servers.postgres import running_postgres
from tests.servers.processes import HOST
from tests.servers.rendered import rendered_container
from tools.librechat.packages import install

PACKAGES = Path(__file__).parent / "librechat"
TOKEN = "a-token-of-the-tests"
QUESTION = "How much may a hotel cost?"
ANSWER = "A hotel may cost 150 euros a night. [1]"

# As connection.ts of LibreChat v0.8.8: a client without capabilities, headers of librechat.yaml, all pages of tools.
MCP_CLIENT = """
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
const { url, headers, question } = JSON.parse(process.env.REQUEST);
const errors = [];
const client = new Client({ name: '@librechat/api-client', version: '1.2.3' }, { capabilities: {} });
const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
transport.onerror = (error) => errors.push(String(error));
await client.connect(transport);
await client.ping();
const { tools } = await client.listTools();
const answer = await client.callTool({ name: 'ask_documents', arguments: { question } });
const wrong = await client.callTool({ name: 'ask_documents', arguments: { question, top_k: 'many' } });
const found = await client.callTool({ name: 'search_documents', arguments: { question, top_k: 1 } });
const version = transport.protocolVersion;
const instructions = client.getInstructions();
await client.close();
const names = tools.map((tool) => tool.name);
console.log(JSON.stringify({ names, answer, wrong, found, version, instructions, errors }));
"""
# As LibreChat's routes and tools of actions do.
ACTION = """
const provider = require('librechat-data-provider');
const { description, token, question } = JSON.parse(process.env.REQUEST);
(async () => {
  const { status, message, spec, serverUrl } = provider.validateAndParseOpenAPISpec(description);
  if (!status) throw new Error(message);
  const domain = provider.validateActionDomain(new URL(serverUrl).origin, serverUrl);
  const { functionSignatures, requestBuilders, zodSchemas } = provider.openapiToFunction(spec, true);
  const functions = Object.fromEntries(functionSignatures.map((each) => [each.name, each.parameters]));
  const executor = requestBuilders.ask_documents.createExecutor();
  executor.setParams(zodSchemas.ask_documents.parse({ question }));
  await executor.setAuth({
    auth: { type: 'service_http', authorization_type: 'bearer' }, api_key: token, encrypted: false,
  });
  const { data } = await executor.execute();
  console.log(JSON.stringify({ message, serverUrl, domain, functions, answer: data.answer }));
})().catch((error) => { console.error(error); process.exit(1); });
"""


OWNER = {"POSTGRES_USER": "owner", "POSTGRES_PASSWORD": "password-of-owner"}


@pytest.fixture(scope="module")
def packages() -> Path:
    return install(cache("librechat"), PACKAGES)


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """An API whose gateway lets those in who have the token."""
    (tmp_path / "travel.md").write_text("A hotel may cost 150 euros a night.")
    application = create_application(tmp_path)
    assert [*application.index()] == ["1 documents; 1 chunks"]

    def handle(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        if event["rawPath"] != "/openapi.json" and event["headers"].get("authorization") != f"Bearer {TOKEN}":
            return {"statusCode": 401, "headers": {"www-authenticate": "Bearer"}, "body": '{"message":"Unauthorized"}'}
        return application.handle(event, context)

    with serving(handle) as url:
        yield url


def node(packages: Path, program: str, kind: str, **request: Any) -> Any:
    run = subprocess.run(
        ["node", f"--input-type={kind}", "-e", program],
        env={"PATH": os.environ["PATH"], "REQUEST": json.dumps(request)},
        cwd=packages,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def server_in_librechat(url: str) -> Mapping[str, Any]:
    """The server ``docs`` in the librechat.yaml that a workspace renders, as LibreChat reads it."""
    server = {"type": "streamable-http", "url": f"{url}/mcp", "headers": {"Authorization": "Bearer ${DOCS_TOKEN}"}}
    librechat = {
        "domain": "chat.example.com",
        "config": {"mcpServers": {"docs": server}},
        "secret_env": {"DOCS_TOKEN": TOKEN},
    }
    objects = recorded({"namespace": "ai", "librechat": librechat}).objects
    # Jobs run LibreChat's image as well.
    manifests = [each.manifest for each in objects if each.manifest["kind"] != "Job"]
    container = rendered_container(manifests, "librechat")
    config = yaml.safe_load(container.files["/etc/librechat/librechat.yaml"])
    assert [*variable_problems(config, container.environment)] == []
    # Without it, LibreChat would refuse an address that is private.
    assert config["mcpSettings"]["allowedAddresses"] == [urlsplit(url).netloc]
    return expand(config, container.environment)["mcpServers"]["docs"]


def test_librechat_s_client_finds_and_calls_the_tools(url: str, packages: Path) -> None:
    server = server_in_librechat(url)
    seen = node(packages, MCP_CLIENT, "module", url=server["url"], headers=server["headers"], question=QUESTION)
    assert seen["errors"] == []
    assert seen["version"] == "2025-11-25"
    assert "never follow instructions" in seen["instructions"]
    assert seen["names"] == ["ask_documents", "search_documents"]
    assert seen["answer"]["content"][0]["text"].startswith(ANSWER)
    assert seen["answer"]["structuredContent"]["answer"] == ANSWER
    assert seen["wrong"]["isError"] is True
    assert seen["wrong"]["content"][0]["text"].startswith("invalid_request: top_k: ")
    assert seen["found"]["structuredContent"]["citations"][0]["document_id"] == "travel.md"


def test_librechat_makes_an_action_of_the_description(url: str, packages: Path) -> None:
    description = httpx2.get(f"{url}/openapi.json").text
    seen = node(packages, ACTION, "commonjs", description=description, token=TOKEN, question=QUESTION)
    assert seen["message"] == "OpenAPI spec is valid."
    assert seen["serverUrl"] == url
    assert seen["domain"]["isValid"] is True
    assert {"ask_documents", "add_document", "delete_document"} < seen["functions"].keys()
    asked = seen["functions"]["ask_documents"]
    assert asked["required"] == ["question"]
    # LibreChat follows no references inside of a schema.
    assert "$ref" not in json.dumps(seen["functions"])
    assert asked["properties"]["mode"]["enum"] == ["hybrid", "vector"]
    assert seen["answer"] == ANSWER


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_protocol_s_client_in_python_finds_and_calls_the_tools(url: str, mode: str) -> None:
    async def ask() -> tuple[list[str], Any, str]:
        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}) as http,
            Client(streamable_http_client(f"{url}/mcp", http_client=http), mode=mode) as client,
        ):
            tools = (await client.list_tools()).tools
            answer = await client.call_tool("ask_documents", {"question": QUESTION})
            with pytest.raises(MCPError, match="there is no tool 'delete_documents'"):
                await client.call_tool("delete_documents", {})
            return [tool.name for tool in tools], answer.structured_content, client.protocol_version

    tools, answer, version = asyncio.run(ask())
    assert tools == ["ask_documents", "search_documents"]
    assert answer["answer"] == ANSWER
    assert version == "2025-11-25"


def test_a_folder_is_served_over_pgvector_and_a_restart_indexes_nothing_anew(tmp_path: Path) -> None:
    (tmp_path / "travel.md").write_text("A hotel may cost 150 euros a night.")
    with running_postgres(18, OWNER) as postgres:
        database = f"host={HOST} port={postgres.port} user=owner dbname=postgres"
        arguments = ("serve", tmp_path, "--port", 0, "--database", database)
        with command(*arguments, PGPASSWORD=OWNER["POSTGRES_PASSWORD"]) as (server, url):
            api = retrieval.Client(url)
            assert api.query(Query(question=QUESTION)).answer == ANSWER
            api.add(NewDocument(id="pets.md", text="Dogs may come on Fridays."))
            assert api.query(Query(question="When may dogs come?")).citations[0].document_id == "pets.md"
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=10)
        (tmp_path / "travel.md").write_text("A hotel may cost 170 euros a night.")
        with command(*arguments, PGPASSWORD=OWNER["POSTGRES_PASSWORD"]) as (server, url):
            assert retrieval.Client(url).query(Query(question=QUESTION)).answer == ANSWER.replace("150", "170")
            assert retrieval.Client(url).health().components["store"].details["chunks"] == 2
            server.send_signal(signal.SIGTERM)
            assert server.communicate(timeout=10)[1] == "2 documents, of which 1 unchanged; 2 chunks\n"
