"""Workspaces whose models are all servers with OpenAI's API, and what LibreChat and rag_api are told of these."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import yaml
from openai import OpenAI

from homelab.librechat_config.schema.variables import expand, variable_problems
from tests.objects import Manifest
from tests.scenarios import recorded
from tests.servers.openai_server import OpenAIServer
from tests.servers.rendered import rendered_container

OPENAI = "https://api.openai.com/v1"

Starter = Callable[[str, str | None], OpenAIServer]
"""Starts a server by the name in that of its only model, and its key; None lets everybody in."""


@dataclass(frozen=True)
class Endpoint:
    """Where LibreChat finds a provider's models."""

    base_url: str
    key: str
    models: list[str] | None
    """Those that are told; None where LibreChat asks for them."""


@dataclass(frozen=True)
class Workspace:
    """What pods are told, and the servers that stand in for others."""

    manifests: list[Manifest]
    servers: Mapping[str, OpenAIServer]
    """By the origin of the URLs that lead to them: an address in the cluster, that of OpenAI, or their own."""

    def environment(self, app: str) -> Mapping[str, str]:
        return rendered_container(self.manifests, app).environment

    def config(self) -> Mapping[str, Any]:
        """librechat.yaml as LibreChat understands it."""
        container = rendered_container(self.manifests, "librechat")
        config = yaml.safe_load(container.files["/etc/librechat/librechat.yaml"])
        assert list(variable_problems(config, container.environment)) == []
        return expand(config, container.environment)

    def endpoints(self) -> Mapping[str, Endpoint]:
        """What people choose models from, by name."""
        environment, found = self.environment("librechat"), dict[str, Endpoint]()
        if key := environment.get("OPENAI_API_KEY"):
            models = environment["OPENAI_MODELS"].split(",") if "OPENAI_MODELS" in environment else None
            found["openAI"] = Endpoint(environment.get("OPENAI_REVERSE_PROXY", OPENAI), key, models)
        for each in self.config()["endpoints"].get("custom", []):
            models = None if each["models"]["fetch"] else each["models"]["default"]
            found[each["name"]] = Endpoint(each["baseURL"], each["apiKey"], models)
        return found

    def client(self, url: str, key: str) -> OpenAI:
        """OpenAI's client, for a server at ``url``, wherever that is."""
        return OpenAI(base_url=self.reached(url), api_key=key, max_retries=0)

    def reached(self, url: str) -> str:
        """The address on this machine.

        :raises KeyError: It leads to no server.
        """
        parts = urlsplit(url)
        server = urlsplit(self.server_at(url).url)
        return parts._replace(scheme=server.scheme, netloc=server.netloc).geturl()

    def server_at(self, url: str) -> OpenAIServer:
        return self.servers[origin(url)]


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def manifests(**args: Any) -> list[Manifest]:
    librechat = {"domain": "localhost", **args.pop("librechat", {})}
    return [each.manifest for each in recorded({"namespace": "ai", "librechat": librechat, **args}).objects]


def all_at_openai(started: Starter) -> Workspace:
    """Chat, speech and embeddings with OpenAI's key alone."""
    speech = {"stt": {"implementation": "openai"}, "tts": {"implementation": "openai"}}
    rendered = manifests(librechat=speech, openai={"api_key": "sk-of-openai", "models": ["openai-model"]})
    return Workspace(rendered, {origin(OPENAI): started("openai", "sk-of-openai")})


def all_elsewhere(started: Starter) -> Workspace:
    """A server for each, with a key for each but those that have none."""
    names = ("gateway", "vllm", "ears", "mouth", "embeddings")
    servers = {name: started(name, f"sk-of-{name}") for name in names}
    servers |= {name: started(name, None) for name in ("lm-studio", "ollama")}
    url = {name: server.url for name, server in servers.items()}
    ears = {"url": f"{url['ears']}/audio/transcriptions", "api_key": "sk-of-ears"}
    mouth = {"url": f"{url['mouth']}/audio/speech", "api_key": "sk-of-mouth", "voice": "amy"}
    rendered = manifests(
        librechat={
            "stt": {"implementation": "openai", "model": "ears-model", **ears},
            "tts": {"implementation": "localai", **mouth},
            "config": {"speech": {"tts": {"localai": {"backend": "piper"}}}},
        },
        openai={"api_key": "sk-of-gateway", "base_url": url["gateway"]},
        custom_endpoints=[
            {"name": "vLLM", "base_url": url["vllm"], "api_key": "sk-of-vllm", "models": ["other"]},
            {"name": "LM Studio", "base_url": url["lm-studio"], "keyless": True, "models": ["lm-studio-model"]},
        ],
        ollama={"external": {"url": url["ollama"].removesuffix("/v1")}, "models": ["other"]},
        rag={
            "embeddings": {"provider": "openai"},
            "env": {"RAG_OPENAI_BASEURL": url["embeddings"]},
            "secret_env": {"RAG_OPENAI_API_KEY": "sk-of-embeddings"},
        },
    )
    return Workspace(rendered, {origin(server.url): server for server in servers.values()})


def all_in_the_cluster(started: Starter) -> Workspace:
    """Ollama and Speaches. Speaches has a key that was generated: it is read from Speaches' own pod."""
    rendered = manifests(
        librechat={
            "stt": {"implementation": "speaches", "model": "owner/speech"},
            "tts": {"implementation": "speaches", "model": "owner/speech", "voice": "amy"},
        },
        ollama={"models": ["ollama-model", "vectors"], "chat_models": ["ollama-model"]},
        speaches={},
        rag={"embeddings": {"provider": "ollama", "model": "vectors"}},
    )
    key = rendered_container(rendered, "speaches").environment["API_KEY"]
    return Workspace(
        rendered,
        {
            "http://ws-ollama.ai.svc.cluster.local:11434": started("ollama", None),
            "http://ws-speaches.ai.svc.cluster.local:8000": started("speaches", key),
        },
    )
