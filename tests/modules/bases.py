"""Workspaces in which arguments have a meaning: between them every group that an argument needs is given.

What is only needed to be changed or taken away is called ``sample`` where something else has to name it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.full_scenarios import CERTIFICATE, PRIVATE_KEY, SERVICE_KEY, secret
from tests.modules.provider_bases import CUSTOM_ENDPOINT, OPENAI, PROVIDER_BASES
from tests.scenarios import CHAT, KEY, PEM, S3, SCENARIOS

VOLUME = {"name": "a", "mount_path": "/a"}
OPENID = {"issuer": "https://id.example.com", "client_id": "chat", "client_secret": "openid-secret"}
CLIENT = {"client_id": "chat", "client_secret": "client-secret"}
EMAIL = {"from_address": "chat@example.com"}
AZURE_SPEECH = {"instance_name": "a", "deployment_name": "a", "api_version": "2024-06-01", "api_key": KEY}
CLOUDFRONT = {
    "domain": "https://files.example.com",
    "key_pair_id": "K1",
    "private_key": PRIVATE_KEY,
    "url_expiry_seconds": 60,
    "image_signing": "cookies",
    "require_signed_access": True,
    "cookie_domain": ".example.com",
    "cookie_expiry_seconds": 60,
    "invalidate_on_delete": True,
    "distribution_id": "D1",
}
HTTP_SERVER = {"name": "a", "type": "streamable-http", "url": "https://mcp.example.com/mcp"}
SERPER = {"serper": {"api_key": KEY}, "provider": "serper", "scraper": "serper"}
SPEC = {"name": "a", "endpoint": "openAI", "model": "m"}


def chat(**groups: Any) -> dict[str, Any]:
    """A workspace with groups of its LibreChat."""
    return {"namespace": "ai", "librechat": {**CHAT, **groups}}


def mcp(**server: Any) -> dict[str, Any]:
    """A workspace with one MCP server."""
    return chat(mcp_servers=[{**HTTP_SERVER, **server}])


def rag(**embeddings: Any) -> dict[str, Any]:
    """A workspace with embeddings of its own."""
    return {"namespace": "ai", "librechat": CHAT, "rag": {"embeddings": embeddings}}


def specs(spec: Mapping[str, Any], **groups: Any) -> dict[str, Any]:
    """A workspace with one model spec."""
    return {**chat(model_specs={"specs": [spec]}), "openai": OPENAI, **groups}


SIGN_IN = [
    chat(auth={"openid": {**OPENID, "scope": "openid"}}),
    chat(auth={"openid": {**OPENID, "role_sync": {"claim": "groups", "role_priority": ["a", "b"]}}}),
    chat(auth={"openid": {**OPENID, "reuse_tokens": True}}),
    chat(auth={"openid": {**OPENID, "use_end_session_endpoint": True}}),
    chat(auth={"openid": OPENID}),
    chat(
        auth={
            "saml": {
                "entry_point": "https://id.example.com/saml",
                "issuer": "chat",
                "certificate": CERTIFICATE,
                "name_id_format": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
            }
        }
    ),
    chat(auth={"github": {**CLIENT, "enterprise_base_url": "https://github.example.com"}}),
    chat(auth={"apple": {"client_id": "a", "team_id": "a", "key_id": "a", "private_key": PRIVATE_KEY + "\n"}}),
    chat(
        auth={
            "ldap": {
                "url": "ldap://ldap.example.com:389",
                "user_search_base": "dc=example",
                "search_filter": "(uid={{username}})",
            }
        }
    ),
    chat(first_admin={"email": "a@example.com"}),
]
PEOPLE = [
    chat(email={**EMAIL, "service": {"name": "Gmail", "username": "a", "password": "mail-password"}}),
    chat(email={**EMAIL, "service": {"name": "Gmail", "username": "a", "password_secret": secret("a")}}),
    chat(limits={"messages": {"ip_max": 5, "user_max": 5}}),
    chat(pii_filter={"custom_patterns": [{"id": "a", "label": "a", "regex": "a"}]}),
    chat(
        interface={
            "privacy_policy": {"external_url": "https://example.com/privacy"},
            "terms_of_service": {
                "external_url": "https://example.com/terms",
                "modal_acceptance": True,
                "modal_content": "a",
            },
            "context_cost": True,
        }
    ),
    chat(interface={name: {"share": True} for name in ("prompts", "agents", "skills", "mcp_servers")}),
    chat(interface={"remote_agents": {"use": True, "share": True}}),
    chat(interface={"currency": {"code": "USD", "rate": 1.5}, "context_cost": True}),
]
SPEECH = [
    chat(
        tts={
            "implementation": "openai",
            "openai": {"url": "https://speech.example.com/v1/audio/speech", "api_key": KEY},
        }
    ),
    chat(tts={"implementation": "azure", "model": "m", "voices": ["a"], "azure": AZURE_SPEECH}),
    chat(
        tts={
            "implementation": "azure",
            "model": "m",
            "voices": ["a"],
            "azure": {
                **{name: value for name, value in AZURE_SPEECH.items() if name != "api_key"},
                "api_key_secret": secret("a"),
            },
        }
    ),
    chat(
        tts={
            "implementation": "elevenlabs",
            "model": "m",
            "voices": ["a"],
            "elevenlabs": {"api_key": KEY, "url": "https://api.eu.elevenlabs.io/v1/text-to-speech/a"},
        }
    ),
    chat(
        tts={"implementation": "localai", "voices": ["a"], "localai": {"url": "http://10.0.0.9:1/tts", "backend": "a"}}
    ),
    {**chat(tts={"implementation": "speaches", "model": "a/b", "voices": ["a"]}), "speaches": {}},
    {**chat(), "speaches": {"models": ["a/b"]}},
]
WEB_SEARCH = [
    chat(web_search={"provider": "keenable", "scraper": "keenable", "keenable": {"api_key": KEY}}),
    chat(web_search={"serper": {"api_key": KEY}, "cohere": {"api_key": KEY}}),
    {**chat(web_search={"serper": {"api_key": KEY}}), "jinaai": {"api_key": KEY}},
    chat(web_search={"tavily": {"api_key": KEY}, "tavily_search_options": {"search_depth": "advanced"}}),
    chat(web_search={"serper": {"api_key": KEY}, "firecrawl": {"api_key": KEY}, "firecrawl_version": "v1"}),
    {"namespace": "ai", "librechat": CHAT, "searxng": {}, "firecrawl": {}},
    {**chat(web_search=SERPER), "searxng": {}},
    {**chat(web_search=SERPER), "firecrawl": {}},
    {
        "namespace": "ai",
        "librechat": CHAT,
        "searxng": {},
        "firecrawl": {"models": {"provider": "openai", "api_key": KEY}},
    },
]
FILES = [
    chat(storage={"type": "s3", "s3": S3}, route={"gateway": "g"}),
    chat(storage={"type": "s3", "s3": {"bucket": "files"}, "service_account": {"annotations": {"a": "b"}}}),
    chat(storage={"type": "s3", "s3": {"bucket": "files"}, "service_account": {"name": "a"}}),
    chat(storage={"type": "cloudfront", "s3": S3, "cloudfront": CLOUDFRONT}),
    chat(storage={"type": "cloudfront", "s3": S3, "cloudfront": {"domain": "https://files.example.com"}}),
    chat(
        storage={
            "type": "cloudfront",
            "s3": S3,
            "cloudfront": {
                "domain": "https://files.example.com",
                "key_pair_id": "K1",
                "private_key_secret": secret("a"),
            },
        }
    ),
    chat(files={"endpoints": [{"name": "openAI"}]}),
    chat(files={"endpoints": [{"name": "openAI", "file_limit": 5}]}),
    chat(ocr={"strategy": "vertexai_mistral_ocr", "model": "m", "service_key": SERVICE_KEY + " "}),
]
TOOLS = [
    mcp(headers={"A": "a"}, secrets={"SAMPLE": "mcp-token"}, request_headers={"B": "Bearer ${SAMPLE}"}),
    mcp(existing_secrets={"TOKEN": secret("a")}, request_headers={"B": "Bearer ${TOKEN}"}),
    mcp(custom_user_vars=[{"name": "A", "title": "a", "description": "a"}], headers={"A": "{{A}}"}),
    mcp(api_key={"key": "mcp-key", "authorization_type": "bearer"}),
    mcp(api_key={"key_secret": secret("a"), "authorization_type": "custom", "custom_header": "X-Key"}),
    mcp(
        oauth={
            "client_id": "a",
            "client_secret": "mcp-secret",
            "authorization_url": "https://id.example.com/a",
            "token_url": "https://id.example.com/t",
            "audience": "a",
        }
    ),
    chat(mcp_servers=[{"name": "a", "type": "stdio", "command": "npx", "args": ["a@1"], "env": {"A": "a"}}]),
    chat(agents={"remote_api": {"oidc": {"issuer": "https://id.example.com", "audience": "a"}}}),
    chat(memory={"agent": {"provider": "sample", "model": "m", "instructions": "a"}})
    | {"custom_endpoints": [CUSTOM_ENDPOINT]},
    chat(memory={"agent": {"provider": "openAI", "model": "m", "instructions": "a"}})
    | {"openai": OPENAI, "custom_endpoints": [CUSTOM_ENDPOINT]},
    chat(agents={"allowed_providers": ["openAI"]}) | {"openai": OPENAI},
    chat(summarization={"trigger": {"type": "token_ratio", "value": 0.8}}),
    chat(summarization={"trigger": {"type": "messages_to_refine", "value": 1}}),
]
SPECS = [
    specs({**SPEC, "endpoint": "openAI"}, custom_endpoints=[CUSTOM_ENDPOINT]),
    specs({"name": "a", "agent_id": "agent_1"}),
    chat(
        assistants={"api_key": KEY},
        model_specs={"specs": [{"name": "a", "endpoint": "assistants", "assistant_id": "asst_1"}]},
    ),
    specs(
        {**SPEC, "endpoint": "bedrock", "model": "global.m"}, bedrock={"region": "eu-central-1", "models": ["global.m"]}
    ),
    specs({**SPEC, "endpoint": "anthropic"}, anthropic={"api_key": KEY, "models": ["m"]}),
    specs({**SPEC, "group": "sample"}),
    {
        **chat(
            model_specs={
                "specs": [{**SPEC, "group": "a"}, {**SPEC, "name": "b", "group": "sample"}],
                "groups": [{"name": "a", "icon": "a"}],
            }
        ),
        "openai": OPENAI,
    },
    {
        **chat(model_specs={"specs": [SPEC, {**SPEC, "name": "sample"}], "added_endpoints": ["openAI"]}),
        "openai": OPENAI,
    },
]
EMBEDDINGS = [
    {**chat(), "openai": {"api_key": KEY}, "rag": {}},
    rag(provider="azure", base_url="https://a.openai.azure.com", api_key=KEY, api_version="a", model="m"),
    rag(provider="bedrock", region="eu-central-1", access_key_id="A1", secret_access_key="hidden-aws-secret"),
    rag(provider="bedrock", region="eu-central-1", access_key_id="A1", secret_access_key_secret=secret("a")),
    rag(provider="vertexai", project="p", service_key=SERVICE_KEY + " "),
    rag(provider="vertexai", project="p", service_key_secret=secret("a")),
    rag(provider="openai", base_url="http://a:1", api_key=KEY),
    {
        **rag(provider="bedrock", region="eu-central-1"),
        "rag": {
            "embeddings": {"provider": "bedrock", "region": "eu-central-1"},
            "service_account": {"annotations": {"a": "b"}},
        },
    },
]
SERVERS = [
    chat(),
    chat(ingress={"class_name": "nginx"}, security={"rotation": {"give_up": ["user_secrets"], "creds": 1}}),
    {**chat(), "tolerations": [{}]},
    {**chat(), "ollama": {"models": ["m"], "gpu": {"tolerations": [{}]}}},
    {**chat(), "speaches": {"models": ["a/b"], "gpu": {"tolerations": [{}]}}},
    {**chat(), "valkey": {"external": {"uri": "rediss://a.example.com"}}},
    {**chat(), "valkey": {"external": {"uri": "rediss://a.example.com", "password_secret": secret("a")}}},
    {**chat(ingress={"class_name": "nginx", "tls": {"secret_name": "tls"}}), "openai": {"api_key": KEY}},
    {
        **chat(),
        "openai": {"api_key": KEY},
        "pgvector": {"external": {"host": "a.example.com", "password_secret": secret("a"), "ca_pem": PEM}},
    },
    chat(security={"creds_key": "0" * 64, "creds_iv": "0" * 32}),
    chat(
        extra_volumes=[{**VOLUME, "claim": "a"}],
        existing_secrets={"OPENWEATHER_API_KEY": secret("a")},
        sidecars=[
            {
                "name": "a",
                "image": "a/a:1",
                "existing_secrets": {"A": secret("a")},
                "volumes": [{**VOLUME, "claim": "a"}],
            }
        ],
    ),
    chat(
        config={"interface": {"customWelcome": "a"}},
        extra_env={"DEBUG_LOGGING": "true"},
        extra_secret_env={"OPENWEATHER_API_KEY": "weather-key"},
    ),
]
INCOMPLETE = [
    chat(storage={"s3": S3}),
    chat(extra_volumes=[VOLUME]),
    chat(interface={"terms_of_service": {"external_url": "https://example.com", "modal_content": "a"}}),
    chat(sidecars=[{"name": "a", "image": "a/a:1", "volumes": [VOLUME]}]),
    {**chat(), "custom_endpoints": [{"name": "a", "base_url": "http://a:1", "models": ["m"]}]},
    *({**chat(), name: {}} for name in ("openai", "anthropic", "google", "openrouter", "jinaai")),
]
"""Refused without the argument in question."""

BASES: Sequence[Mapping[str, Any]] = [
    *SERVERS,
    *SIGN_IN,
    *PEOPLE,
    *SPEECH,
    *WEB_SEARCH,
    *FILES,
    *TOOLS,
    *SPECS,
    *EMBEDDINGS,
    *PROVIDER_BASES,
    *SCENARIOS.values(),
    *INCOMPLETE,
]
