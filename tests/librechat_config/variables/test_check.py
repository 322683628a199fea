import json
import re
import string
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from homelab.librechat_config import variables
from homelab.librechat_config.variables import Reader, announced, runtime, unknown_variables
from homelab.offline import Recording
from tests import recordings
from tests.recordings import grouped
from tests.scenarios import SCENARIOS

IMAGES = {"librechat": Reader.LIBRECHAT, "rag-api": Reader.RAG_API}

# What is known of LibreChat and its RAG API, re-typed from their documentation and code, not from the tables.
READ_BY_LIBRECHAT = """
MONGO_URI USE_REDIS CREDS_KEY CREDS_IV JWT_SECRET JWT_REFRESH_SECRET LIBRECHAT_TEMP_CREDENTIALS_PATH HOST PORT
MONGO_MAX_POOL_SIZE MONGO_AUTO_INDEX REDIS_URI REDIS_PASSWORD REDIS_CA REDIS_KEY_PREFIX REDIS_KEY_PREFIX_VAR
REDIS_RETRY_MAX_ATTEMPTS USE_REDIS_CLUSTER REDIS_CLUSTER_SAFE_DELETE REDIS_USE_ALTERNATIVE_DNS_LOOKUP USE_REDIS_STREAMS
REDIS_PING_TIMEOUT STREAM_DELTA_COALESCE_MS LEADER_LEASE_DURATION SEARCH MEILI_HOST MEILI_MASTER_KEY MEILI_NO_SYNC
RAG_API_URL RAG_USE_FULL_CONTEXT DOMAIN_CLIENT DOMAIN_SERVER TRUST_PROXY SESSION_EXPIRY SESSION_COOKIE_SECURE
SECURITY_HEADERS CSP_ENABLED HTTP_KEEP_ALIVE_TIMEOUT_MS NO_INDEX ALLOW_REGISTRATION ALLOW_EMAIL_LOGIN ALLOW_SOCIAL_LOGIN
ALLOW_ACCOUNT_DELETION MIN_PASSWORD_LENGTH GOOGLE_CALLBACK_URL GITHUB_CALLBACK_URL DISCORD_CALLBACK_URL
APPLE_PRIVATE_KEY_PATH OPENID_ISSUER OPENID_SCOPE OPENID_SESSION_SECRET OPENID_REQUIRED_ROLE OPENID_ROLE_SYNC_CLAIM
SAML_ENTRY_POINT SAML_EMAIL_CLAIM SAML_NAME_ID_FORMAT LDAP_URL LDAP_BIND_CREDENTIALS EMAIL_SERVICE MAILGUN_API_KEY
AWS_REGION AWS_BUCKET_NAME AWS_FORCE_PATH_STYLE S3_URL_EXPIRY_SECONDS AZURE_STORAGE_CONNECTION_STRING FIREBASE_API_KEY
CLOUDFRONT_KEY_PAIR_ID ENDPOINTS OPENAI_API_KEY OPENAI_MODELS OPENAI_REVERSE_PROXY ANTHROPIC_API_KEY GOOGLE_KEY
ASSISTANTS_MODELS BEDROCK_AWS_DEFAULT_REGION BEDROCK_AWS_BEARER_TOKEN SERPER_API_KEY OCR_API_KEY
SEARXNG_INSTANCE_URL FIRECRAWL_API_URL FIRECRAWL_VERSION JINA_API_KEY KEENABLE_API_KEY BAN_VIOLATIONS LOGIN_MAX
VIOLATION_SCORE_TTL CONCURRENT_MESSAGE_MAX MESSAGE_IP_MAX FILE_UPLOAD_IP_MAX STT_USER_WINDOW IMPORT_USER_MAX FORK_IP_MAX
SHARE_IP_MAX CONSOLE_JSON LOG_TO_FILE METRICS_SECRET CONFIG_PATH OPENWEATHER_API_KEY WOLFRAM_APP_ID GOOGLE_CSE_ID
LIBRECHAT_CODE_BASEURL CODEAPI_JWT_PRIVATE_KEY OPENAI_MODERATION_API_KEY ALLOW_SHARED_LINKS_PUBLIC
DEPLOYMENT_PLUGINS_DIR ASSISTANTS_API_KEY
NODE_OPTIONS NODE_EXTRA_CA_CERTS TZ HTTPS_PROXY NO_PROXY OTEL_EXPORTER_OTLP_ENDPOINT AWS_WEB_IDENTITY_TOKEN_FILE HOME
"""
READ_BY_RAG_API = """
DB_HOST DB_PORT POSTGRES_DB POSTGRES_USER POSTGRES_PASSWORD POSTGRES_SCHEMA PGVECTOR_CREATE_EXTENSION PG_POOL_PRE_PING
COLLECTION_NAME RAG_HOST RAG_PORT RAG_UPLOAD_DIR CHUNK_SIZE EMBEDDING_BATCH_SIZE EMBEDDINGS_PROVIDER EMBEDDINGS_MODEL
EMBEDDINGS_DIMENSIONS RAG_OPENAI_API_KEY OPENAI_API_KEY RAG_OPENAI_BASEURL OLLAMA_BASE_URL AWS_DEFAULT_REGION HF_TOKEN
JWT_SECRET CONSOLE_JSON DEBUG_RAG_API VECTOR_DB_TYPE RAG_THREAD_POOL_SIZE PGVECTOR_CREATE_LEGACY_INDEXES
PGSSLMODE HF_HOME HF_HUB_OFFLINE AWS_ROLE_ARN GOOGLE_APPLICATION_CREDENTIALS HOME
"""
READ_BY_NEITHER = """
DATABASE_URL EMBEDDING_MODEL AWS_ROLE_NAME TURNSTILE_SECRET_KEY NODE_MAX_OLD_SPACE_SIZE OPENROUTER_API_KEY MONGODB_URI
ALLOW_REGISTATION ENABLE_AGENT_EVENT_CHILD_TURNS GENERATION_PROTOCOL_VERSION LIBRECHAT_CODE_API_KEY MEILI_NO_ANALYTICS
DEBUG_OPENAI OPENAI_TITLE_MODEL
"""


def containers(recording: Recording) -> Iterator[tuple[Reader, Mapping[str, Any]]]:
    for manifest in recording.manifests:
        spec = manifest.get("spec", {}).get("template", {}).get("spec", {})
        for container in [*spec.get("initContainers", []), *spec.get("containers", [])]:
            for image, reader in IMAGES.items():
                if re.search(rf"/(librechat-)?{image}(-dev)?(-lite)?[:@]", container["image"]):
                    yield reader, container


def names(container: Mapping[str, Any], recording: Recording) -> list[str]:
    content = {
        manifest["metadata"]["name"]: [*manifest.get("data", {}), *manifest.get("stringData", {})]
        for manifest in recording.manifests
        if manifest["kind"] in ("Secret", "ConfigMap")
    }
    sources = [source.get("secretRef", source.get("configMapRef")) for source in container.get("envFrom", [])]
    return [
        *(variable["name"] for variable in container.get("env", [])),
        *(name for source in sources for name in content.get(source["name"], [])),
    ]


def references(recording: Recording) -> set[str]:
    files = [manifest.get("data", {}).get("librechat.yaml") for manifest in recording.manifests]
    return {name for file in files if file for name in re.findall(r"\$\{(\w+)\}", yaml.safe_dump(yaml.safe_load(file)))}


@pytest.mark.parametrize("scenario", grouped(SCENARIOS))
def test_a_workspace_sets_no_unknown_variable(scenario: str):
    recording = recordings.scenario(scenario).recording
    found = list(containers(recording))
    assert Reader.LIBRECHAT in [reader for reader, _ in found]
    for reader, container in found:
        own = references(recording) if reader is Reader.LIBRECHAT else set[str]()
        # What a Job's own script reads is read, too.
        own |= set(re.findall(r"process\.env\.(\w+)", " ".join(container.get("command", []))))
        assert len(names(container, recording)) > 5
        assert unknown_variables(names(container, recording), reader=reader, referenced=own) == []


@pytest.mark.xdist_group("everything inside")
def test_both_programs_are_in_a_scenario():
    assert {reader for reader, _ in containers(recordings.scenario("everything inside").recording)} == set(Reader)


@pytest.mark.parametrize("name", READ_BY_LIBRECHAT.split())
def test_librechat_reads(name: str):
    assert unknown_variables([name], reader=Reader.LIBRECHAT) == []


@pytest.mark.parametrize("name", READ_BY_RAG_API.split())
def test_the_rag_api_reads(name: str):
    assert unknown_variables([name], reader=Reader.RAG_API) == []


@pytest.mark.parametrize("reader", Reader)
@pytest.mark.parametrize("name", READ_BY_NEITHER.split())
def test_unknown_variables_of_both_programs(name: str, reader: Reader):
    (message,) = unknown_variables([name], reader=reader)
    assert message.startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("name", "reader", "message"),
    [
        (
            "ALLOW_REGISTATION",
            Reader.LIBRECHAT,
            "ALLOW_REGISTATION: LibreChat reads no such variable (did you mean ALLOW_REGISTRATION?)",
        ),
        (
            "OPENAI_MODEL",
            Reader.LIBRECHAT,
            "OPENAI_MODEL: LibreChat reads no such variable (did you mean OPENAI_MODELS?)",
        ),
        ("FALAI_API_KEY", Reader.LIBRECHAT, "FALAI_API_KEY: LibreChat reads no such variable"),
        ("QUITE_ANOTHER_THING", Reader.LIBRECHAT, "QUITE_ANOTHER_THING: LibreChat reads no such variable"),
        ("MONGO_URI", Reader.RAG_API, "MONGO_URI: the RAG API reads no such variable"),
        (
            "COLECTION_NAME",
            Reader.RAG_API,
            "COLECTION_NAME: the RAG API reads no such variable (did you mean COLLECTION_NAME?)",
        ),
        (
            "GROQ_API_KEY",
            Reader.LIBRECHAT,
            "GROQ_API_KEY: LibreChat reads it only where librechat.yaml refers to it as ${GROQ_API_KEY}",
        ),
        ("EMBEDDING_MODEL", Reader.RAG_API, "EMBEDDING_MODEL: the RAG API's name for it is EMBEDDINGS_MODEL"),
    ],
)
def test_messages_say_what_would_be_right(name: str, reader: Reader, message: str):
    assert unknown_variables([name], reader=reader) == [message]


def test_each_unknown_variable_has_a_message_of_its_own():
    messages = unknown_variables(["MONGO_URI", "DATABASE_URL", "PORT", "NO_SUCH"], reader=Reader.LIBRECHAT)
    assert [message.partition(":")[0] for message in messages] == ["DATABASE_URL", "NO_SUCH"]


@pytest.mark.parametrize("name", ["GROQ_API_KEY", "MY_OWN_KEY", "OPENROUTER_API_KEY"])
def test_what_librechat_yaml_refers_to_is_read(name: str):
    assert unknown_variables([name], reader=Reader.LIBRECHAT, referenced={name}) == []
    assert unknown_variables([name], reader=Reader.LIBRECHAT, referenced={"ANOTHER"}) != []


@given(st.lists(st.text(string.ascii_uppercase + "_", min_size=1), max_size=3))
def test_every_message_is_one_line_that_starts_with_the_name(unknown: list[str]):
    messages = unknown_variables(unknown, reader=Reader.LIBRECHAT)
    assert all("\n" not in message and message.partition(":")[0] in unknown for message in messages)


@pytest.mark.parametrize("file", ["librechat.json", "rag_api.json"])
def test_tables_say_what_they_were_made_from_and_are_sorted(file: str):
    table = json.loads(resources.files(variables).joinpath(file).read_text())
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", table["source"]["date"])
    assert re.fullmatch(r"v\d+\.\d+\.\d+", table["source"]["release"])
    assert table["read"] == sorted(set(table["read"]))
    assert not set(table["read"]) & set(table["only_mentioned"])


def test_nothing_is_announced_that_the_table_has():
    read = json.loads(resources.files(variables).joinpath("librechat.json").read_text())["read"]
    assert not set(announced.ADDED) & set(read)


@pytest.mark.parametrize("families", runtime.READ_BY.values())
def test_families_have_a_specific_prefix(families: Mapping[str, tuple[str, ...]]):
    patterns = [name for members in families.values() for name in members if "*" in name]
    assert patterns
    assert all(len(pattern.partition("*")[0]) >= 3 for pattern in patterns)
