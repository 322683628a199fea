from collections.abc import Callable
from types import ModuleType
from typing import Any

import pulumi
import pytest

from homelab import Firecrawl, Ollama, SearXNG, Speaches
from homelab.components import firecrawl, ollama, searxng, speaches
from homelab.components.http_connection import external_connection
from homelab.offline import record

COMPONENTS: list[tuple[ModuleType, Callable[..., Any], dict[str, Any]]] = [
    (searxng, SearXNG, {}),
    (firecrawl, Firecrawl, {}),
    (ollama, Ollama, {}),
    (speaches, Speaches, {"models": ["a/b"]}),
]
EXTERNAL = [each for each in COMPONENTS if each[0] is not speaches]


@pytest.mark.parametrize(
    ("url", "port"),
    [("https://a.example.com/x/", 443), ("http://a.example.com", 80), ("http://a.example.com:3002", 3002)],
)
def test_an_external_server_has_its_port_and_no_slash_at_the_end(url: str, port: int):
    assert external_connection(url) == {"url": url.rstrip("/"), "port": port}


@pytest.mark.parametrize(("module", "component", "args"), COMPONENTS)
def test_a_connection_is_known_before_its_component_is_created(module: Any, component: Any, args: Any):
    args = {"namespace": "ai", **args}
    known, made = module.connection_of("server", args), list[Any]()
    record(lambda: made.append(component("server", args).connection))
    assert made == [known]
    assert known["url"] == f"http://server.ai.svc.cluster.local:{known['port']}"
    assert known["workload"] == "server"


@pytest.mark.parametrize(("module", "component", "_args"), EXTERNAL)
def test_that_of_an_external_server_too(module: Any, component: Any, _args: Any):
    args = {"namespace": "ai", "external": {"url": "https://server.example.com/"}}
    known, made = module.connection_of("server", args), list[Any]()
    assert record(lambda: made.append(component("server", args).connection)).manifests == []
    assert made == [known] == [{"url": "https://server.example.com", "port": 443}]


def test_a_namespace_that_is_known_later_makes_an_output():
    def program() -> None:
        args: Any = {"namespace": pulumi.Output.from_input("ai")}
        pulumi.export("url", searxng.connection_of("search", args)["url"])

    assert record(program).exports == {"url": "http://search.ai.svc.cluster.local:8080"}
