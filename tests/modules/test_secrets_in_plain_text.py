"""No secret reaches a ConfigMap, a Deployment or a message, whichever argument it was written into."""

import json
from typing import Any

import pulumi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homelab import ArgumentError
from homelab.arguments import check
from homelab.modules.ai_workspace_args import AIWorkspaceArgs
from homelab.modules.resolve import resolve
from tests.detection.tokens import BODY, JWT, PEM, TOKENS, tokens
from tests.scenarios import recorded

GITHUB, GOOGLE = TOKENS["GitHub"], TOKENS["Google"]


def workspace(groups: dict[str, Any], not_secret: list[str] | None = None) -> dict[str, Any]:
    chat = {"domain": "chat.example.com", **groups.get("librechat", {})}
    accepted = {} if not_secret is None else {"not_secret": not_secret}
    return {"namespace": "ai", **groups, "librechat": chat, **accepted}


def config(**sections: Any) -> dict[str, Any]:
    return {"librechat": {"config": sections}}


def custom(**fields: Any) -> dict[str, Any]:
    entry = {
        "name": "Own",
        "baseURL": "https://llm.example.com/v1",
        "apiKey": "${OWN_KEY}",
        "models": {"default": ["m"]},
    }
    return {
        "librechat": {"config": {"endpoints": {"custom": [{**entry, **fields}]}}, "secret_env": {"OWN_KEY": "s" * 20}}
    }


def without_secrets(**fields: Any) -> dict[str, Any]:
    return config(**custom(**fields)["librechat"]["config"])


def mcp(**fields: Any) -> dict[str, Any]:
    return config(mcpServers={"tools": {"type": "streamable-http", "url": "https://mcp.example.com", **fields}})


def stdio(**fields: Any) -> dict[str, Any]:
    return config(mcpServers={"tools": {"command": "npx", "args": ["-y", "tools"], **fields}})


def endpoint(**fields: Any) -> dict[str, Any]:
    return {"custom_endpoints": [{"name": "Own", "base_url": "https://llm.example.com", "models": ["m"], **fields}]}


def init(**fields: Any) -> dict[str, Any]:
    return {"pods": {"librechat": {"init_containers": [{"name": "wait", "image": "busybox:1.37", **fields}]}}}


def sidecar(**fields: Any) -> dict[str, Any]:
    return {"librechat": {"sidecars": [{"name": "side", "image": "a/side:1", **fields}]}}


MISPLACED: dict[str, tuple[dict[str, Any], str]] = {
    "a key of an endpoint": (custom(apiKey="Hidden-0123"), "librechat.config.endpoints.custom.0.apiKey"),
    "a header of an endpoint": (
        custom(headers={"Authorization": "Bearer hidden"}),
        "librechat.config.endpoints.custom.0.headers.Authorization",
    ),
    "a header of any name": (
        custom(headers={"X-Any": "Basic Y2hhdDpodW50ZXIy"}),
        "librechat.config.endpoints.custom.0.headers.X-Any",
    ),
    "a password in a base URL": (
        custom(baseURL="https://u:hidden@llm.example.com/v1"),
        "librechat.config.endpoints.custom.0.baseURL",
    ),
    "a key in a base URL": (
        custom(baseURL="https://llm.example.com/v1?api_key=hidden"),
        "librechat.config.endpoints.custom.0.baseURL",
    ),
    "a token in an MCP server's URL": (
        mcp(url="https://mcp.example.com/sse?token=hidden"),
        "librechat.config.mcpServers.tools.url",
    ),
    "an MCP server's header": (
        mcp(headers={"X-Api-Key": "hidden-0123"}),
        "librechat.config.mcpServers.tools.headers.X-Api-Key",
    ),
    "an MCP server's variable": (
        stdio(env={"GITHUB_PERSONAL_ACCESS_TOKEN": GITHUB}),
        "librechat.config.mcpServers.tools.env.GITHUB_PERSONAL_ACCESS_TOKEN",
    ),
    "an MCP server's option": (
        stdio(args=["tools", "--api-key", "hidden-0123"]),
        "librechat.config.mcpServers.tools.args.2",
    ),
    "an MCP server's option with =": (
        stdio(args=["tools", "--token=hidden-0123"]),
        "librechat.config.mcpServers.tools.args.1",
    ),
    "an OAuth client": (
        mcp(oauth={"client_id": "a", "client_secret": "hidden-0123"}),
        "librechat.config.mcpServers.tools.oauth.client_secret",
    ),
    "web search": (config(webSearch={"serperApiKey": "Hidden-0123"}), "librechat.config.webSearch.serperApiKey"),
    "optical character recognition": (config(ocr={"apiKey": "Hidden-0123"}), "librechat.config.ocr.apiKey"),
    "a prompt": (
        config(interface={"customWelcome": f"Log in with {GITHUB}"}),
        "librechat.config.interface.customWelcome",
    ),
    "a variable by its name": ({"librechat": {"env": {"GROQ_API_KEY": "hidden"}}}, "librechat.env.GROQ_API_KEY"),
    "a variable by its value": ({"librechat": {"env": {"APP_TITLE": GITHUB}}}, "librechat.env.APP_TITLE"),
    "an Output as a variable": (
        {"librechat": {"env": {"GROQ_API_KEY": pulumi.Output.from_input("hidden")}}},
        "librechat.env.GROQ_API_KEY",
    ),
    "a proxy without a scheme": ({"librechat": {"env": {"PROXY": "u:hidden@proxy:3128"}}}, "librechat.env.PROXY"),
    "a variable of the RAG API": (
        {"openai": {"api_key": "s" * 20}, "rag": {"env": {"ATLAS_MONGO_DB_URI": "mongodb://u:hidden@db"}}},
        "rag.env.ATLAS_MONGO_DB_URI",
    ),
    "a variable of Ollama": (
        {"ollama": {"chat_models": ["m:1b"], "models": ["m:1b"], "env": {"OLLAMA_ORIGINS": GITHUB}}},
        "ollama.env.OLLAMA_ORIGINS",
    ),
    "a variable of Firecrawl": (
        {"searxng": {}, "firecrawl": {"env": {"SERPER_API_KEY": "hidden"}}},
        "firecrawl.env.SERPER_API_KEY",
    ),
    "an engine of SearXNG": (
        {"searxng": {"settings": {"engines": [{"name": "a", "engine": "b", "api_key": "hidden-0123"}]}}},
        "searxng.settings.engines.0.api_key",
    ),
    "a variable of a sidecar": (sidecar(env={"SIDE_TOKEN": "hidden-0123"}), "librechat.sidecars.0.env.SIDE_TOKEN"),
    "an option of a sidecar": (sidecar(args=["--password", "hidden-0123"]), "librechat.sidecars.0.args.1"),
    "a command of a sidecar": (
        sidecar(command=["sh", "-c", "TOKEN=hidden-0123 run"]),
        "librechat.sidecars.0.command.2",
    ),
    "a variable of an init container": (
        init(env=[{"name": "A_TOKEN", "value": "hidden-0123"}]),
        "pods.librechat.init_containers.0.env.0.value",
    ),
    "a command of an init container": (
        init(command=["curl", "-H", f"Authorization: Bearer {JWT}"]),
        "pods.librechat.init_containers.0.command.2",
    ),
    "an annotation": (
        {"pods": {"all": {"annotations": {"example.com/notify": TOKENS["Slack, webhook"]}}}},
        "pods.all.annotations.example.com/notify",
    ),
    "a label": ({"labels": {"example.com/a": TOKENS["GitHub"]}}, "labels.example.com/a"),
    "an image": ({"librechat": {"image": f"a/{TOKENS['GitHub'].lower()}:1"}}, ""),
    "a base URL of an argument": (
        endpoint(base_url="https://llm.example.com/v1?key=Hidden0123456789abc", api_key="s" * 20),
        "custom_endpoints.0.base_url",
    ),
    "the URL of an external server": (
        {"searxng": {"external": {"url": "https://search.example.com/?token=hidden"}}},
        "searxng.external.url",
    ),
    "a private key as a certificate": (
        {
            "proxy": {
                "url": "http://proxy:3128",
                "ca_pem": f"-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n{PEM}",
            }
        },
        "proxy.ca_pem",
    ),
    "a setting of a database": ({"documentdb": {"settings": {"archive_command": f"send {GITHUB}"}}}, ""),
    "a service account's annotation": (
        {"librechat": {"service_account": {"annotations": {"example.com/a": GITHUB}}}},
        "librechat.service_account.annotations.example.com/a",
    ),
}


def refusal(args: dict[str, Any]) -> str:
    with pytest.raises((ArgumentError, ValueError)) as refused:
        recorded(args)
    return str(refused.value)


@pytest.mark.parametrize("place", MISPLACED)
def test_a_secret_in_plain_text_is_refused_by_its_path_and_never_shown(place: str):
    groups, path = MISPLACED[place]
    message = refusal(workspace(groups))
    assert f"{path}: " in message
    assert not path or "would be stored in plain text" in message
    assert "\n" not in message
    assert not any(secret in message for secret in ("hidden", "Hidden", GITHUB, BODY[:12], "Y2hhdD"))


NO_SECRETS: dict[str, dict[str, Any]] = {
    "references": custom(apiKey="${OWN_KEY}", headers={"Authorization": "Bearer ${OWN_KEY}"}),
    "a key of each user": without_secrets(apiKey="user_provided"),
    "a server without keys": without_secrets(apiKey="ollama"),
    "users' own tokens": mcp(headers={"Authorization": "Bearer {{LIBRECHAT_OPENID_ACCESS_TOKEN}}"}),
    "documentation": config(
        interface={"privacyPolicy": {"externalUrl": "https://example.com/p?lang=en&token_policy=1"}}
    ),
    "a prompt": config(interface={"customWelcome": "Basic knowledge of tokens.\nMail it@example.com: password: yours"}),
    "checksums": {"pods": {"all": {"annotations": {"example.com/checksum": "0123456789abcdef" * 4}}}},
    "an annotation of Vault": {"pods": {"all": {"annotations": {"vault.hashicorp.com/agent-inject-token": "true"}}}},
    "a digest": {"librechat": {"image": f"a/b:1@sha256:{'0123456789abcdef' * 4}"}},
    "a secret of Kubernetes": init(
        env=[{"name": "A_TOKEN", "valueFrom": {"secretKeyRef": {"name": "a", "key": "token"}}}]
    ),
    "a variable of the kubelet": sidecar(
        args=["--token=$(A_TOKEN)"], env_from={"variables": {"A_TOKEN": {"name": "a", "key": "b"}}}
    ),
    "a path": sidecar(env={"TLS_KEY": "/etc/tls/tls.key"}),
}


@pytest.mark.parametrize("name", NO_SECRETS)
def test_references_placeholders_and_checksums_pass(name: str):
    assert recorded(workspace(NO_SECRETS[name])).objects


def test_what_only_looks_like_a_secret_is_accepted_by_its_path():
    path = "librechat.config.endpoints.custom.0.headers.X-Tenant-Token"
    groups = custom(headers={"X-Tenant-Token": "Tenant-7"})
    assert f"{path}: a secret would be stored in plain text" in refusal(workspace(groups))
    assert "if it is no secret, add its path to not_secret" in refusal(workspace(groups))
    for accepted in (path, "librechat.config.endpoints.custom.*.headers.X-Tenant-Token"):
        assert "Tenant-7" in json.dumps([each.manifest for each in recorded(workspace(groups, [accepted])).objects])
    assert f"{path}: " in refusal(workspace(groups, ["librechat.config.endpoints.custom.0.headers"]))


def test_an_accepted_value_passes_beside_outputs():
    groups = custom(headers={"X-Tenant-Token": "Tenant-7"}, titleModel=pulumi.Output.from_input("m"))
    path = "librechat.config.endpoints.custom.0.headers.X-Tenant-Token"
    assert recorded(workspace(groups, [path])).objects


def test_a_path_that_does_not_exist_is_an_error():
    assert "not_secret.0: there is no argument librechat.env.TYPO: remove it" in refusal(
        workspace({}, ["librechat.env.TYPO"])
    )


@pytest.mark.parametrize(
    "groups",
    [
        custom(apiKey=pulumi.Output.from_input("Hidden-0123")),
        custom(headers={"X-Any": pulumi.Output.from_input("Bearer Hidden-0123")}),
        mcp(url=pulumi.Output.from_input("https://mcp.example.com/?token=Hidden-0123")),
        {"librechat": {"env": {"APP_TITLE": pulumi.Output.from_input(f"{GITHUB}Hidden-0123")}}},
        sidecar(args=[pulumi.Output.from_input(f"{GITHUB}Hidden-0123")]),
        {"searxng": {"settings": {"engines": [{"name": "a", "api_key": pulumi.Output.from_input("Hidden-0123")}]}}},
    ],
)
def test_the_values_of_outputs_are_searched_before_they_reach_a_manifest(groups: dict[str, Any]):
    message = refusal(workspace({"firecrawl": {}, **groups} if "searxng" in groups else groups))
    assert "Hidden-0123" not in message


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [path, *(leaf for key, item in value.items() for leaf in _leaves(item, (*path, key)))]
    if isinstance(value, list):
        return [path, *(leaf for index, item in enumerate(value) for leaf in _leaves(item, (*path, index)))]
    return [path]


def _planted(value: Any, path: tuple[Any, ...], token: str, *, as_key: bool) -> Any:
    if not path:
        return {token: value} if as_key else token
    copy = list(value) if isinstance(value, list) else dict(value)
    copy[path[0]] = _planted(value[path[0]], path[1:], token, as_key=as_key)
    return copy


EVERYTHING = workspace(
    {
        "librechat": {
            **custom(headers={"X-Team": "a"}, titleModel="m")["librechat"],
            "env": {"DEBUG_LOGGING": "true"},
            "sidecars": [{"name": "side", "image": "a/side:1", "args": ["--a"], "env": {"A": "b"}}],
            "auth": {"registration": {"allowed_domains": ["example.com"]}},
            "ingress": {"class_name": "nginx", "tls": {"secret_name": "tls"}},
        },
        "pods": {"all": {"annotations": {"a": "b"}, "labels": {"c": "d"}, "tolerations": [{"key": "a"}]}},
        "custom_endpoints": [
            {"name": "Other", "base_url": "https://o.example.com", "models": ["m"], "user_provided": True}
        ],
        "searxng": {"settings": {"general": {"instance_name": "a"}}, "replicas": 2},
        "firecrawl": {"env": {"A": "b"}},
        "documentdb": {"storage": {"size": "1Gi"}},
        "labels": {"team": "a"},
    }
)


def _message(args: Any) -> str:
    try:
        resolve("ai", check(AIWorkspaceArgs, args, "AIWorkspace 'ai'", find_secrets=False), "AIWorkspace 'ai'")
    except ArgumentError as error:
        return str(error)
    return ""


@settings(max_examples=60, deadline=None)
@given(tokens(), st.sampled_from(_leaves(EVERYTHING)), st.booleans())
def test_no_message_shows_a_token_wherever_it_was_written(token: str, path: tuple[Any, ...], as_key: bool):
    assert token[-16:] not in _message(_planted(EVERYTHING, path, token, as_key=as_key))
