"""Small workspaces in which arguments have an effect: between them they have every group that an argument needs.

What is only there to be replaced or removed is called ``sample`` where something else has to name it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.full_scenarios import CERTIFICATE, PRIVATE_KEY, SERVICE_KEY, secret
from tests.scenarios import CHAT, KEY, PEM, S3, SCENARIOS

KEYED: Mapping[str, Any] = {"api_key": KEY}
REFERENCE = {"api_key_secret": secret("a")}
VOLUME = {"name": "a", "mount_path": "/a"}
CLIENT = {"client_id": "chat", "client_secret": "client-secret"}
CLIENT_REFERENCE = {"client_id": "chat", "client_secret_secret": secret("a")}
SMTP = {"host": "mail.example.com", "username": "a"}
VERTEX = {"service_account_key": SERVICE_KEY}
SERVICE_ACCOUNT = {"annotations": {"a": "b"}}
RESOURCES = {"requests": {"cpu": "1"}, "limits": {"memory": "1Gi"}}
AUTOSCALING: Mapping[str, Any] = {
    "enabled": True,
    "min_replicas": 2,
    "max_replicas": 3,
    "cpu": 60,
    "behavior": {"scaleUp": {"selectPolicy": "Min"}},
}
KEDA = {"prometheus": "http://10.0.0.5:9090", "generations": 5, "query": "sum(a)", "authentication": "a"}
STORED = {"storage": {"size": "1Gi", "storage_class": "a", "retain": False}}
GPU: Mapping[str, Any] = {"gpu": {}}
COLLECTOR = {"endpoint": "http://collector.example.com:4318"}
TLS = {"class_name": "nginx", "tls": {"secret_name": "tls"}}
CUSTOM: Mapping[str, Any] = {"name": "a", "base_url": "https://llm.example.com/v1", "models": ["m"]}


def base(**groups: Any) -> dict[str, Any]:
    """A workspace that makes no embeddings by itself."""
    return {"namespace": "ai", "librechat": CHAT, "rag": {"enabled": False}, **groups}


def chat(**groups: Any) -> dict[str, Any]:
    """The same, with groups of its LibreChat."""
    return base(librechat={**CHAT, **groups})


def rag(**groups: Any) -> dict[str, Any]:
    """A workspace whose RAG API asks OpenAI for embeddings."""
    return base(openai=KEYED, rag=groups)


CANARY: Mapping[str, Any] = {
    "image": "ghcr.io/librechat-ai/librechat:v0.8.9",
    "weight": 10,
    "header": "X-A",
    "cookie": "a",
    "replicas": 2,
}
PANEL: Mapping[str, Any] = {"domain": "admin.example.com", "ingress": TLS}
LIBRECHAT = [
    chat(),
    chat(enabled=True, replicas=1, trust_proxy=1, allow_to=["http://10.1.2.3:8080"]),
    chat(route={"gateway": "a", "gateway_namespace": "b", "section_name": "c"}),
    chat(ingress={"class_name": "nginx", "controller_namespace": "ingress"}),
    {**chat(storage={"type": "s3", "s3": S3}, route={"gateway": "a"}), "canary": CANARY},
    {**chat(storage={"type": "s3", "s3": S3}, route={"gateway": "a"}), "canary": {**CANARY, "enabled": False}},
    chat(smoke_test=True),
    chat(ingress={"class_name": "nginx", "tls": {"cluster_issuer": "a"}}),
    chat(ingress=TLS),
    chat(resources={"api": RESOURCES}),
    chat(security={"rotation": {"give_up": ["user_secrets"], "creds": 1}}),
    chat(security={"creds_key": "0" * 64, "creds_iv": "0" * 32}),
    chat(auth={"openid": {"issuer": "https://id.example.com", **CLIENT}}, security={"session_secret": "0" * 64}),
    chat(extra_volumes=[{**VOLUME, "size_limit": "1Mi"}]),
    *(chat(extra_volumes=[{**VOLUME, source: "a", "sub_path": "a"}]) for source in ("claim", "config_map", "secret")),
    chat(sidecars=[{"name": "a", "image": "a/a:1", "command": ["a"], "args": ["a"], "resources": RESOURCES}]),
    chat(sidecars=[{"name": "a", "image": "a/a:1", "env_from": {"variables": {"A": secret("a")}, "secrets": ["a"]}}]),
    *(
        chat(extra_volumes=[volume], sidecars=[{"name": "a", "image": "a/a:1", "volumes": [volume]}])
        for source in ({"size_limit": "1Mi"}, {"claim": "a"}, {"config_map": "a"}, {"secret": "a"})
        for volume in [{**VOLUME, **source, "sub_path": "a"}]
    ),
    chat(env_from={"secrets": ["a"], "variables": {"OPENWEATHER_API_KEY": secret("a")}}),
    chat(env_from={"files": {"GOOGLE_SERVICE_KEY_FILE": secret("a")}}),
    chat(secret_files={"GOOGLE_SERVICE_KEY_FILE": SERVICE_KEY}),
    chat(first_admin={"email": "a@example.com", "name": "A", "username": "abc", "password": "a password of 20"}),
    chat(first_admin={"email": "a@example.com", "password_secret": secret("a")}),
    chat(config={"unknown": True}),
]
PEOPLE = [
    chat(auth={"openid": {"issuer": "https://id.example.com", **CLIENT}, "social_registration": True}),
    chat(auth={"openid": {"issuer": "https://id.example.com", **CLIENT_REFERENCE}}),
    *(
        chat(auth={provider: client})
        for provider in ("google", "github", "discord", "facebook")
        for client in (CLIENT, CLIENT_REFERENCE)
    ),
    *(
        chat(auth={"apple": {"client_id": "a", "team_id": "a", "key_id": "a", **key}})
        for key in ({"private_key": PRIVATE_KEY + "\n"}, {"private_key_secret": secret("a")})
    ),
    chat(auth={"saml": {"entry_point": "https://id.example.com/saml", "issuer": "chat", "certificate": CERTIFICATE}}),
    *(
        chat(
            auth={
                "ldap": {
                    "url": "ldaps://ldap.example.com:636",
                    "user_search_base": "dc=example",
                    "bind_dn": "cn=chat",
                    "ca_pem": CERTIFICATE,
                    **credentials,
                }
            }
        )
        for credentials in ({"bind_credentials": "ldap-password"}, {"bind_credentials_secret": secret("a")})
    ),
    chat(auth={"registration": {"enabled": True, "allowed_domains": ["example.com"]}}),
    chat(auth={"openid": {"issuer": "https://id.example.com", **CLIENT}, "email_login": False}),
    *(
        chat(email={"from_address": "chat@example.com", **server})
        for server in (
            {"smtp": {**SMTP, "password": "mail-password"}},
            {"smtp": {**SMTP, "password_secret": secret("a")}},
            {"mailgun": {**KEYED, "domain": "m.example.com"}},
            {"mailgun": {**REFERENCE, "domain": "m.example.com"}},
        )
    ),
]
SPEECH = [
    *(
        chat(
            stt={"implementation": "openai", "url": "https://speech.example.com/v1/audio/transcriptions", **key},
            tts={"implementation": "openai", "url": "https://speech.example.com/v1/audio/speech", **key},
        )
        for key in (KEYED, REFERENCE)
    ),
    *(chat(tts={"implementation": "elevenlabs", "model": "m", "voice": "a", **key}) for key in (KEYED, REFERENCE)),
    base(librechat={**CHAT, "stt": {"implementation": "openai"}, "tts": {"implementation": "openai"}}, openai=KEYED),
    base(librechat={**CHAT, "tts": {"implementation": "speaches", "model": "a/b", "voice": "a"}}, speaches={}),
]
WEB_SEARCH = [
    *(chat(web_search={service: key}) for service in ("serper", "tavily", "keenable") for key in (KEYED, REFERENCE)),
    *(
        chat(web_search={"serper": KEYED, service: key})
        for service in ("firecrawl", "cohere")
        for key in (KEYED, REFERENCE)
    ),
    chat(web_search={"serper": KEYED, "provider": "serper", "scraper": "serper"}),
    base(
        librechat={**CHAT, "web_search": {"reranker": "none"}, "secret_env": {"COHERE_API_KEY": KEY}},
        searxng={},
        firecrawl={},
    ),
    *(base(librechat={**CHAT, "web_search": {"serper": KEYED}}, jinaai=key) for key in (KEYED, REFERENCE)),
    base(searxng={}, firecrawl={}),
    base(searxng={"autoscaling": AUTOSCALING}),
    base(librechat={**CHAT, "web_search": {"serper": KEYED, "provider": "serper"}}, searxng={}, firecrawl={}),
]
FILES = [
    chat(files={"profile": "documents", "upload_megabytes": 30}),
    chat(storage={"local": {"size": "1Gi", "storage_class": "a", "retain": False}}),
    chat(storage={"local": {"retain": False}}),
    chat(replicas=2, storage={"type": "s3", "s3": S3}),
    chat(
        autoscaling={**AUTOSCALING, "memory": 80},
        storage={"type": "s3", "s3": S3},
        resources={"api": {"requests": {"memory": "2Gi"}}},
    ),
    chat(autoscaling={"keda": KEDA}, storage={"type": "s3", "s3": S3}),
    chat(storage={"type": "s3", "s3": {**S3, "endpoint": "https://s3.example.com"}}, route={"gateway": "g"}),
    chat(
        storage={
            "type": "s3",
            "s3": {"bucket": "files", "region": "eu-central-1", "access_key": "a", "secret_key_secret": secret("a")},
        }
    ),
    *(
        chat(storage={"type": "s3", "s3": {"bucket": "files", "region": "eu-central-1"}, "service_account": account})
        for account in (SERVICE_ACCOUNT, {"name": "a"})
    ),
    *(
        chat(storage={"type": "cloudfront", "s3": S3, "cloudfront": {"domain": "https://files.example.com", **key}})
        for key in (
            {},
            {"key_pair_id": "K1", "private_key": PRIVATE_KEY},
            {"key_pair_id": "K1", "private_key_secret": secret("a")},
        )
    ),
    chat(storage={"type": "azure_blob", "azure_blob": {"account_name": "files"}, "service_account": SERVICE_ACCOUNT}),
    chat(storage={"type": "azure_blob", "azure_blob": {"connection_string_secret": secret("a")}}),
]
PROVIDERS = [
    *(base(**{name: key}) for name in ("openai", "anthropic", "google", "openrouter") for key in (KEYED, REFERENCE)),
    base(openai={"api_key": "k"}),
    *(base(**{name: {"user_provided": True}}) for name in ("openai", "anthropic", "google", "openrouter", "jinaai")),
    *(
        base(**{name: {"vertex": {**key, region: "eu"}}})
        for name, region in (("anthropic", "region"), ("google", "location"))
        for key in (VERTEX, {"service_account_key_secret": secret("a")})
    ),
    *(
        base(bedrock={"region": "eu-central-1", "models": ["eu.m"], **keys})
        for keys in (
            {},
            {"user_provided": True},
            {"bearer_token": "bedrock-token"},
            {"bearer_token_secret": secret("a")},
            {"access_key_id": "A1", "secret_access_key": "aws-secret", "session_token": "aws-token"},
            {
                "access_key_id_secret": secret("a"),
                "secret_access_key_secret": secret("b"),
                "session_token_secret": secret("c"),
            },
        )
    ),
    *(
        base(custom_endpoints=[{**CUSTOM, **key}])
        for key in (KEYED, REFERENCE, {"keyless": True}, {"user_provided": True})
    ),
    base(librechat={**CHAT, "model_specs": {"from_providers": True}}, openai={**KEYED, "models": ["m"]}),
    base(ollama={"models": ["m"], "chat_models": ["m"], **GPU}),
    base(ollama={"external": {"url": "http://10.0.0.5:11434"}, "models": ["m"]}),
    base(speaches={"models": ["a/b"], **GPU}),
]
RAG = [
    {"namespace": "ai", "librechat": CHAT, "openai": KEYED, "rag": {"enabled": True}},
    base(openai=KEYED, rag={}),
    base(rag={"external": {"url": "http://10.0.0.5:8000"}}),
    base(librechat={**CHAT, "resources": {"rag": RESOURCES}}, openai=KEYED, rag={}),
    *(
        base(bedrock={"region": "eu-central-1", "models": ["eu.m"]}, rag={"service_account": account})
        for account in (SERVICE_ACCOUNT, {"name": "a"})
    ),
    rag(
        env={"PDF_EXTRACT_IMAGES": "true"}, chunk_size=100, chunk_overlap=10, collection="a", image="a/a:1", replicas=2
    ),
    rag(autoscaling=AUTOSCALING),
    rag(embeddings={"provider": "openai"}, secret_env={"RAG_OPENAI_API_KEY": KEY + "1"}),
    rag(embeddings={"provider": "openai", "dimensions": 100}),
    rag(env_from={"secrets": ["a"], "variables": {"RAG_OPENAI_API_KEY": secret("a")}}),
    *(
        base(rag={**key, "embeddings": {"provider": "vertexai"}, "env": {"GOOGLE_CLOUD_PROJECT": "p"}})
        for key in (
            {"env_from": {"files": {"GOOGLE_APPLICATION_CREDENTIALS": secret("a")}}},
            {"secret_files": {"GOOGLE_APPLICATION_CREDENTIALS": SERVICE_KEY}},
        )
    ),
]
NETWORK = [
    base(proxy={"url": "http://proxy.example.com:3128", "no_proxy": ["a"], "ca_pem": PEM}, openai=KEYED),
    base(proxy={"url": "http://chat@proxy.example.com:3128", "password": "proxy-password"}),
    base(proxy={"url": "http://chat@proxy.example.com:3128", "password_secret": secret("a")}),
    base(
        network={
            "dns": {"namespace": "a", "port": 5353, "addresses": ["10.0.0.1"]},
            "allow_from": [{"namespace_labels": {"a": "b"}, "pod_labels": {"a": "b"}}],
        }
    ),
    chat(service={"type": "LoadBalancer", "annotations": {"a": "b"}}),
    chat(ingress={"controller": "haproxy"}),
    base(searxng={"domain": "a.example.com", "ingress": {"controller": "alb"}}),
    chat(env_from={"variables": {name: secret("a") for name in ("JWT_SECRET", "MEILI_MASTER_KEY")}}),
]
SERVERS = [
    base(pods={"all": {}}),
    *(base(**{name: STORED}) for name in ("documentdb", "valkey", "meilisearch")),
    {**rag(), "pgvector": STORED},
    {**rag(), "pgvector": {"storage": {"retain": False}}},
    base(documentdb={"engine": "mongodb"}),
    base(documentdb={"engine": "mongodb", "compatibility_version": "8.0"}),
    base(documentdb={"upgrade": {"major": 17, "from_major": 16}}),
    *(
        {**rag(), "pgvector": {"upgrade": {"major": 17, "from_major": 16, **old}}}
        for old in ({"from_image": "pgvector/pgvector:0.8.6-pg16"}, {"keep_old_volume": False})
    ),
    base(valkey={"password_rotation": 1, "accept_previous_password": True}),
    base(valkey={"external": {"uri": "rediss://a.example.com", "ca_pem": PEM}}),
    base(valkey={"external": {"uri": "rediss://a.example.com", "cluster": True}}),
    base(valkey={"external": {"uri": "rediss://a.example.com", "username": "a", "password_secret": secret("a")}}),
    base(meilisearch={"external": {"url": "https://a.example.com", "api_key_secret": secret("a")}}),
    *(
        base(librechat={**CHAT, "web_search": {"scraper": "keenable"}}, searxng=searxng)
        for searxng in (
            {"domain": "a.example.com", "ingress": {**TLS, "annotations": {"a": "b"}}},
            {"domain": "a.example.com", "ingress": {"class_name": "nginx", "tls": {"cluster_issuer": "a"}}},
            {"external": {"url": "http://10.0.0.5:8080", **KEYED}},
            {"external": {"url": "http://10.0.0.5:8080", **REFERENCE}},
        )
    ),
    base(searxng={}, firecrawl={"models": {"provider": "openai", **KEYED}, "env": {"MODEL_NAME": "m"}}),
    base(searxng={}, firecrawl={"models": {"provider": "openai", **REFERENCE}}),
    *(base(searxng={}, firecrawl={"external": {"url": "http://10.0.0.5:3002", **key}}) for key in (KEYED, REFERENCE)),
    {
        **rag(),
        "pgvector": {
            "external": {"host": "a.example.com", "password_secret": secret("a"), "ca_pem": PEM, "sslmode": "require"}
        },
    },
    *(
        base(librechat={**CHAT, "auth": {"openid": {"issuer": "https://id.example.com", **CLIENT}}}, admin_panel=panel)
        for panel in (
            {**PANEL, "sso_only": False, "session_idle": 5, "resources": RESOURCES},
            {**PANEL, "session_secret": "0" * 64},
            {**PANEL, "session_secret_secret": secret("a")},
            {"domain": "admin.example.com", "ingress": {"class_name": "nginx", "tls": {"cluster_issuer": "a"}}},
            {"domain": "localhost", "ingress": {"enabled": False, "controller_cidrs": ["10.1.0.0/16"]}},
            {"domain": "admin.example.com", "route": {"gateway": "a", "gateway_namespace": "b", "section_name": "c"}},
        )
    ),
]
S3_BACKUP = {"s3": {"bucket": "backups", "access_key": "a", "secret_key": "s3-secret-key"}}


def backup(repository: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A workspace with a backup."""
    group = {"password": "backup-password", "keys": {"recipients": ["age1" + "q" * 58]}, **more}
    return {**rag(), "backup": {"repository": repository, **group}}


BACKUP = [
    backup(
        S3_BACKUP,
        **{name: {} for name in ("rehearsal", "verify", "retention", "images", "velero")},
        volume_snapshots={"names": ["a"]},
        resources=RESOURCES,
    ),
    backup({"s3": {"bucket": "backups", "access_key": "a", "secret_key_secret": secret("a")}}),
    *(backup({"s3": {"bucket": "backups"}, "service_account": each}) for each in (SERVICE_ACCOUNT, {"name": "a"})),
    *(
        backup({"azure": {"account": "backups", "container": "backups", **key}})
        for key in ({"account_key": "azure-account-key"}, {"account_key_secret": secret("a")})
    ),
    *(
        backup({"gcs": {"bucket": "backups", **key}})
        for key in ({"service_account_key": SERVICE_KEY}, {"service_account_key_secret": secret("a")})
    ),
    *(
        backup({"rest": {"url": "https://backups.example.com/ws", "username": "a", **key}})
        for key in ({"password": "rest-password", "ca_pem": PEM}, {"password_secret": secret("a")})
    ),
    backup({"volume": {"claim": "backups"}}, keys={"kept_elsewhere": True}),
    {
        **rag(),
        "backup": {"repository": S3_BACKUP, "password_secret": secret("a"), "keys": {"kept_elsewhere": True}},
    },
]
INCOMPLETE = [chat(storage={"s3": S3}), chat(extra_volumes=[VOLUME])]
"""Refused without the argument in question."""

STORE = {"store": {"name": "a", "kind": "ClusterSecretStore"}}
VALUES = {"secrets": {"valkey": {"values": {"password": {"key": "a", "property": "b", "version": "1"}}}}}
EXTERNAL_SECRETS = [
    base(external_secrets={**STORE, "key": "a", "secrets": {"valkey": {"key": "a"}}}),
    base(external_secrets={**STORE, "key": "a", "refresh": "5m", **VALUES}),
    base(
        external_secrets={**STORE, "key": "a"},
        documentdb={"engine": "mongodb"},
        monitoring={"prometheus": {"pod_labels": {"a": "b"}}},
    ),
    base(
        documentdb={"server_secret": "a"},
        searxng={"limiter": {"existing_secret": "a"}},
        firecrawl={"valkey": {"existing_secret": "a"}},
    ),
]

BASES: Sequence[Mapping[str, Any]] = [
    base(monitoring={"traces": COLLECTOR, "rules": {}, "dashboards": {}, "service_monitors": {}}),
    base(monitoring={"traces": {**COLLECTOR, "headers_secret": secret("a")}, "prometheus": {"pod_labels": {"a": "b"}}}),
    {**chat(config={"ocr": {"apiKey": "Shared-0123"}}), "not_secret": ["librechat.config.ocr.apiKey"]},
    *EXTERNAL_SECRETS,
    base(privacy={"retention_days": 90}),
    *LIBRECHAT,
    *PEOPLE,
    *SPEECH,
    *WEB_SEARCH,
    *FILES,
    *PROVIDERS,
    *RAG,
    *NETWORK,
    *SERVERS,
    *BACKUP,
    *INCOMPLETE,
    *SCENARIOS.values(),
]
