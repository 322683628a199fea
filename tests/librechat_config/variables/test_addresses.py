from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homelab.librechat_config.variables import Reader
from homelab.librechat_config.variables.addresses import (
    CALLED,
    NOT_CALLED,
    Destination,
    destinations,
    expected_form,
    unclassified_addresses,
)
from homelab.librechat_config.variables.check import all_names


def found(environment: Mapping[str, object], reader: Reader = Reader.LIBRECHAT) -> list[tuple[str, int]]:
    return [(each.host, each.port) for each in destinations(environment, reader)]


@pytest.mark.parametrize(
    ("name", "value", "servers"),
    [
        ("OPENAI_REVERSE_PROXY", "http://gateway.corp:8080/v1", [("gateway.corp", 8080)]),
        ("SEARXNG_INSTANCE_URL", "http://searxng.ai.svc.cluster.local:8080", [("searxng.ai.svc.cluster.local", 8080)]),
        ("OPENID_ISSUER", "https://id.example.com/realms/a", [("id.example.com", 443)]),
        ("JINA_API_URL", "http://[fd00::1]/rerank", [("fd00::1", 80)]),
        ("LDAP_URL", "ldaps://directory.corp", [("directory.corp", 636)]),
        ("LDAP_URL", "ldap://directory.corp", [("directory.corp", 389)]),
        ("BEDROCK_REVERSE_PROXY", "bedrock.corp:8443", [("bedrock.corp", 8443)]),
        ("BEDROCK_REVERSE_PROXY", "bedrock.corp/path", [("bedrock.corp", 443)]),
        ("PROXY", "http://user:word@proxy.corp:3128", [("proxy.corp", 3128)]),
        ("HTTPS_PROXY", "proxy.corp:3128", [("proxy.corp", 3128)]),
        ("https_proxy", "socks5://proxy.corp", [("proxy.corp", 1080)]),
        ("EMAIL_HOST", "mail.corp", [("mail.corp", 25)]),
        ("AWS_ENDPOINT_URL_S3", "https://minio.corp:9000", [("minio.corp", 9000)]),
        ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://otel.corp:4318/v1/logs", [("otel.corp", 4318)]),
        ("LANGFUSE_FANOUT_TENANT_EU_BASE_URL", "https://eu.langfuse.corp", [("eu.langfuse.corp", 443)]),
        ("SAML_ENTRY_POINT", "https://id.example.com/sso", []),
        ("DOMAIN_CLIENT", "https://chat.example.com", []),
        ("ASSISTANTS_BASE_URL", "user_provided", []),
        ("AZURE_ASSISTANTS_BASE_URL", "https://${INSTANCE_NAME}.openai.azure.com/openai", []),
        ("GOOGLE_SERVICE_KEY_FILE", "https://keys.corp/key.json", [("keys.corp", 443)]),
        ("GOOGLE_SERVICE_KEY_FILE", "/etc/keys/key.json", []),
        ("CONFIG_PATH", "/app/librechat.yaml", []),
        ("APP_TITLE", "https://example.com", []),
    ],
)
def test_librechat_connects_to(name: str, value: str, servers: list[tuple[str, int]]):
    assert found({name: value}) == servers
    assert expected_form(name, value, Reader.LIBRECHAT) is None


def test_the_mail_servers_port_has_a_variable_of_its_own():
    assert found({"EMAIL_HOST": "mail.corp", "EMAIL_PORT": "587"}) == [("mail.corp", 587)]
    assert found({"EMAIL_HOST": "mail.corp", "EMAIL_PORT": object()}) == [("mail.corp", 25)]
    assert found({"EMAIL_HOST": "mail.corp", "EMAIL_SERVICE": "gmail"}) == []


@pytest.mark.parametrize(
    ("environment", "servers"),
    [
        ({"OLLAMA_BASE_URL": "http://ollama:11434"}, [("ollama", 11434)]),
        ({"EMBEDDINGS_MODEL": "http://tei:3000", "EMBEDDINGS_PROVIDER": "huggingfacetei"}, [("tei", 3000)]),
        ({"EMBEDDINGS_MODEL": "text-embedding-3-small", "EMBEDDINGS_PROVIDER": "openai"}, []),
        (
            {"ATLAS_MONGO_DB_URI": "mongodb://u:p@one:27018,two/db?x=/", "VECTOR_DB_TYPE": "atlas-mongo"},
            [("one", 27018), ("two", 27017)],
        ),
        (
            {"ATLAS_MONGO_DB_URI": "mongodb+srv://u:p@cluster.example.com", "VECTOR_DB_TYPE": "atlas-mongo"},
            [("cluster.example.com", 27017)],
        ),
        ({"ATLAS_MONGO_DB_URI": "mongodb://one"}, []),
        ({"DB_HOST": "pgvector"}, []),
    ],
)
def test_the_rag_api_connects_to(environment: Mapping[str, object], servers: list[tuple[str, int]]):
    assert found(environment, Reader.RAG_API) == servers


def test_destinations_are_unique_and_have_their_variable():
    environment = {"PROXY": "http://a:1", "HTTP_PROXY": "http://a:1", "JINA_API_URL": object()}
    assert destinations(environment, Reader.LIBRECHAT) == [
        Destination("PROXY", "a", 1),
        Destination("HTTP_PROXY", "a", 1),
    ]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("OPENAI_REVERSE_PROXY", "gateway.corp", "a URL such as https://server.example.com:8443/path"),
        ("OPENID_ISSUER", "https://", "a URL such as https://server.example.com:8443/path"),
        ("EMAIL_HOST", "smtp://mail.corp", "a host"),
        ("LDAP_URL", "ldap://a:99999", "a URL such as https://server.example.com:8443/path"),
    ],
)
def test_malformed_addresses_are_rejected_and_have_no_destination(name: str, value: str, expected: str):
    assert expected_form(name, value, Reader.LIBRECHAT) == expected
    assert found({name: value}) == []


@pytest.mark.parametrize("reader", Reader)
def test_every_variable_that_looks_like_an_address_is_decided_on_once(reader: Reader):
    assert unclassified_addresses(all_names(reader), reader) == []
    assert not set(CALLED[reader]) & set(NOT_CALLED[reader])


@pytest.mark.parametrize("reader", Reader)
def test_nothing_is_decided_on_that_nobody_reads(reader: Reader):
    decided = [name for name in (*CALLED[reader], *NOT_CALLED[reader]) if "*" not in name]
    assert [name for name in decided if name not in all_names(reader) and not is_of_a_family(name, reader)] == []


def is_of_a_family(name: str, reader: Reader) -> bool:
    return any(name.startswith(family.removesuffix("*")) for family in all_names(reader) if family.endswith("*"))


def test_unclassified_names_are_found():
    assert unclassified_addresses(["NEW_SERVICE_URL", "NEW_HOST", "NEW_TITLE"], Reader.LIBRECHAT) == [
        "NEW_SERVICE_URL",
        "NEW_HOST",
    ]


@given(st.sampled_from([*CALLED[Reader.LIBRECHAT]]), st.text(max_size=12))
def test_any_value_has_an_answer(name: str, value: str):
    assert destinations({name: value}, Reader.LIBRECHAT) == [] or expected_form(name, value, Reader.LIBRECHAT) is None
