from typing import Any

import pulumi
import pytest

from homelab.arguments import ArgumentError
from homelab.components.librechat.effects import server_peers
from homelab.librechat_config.speech import SPEACHES_API_KEY
from homelab.modules.resolve import ResolvedWorkspace, external_rag_api, librechat_server_args, resolve, server_args
from tests.librechat_config.sound import SERVICE_ACCOUNT
from tests.modules.workspaces import KEY, REFERENCE, workspace

NO_RAG: dict[str, Any] = {"rag": {"enabled": False}}
TITLES = {"titleConvo": True, "titleModel": "current_model"}


def resolved(**groups: Any) -> ResolvedWorkspace:
    return resolve("ws", workspace(**groups), "AIWorkspace 'ws'")


def effects(**groups: Any) -> dict[str, Any]:
    """LibreChat's final configuration and network peers."""
    found = resolved(**groups)
    final = found.librechat
    return {
        "config": final.config,
        "variables": {**final.variables.plain, **final.variables.secret},
        "files": final.variables.files,
        "peers": {repr(peer) for peer in server_peers(final, found.servers.enabled, [])},
    }


def custom(**endpoint: Any) -> dict[str, Any]:
    default = {"models": {"default": ["m"], "fetch": True}, **TITLES}
    return {"endpoints": {"custom": [{**default, "modelDisplayLabel": endpoint["name"], **endpoint}]}}


WISHES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "openai behind a gateway": (
        {"openai": {**KEY, "models": ["a", "b"], "base_url": "http://10.0.0.1:8080/v1"}, **NO_RAG},
        {
            "librechat": {
                "config": {"endpoints": {"openAI": TITLES}},
                "env": {"OPENAI_MODELS": "a,b", "OPENAI_REVERSE_PROXY": "http://10.0.0.1:8080/v1"},
                "secret_env": {"OPENAI_API_KEY": KEY["api_key"]},
            }
        },
    ),
    "keys of users": (
        {"google": {"user_provided": True}},
        {"librechat": {"config": {"endpoints": {"google": TITLES}}, "env": {"GOOGLE_KEY": "user_provided"}}},
    ),
    "claude on vertex": (
        {"anthropic": {"vertex": {"service_account_key": SERVICE_ACCOUNT, "region": "eu"}, "models": ["m"]}},
        {
            "librechat": {
                "config": {
                    "endpoints": {
                        "anthropic": {
                            **TITLES,
                            "vertex": {
                                "region": "eu",
                                "serviceKeyFile": "${ANTHROPIC_VERTEX_SERVICE_KEY_FILE}",
                                "models": {"m": True},
                            },
                        }
                    }
                },
                "secret_files": {"ANTHROPIC_VERTEX_SERVICE_KEY_FILE": SERVICE_ACCOUNT},
            }
        },
    ),
    "bedrock by a VPC endpoint": (
        {
            "bedrock": {
                "region": "eu-central-1",
                "models": ["eu.m"],
                "bearer_token_secret": REFERENCE,
                "base_url": "https://vpce-1.bedrock-runtime.eu-central-1.vpce.amazonaws.com",
            },
        },
        {
            "librechat": {
                "config": {"endpoints": {"bedrock": {**TITLES, "models": ["eu.m"]}}},
                "env": {
                    "BEDROCK_AWS_DEFAULT_REGION": "eu-central-1",
                    "BEDROCK_REVERSE_PROXY": "vpce-1.bedrock-runtime.eu-central-1.vpce.amazonaws.com",
                },
                "env_from": {"variables": {"BEDROCK_AWS_BEARER_TOKEN": REFERENCE}},
            }
        },
    ),
    "a server with OpenAI's API": (
        {"custom_endpoints": [{"name": "vLLM", "base_url": "http://vllm.models.svc:8000/v1", "models": ["m"], **KEY}]},
        {
            "librechat": {
                "config": custom(name="vLLM", apiKey="${VLLM_ENDPOINT_KEY}", baseURL="http://vllm.models.svc:8000/v1"),
                "secret_env": {"VLLM_ENDPOINT_KEY": KEY["api_key"]},
            }
        },
    ),
    "ollama elsewhere": (
        {"ollama": {"external": {"url": "http://10.0.0.2:11434"}, "models": ["m"]}, **NO_RAG},
        {
            "librechat": {
                "config": custom(
                    name="Ollama",
                    apiKey="ollama",
                    baseURL="http://10.0.0.2:11434/v1/",
                    models={"default": ["m:latest"], "fetch": True},
                ),
            }
        },
    ),
    "speech by a server of one's own": (
        {
            "librechat": {
                "stt": {"implementation": "openai", "url": "http://10.0.0.3:8000/v1/audio/transcriptions"},
                "tts": {"implementation": "elevenlabs", "model": "m", "voice": "v", **KEY},
            }
        },
        {
            "librechat": {
                "config": {
                    "speech": {
                        "stt": {
                            "openai": {
                                "url": "http://10.0.0.3:8000/v1/audio/transcriptions",
                                "apiKey": "",
                                "model": "whisper-1",
                            }
                        },
                        "tts": {"elevenlabs": {"apiKey": "${TTS_API_KEY}", "model": "m", "voices": ["v"]}},
                        "speechTab": {"textToSpeech": {"voice": "v"}},
                    }
                },
                "secret_env": {"TTS_API_KEY": KEY["api_key"]},
            }
        },
    ),
    "a search server elsewhere": (
        {
            "searxng": {"external": {"url": "http://search.tools.svc:8080"}},
            "firecrawl": {"external": {"url": "http://crawl.tools.svc:3002"}},
        },
        {
            "librechat": {
                "config": {
                    "webSearch": {
                        "searchProvider": "searxng",
                        "scraperProvider": "firecrawl",
                        "searxngInstanceUrl": "${SEARXNG_INSTANCE_URL}",
                        "firecrawlVersion": "${FIRECRAWL_VERSION}",
                        "firecrawlApiUrl": "${FIRECRAWL_API_URL}",
                        "firecrawlApiKey": "${FIRECRAWL_API_KEY}",
                    }
                },
                "env": {
                    "SEARXNG_INSTANCE_URL": "http://search.tools.svc:8080",
                    "FIRECRAWL_VERSION": "v2",
                    "FIRECRAWL_API_URL": "http://crawl.tools.svc:3002",
                },
                "secret_env": {"FIRECRAWL_API_KEY": "self-hosted"},
            }
        },
    ),
    "a hosted search": (
        {"librechat": {"web_search": {"serper": KEY, "cohere": {"api_key_secret": REFERENCE}}}},
        {
            "librechat": {
                "config": {
                    "webSearch": {
                        "searchProvider": "serper",
                        "scraperProvider": "serper",
                        "serperApiKey": "${SERPER_API_KEY}",
                        "cohereApiKey": "${COHERE_API_KEY}",
                    }
                },
                "secret_env": {"SERPER_API_KEY": KEY["api_key"]},
                "env_from": {"variables": {"COHERE_API_KEY": REFERENCE}},
            }
        },
    ),
}


@pytest.mark.parametrize("wish", WISHES)
def test_arguments_and_native_configuration_are_equivalent(wish: str):
    by_arguments, in_own_words = WISHES[wish]
    assert effects(**by_arguments) == effects(**in_own_words)
    assert effects(**by_arguments) != effects()


def test_the_user_s_own_words_complete_and_win_over_providers():
    found = resolved(
        openai=KEY,
        librechat={
            "config": {"endpoints": {"openAI": {"titleModel": "b", "streamRate": 5}}},
            "env": {"OPENAI_MODELS": "c"},
        },
    ).librechat
    assert found.config["endpoints"]["openAI"] == {"titleConvo": True, "titleModel": "b", "streamRate": 5}
    assert found.variables.plain["OPENAI_MODELS"] == "c"


def test_the_key_of_a_reranker_may_be_among_librechat_s_variables():
    searched: dict[str, Any] = {"searxng": {}, "firecrawl": {}, **NO_RAG}
    key = {"secret_env": {"COHERE_API_KEY": "cohere-key"}}
    assert resolved(**searched).librechat.config["webSearch"]["rerankerType"] == "none"
    assert resolved(**searched, librechat=key).librechat.config["webSearch"]["rerankerType"] == "cohere"


def test_endpoints_have_a_fixed_order():
    servers = [{"name": name, "base_url": "http://a:1", "keyless": True, "models": ["m"]} for name in ("b", "a")]
    config = resolved(custom_endpoints=servers, ollama={"models": ["m"]}, openrouter=KEY).librechat.config
    assert [each["name"] for each in config["endpoints"]["custom"]] == ["OpenRouter", "Ollama", "b", "a"]


class TestServers:
    def test_of_the_workspace_are_known_by_their_workloads(self):
        found = resolved(searxng={}, firecrawl={}, speaches={"models": ["a/b"]}, ollama={"models": ["m"]})
        assert [(each["workload"], each["url"]) for each in found.servers.enabled] == [
            ("ws-searxng", "http://ws-searxng.ai.svc.cluster.local:8080"),
            ("ws-firecrawl", "http://ws-firecrawl.ai.svc.cluster.local:3002"),
            ("ws-ollama", "http://ws-ollama.ai.svc.cluster.local:11434"),
            ("ws-speaches", "http://ws-speaches.ai.svc.cluster.local:8000"),
        ]

    def test_external_servers_have_their_urls(self):
        found = resolved(ollama={"external": {"url": "http://10.0.0.2:11434"}, "chat_models": []})
        assert found.servers.enabled == [{"url": "http://10.0.0.2:11434", "port": 11434}]

    def test_that_are_off_are_none(self):
        assert resolved(ollama={"enabled": False}).servers.enabled == []

    def test_servers_get_their_group_and_clients(self):
        args = workspace(searxng={"replicas": 2, "limiter": {}}, labels={"a": "b"})
        assert server_args(args, "searxng", clients=["chat"]) == {
            "replicas": 2,
            "limiter": {},
            "namespace": "ai",
            "placement": {"labels": {"a": "b"}},
            "not_secret": ["*"],
            "clients": ["chat"],
        }
        assert server_args(args, "valkey", clients=["chat"])["clients"] == ["chat"]

    def test_external_servers_have_no_clients(self):
        args = workspace(meilisearch={"external": {"url": "https://search.example.com", "api_key": "hidden-key-0123"}})
        assert "clients" not in server_args(args, "meilisearch", clients=["chat"])

    def test_have_the_models_that_others_use(self):
        speaches = {"stt": {"implementation": "speaches", "model": "a/b"}}
        args = workspace(
            librechat=speaches, speaches={"models": ["c/d"]}, ollama={"models": ["m"], "chat_models": ["m"]}
        )
        assert server_args(args, "speaches", clients=[])["models"] == ["c/d", "a/b"]
        # The model of the embeddings; chats are LibreChat's business.
        ollama = server_args(args, "ollama", clients=[])
        assert ollama["models"] == ["m", "nomic-embed-text"]
        assert "chat_models" not in ollama


class TestRagApi:
    def test_the_rag_api_exists_if_embeddings_are_available(self):
        assert resolved().rag_api is None
        found = resolved(openai=KEY).rag_api
        assert found is not None
        assert (found.embeddings, found.uses_workspace_ollama) == ({"provider": "openai"}, False)
        assert found.variables.secret == {"RAG_OPENAI_API_KEY": KEY["api_key"]}

    def test_asks_the_workspace_s_ollama(self):
        found = resolved(ollama={"models": ["m"]}).rag_api
        assert found is not None
        assert found.uses_workspace_ollama
        assert found.variables.plain["OLLAMA_BASE_URL"] == "http://ws-ollama.ai.svc.cluster.local:11434"

    def test_an_external_rag_api_is_a_url(self):
        assert external_rag_api(workspace(rag={"external": {"url": "http://rag.tools:8000/"}})) == {
            "url": "http://rag.tools:8000",
            "port": 8000,
        }
        assert external_rag_api(workspace()) is None


def test_speaches_key_is_pending_until_there_is_one():
    speech = {"stt": {"implementation": "speaches", "model": "a/b"}}
    assert resolved(librechat=speech, speaches={}).librechat.variables.secret == {"STT_API_KEY": SPEACHES_API_KEY}


def test_sessions_are_signed_for_openid_and_saml():
    openid = {"issuer": "https://id.example.com", "client_id": "a", "client_secret": "hidden"}
    assert resolved(librechat={"auth": {"openid": openid}}).signs_sessions
    in_own_words = {"SAML_ENTRY_POINT": "https://id.example.com", "SAML_ISSUER": "a", "SAML_CERT": "TUlJQg=="}
    assert resolved(librechat={"env": in_own_words}).signs_sessions
    assert not resolved().signs_sessions


def test_librechat_s_own_groups_are_those_of_its_component():
    args = workspace(librechat={"replicas": 2, "stt": {"implementation": "browser"}, "security": {}, "config": {}})
    assert librechat_server_args(args) == {"domain": "chat.example.com", "replicas": 2}


WRONG: dict[str, Any] = {
    "librechat": {
        "config": {"intreface": {}, "endpoints": {"openAI": {"titleEndpoint": "nobody"}}},
        "env": {"MONGO_URI": "x", "NOBODYS": "y", "ALLOW_PASSWORD_RESET": "true", "MIN_PASSWORD_LENGTH": "40"},
        "stt": {"implementation": "speaches", "model": "a/b"},
        "storage": {"type": "s3"},
        "replicas": 2,
        "first_admin": {"email": "a@example.com"},
        "security": {"session_secret": "x" * 32},
        "model_specs": {"from_providers": True},
    },
    "openai": KEY,
    "rag": {"env": {"DB_HOST": "x", "RAG_NOBODYS": "y"}, "embeddings": {"provider": "ollama"}},
    "searxng": {},
}
MESSAGES = (
    "librechat.stt.implementation speaches needs speaches",
    "librechat.web_search needs a scraper",
    "librechat.config.intreface: unknown key (did you mean interface?)",
    "librechat.config.endpoints.openAI.titleEndpoint: there is no endpoint 'nobody'",
    "librechat.env.NOBODYS: LibreChat reads no such variable",
    "librechat.env.MONGO_URI: the library sets it: use documentdb instead",
    "librechat.storage.s3: missing: file storage s3 needs it, or AWS_BUCKET_NAME",
    "librechat.model_specs has no effect without specs",
    "ALLOW_PASSWORD_RESET needs librechat.email",
    "librechat.first_admin needs password or password_secret with MIN_PASSWORD_LENGTH 40",
    "librechat.security.session_secret has no effect without OpenID Connect or SAML: remove it",
    "rag.env.DB_HOST: the library sets it: use pgvector instead",
    "rag.embeddings.provider ollama needs OLLAMA_BASE_URL",
    "rag.env.RAG_NOBODYS: the RAG API reads no such variable",
)


def test_one_error_names_the_problems_of_every_kind():
    with pytest.raises(ArgumentError) as error:
        resolved(**WRONG)
    message = str(error.value)
    assert message.startswith("AIWorkspace 'ws': ")
    assert "\n" not in message
    assert [each for each in MESSAGES if each not in message] == []


def test_a_lenient_schema_is_so_for_both_servers(monkeypatch: pytest.MonkeyPatch):
    warnings: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", warnings.append)
    resolved(
        librechat={"config_schema": "lenient", "config": {"newKey": 1}, "env": {"NEW": "x"}},
        openai=KEY,
        rag={"env": {"RAG_NEW": "x"}},
    )
    assert [warning.split(": ")[1] for warning in warnings] == [
        *("librechat.config.newKey", "librechat.env.NEW", "rag.env.RAG_NEW"),
    ]


def test_prompts_of_several_lines_arrive_unchanged():
    text = "You are helpful.\n\n- \"quoted\": yes, 'twice' # no comment\n\tindented\nlast line \n"
    preset = {"endpoint": "openAI", "model": "m", "promptPrefix": text, "greeting": text, "instructions": text}
    config: Any = {
        "interface": {"customWelcome": text},
        "endpoints": {"openAI": {"titlePrompt": text}},
        "mcpServers": {"a": {"type": "streamable-http", "url": "https://a.example.com", "serverInstructions": text}},
        "modelSpecs": {"list": [{"name": "a", "label": "A", "description": text, "preset": preset}]},
    }
    final = resolved(openai={**KEY, "models": ["m"]}, librechat={"config": config}).librechat.config
    specs = [{"preset": preset, "description": text}]
    assert [{name: spec[name] for name in specs[0]} for spec in final["modelSpecs"]["list"]] == specs
    assert final["interface"]["customWelcome"] == text
    assert final["endpoints"]["openAI"]["titlePrompt"] == text
    assert final["mcpServers"]["a"]["serverInstructions"] == text


@pytest.mark.parametrize(
    ("variables", "path"),
    [
        ({"secret_env": {"OPENAI_API_KEY": "other"}}, "librechat.secret_env.OPENAI_API_KEY"),
        ({"secret_env": {"OPENAI_API_KEY": pulumi.Output.from_input("other")}}, "librechat.secret_env.OPENAI_API_KEY"),
    ],
)
def test_a_secret_argument_that_a_variable_would_replace_is_refused(variables: dict[str, Any], path: str):
    with pytest.raises(ArgumentError) as refused:
        resolved(openai={**KEY, "models": ["m"]}, librechat=variables)
    assert f"openai.api_key and {path} are mutually exclusive, as both set OPENAI_API_KEY" in str(refused.value)
