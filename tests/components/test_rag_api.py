from typing import Any

import pytest

from homelab import ArgumentError, RagApi
from tests.components.recorded import container, environment, objects

DATABASE = {
    "host": "db.example.com",
    "port": 5433,
    "database": "rag",
    "username": "rag",
    "password": {"name": "a", "key": "database-password"},
}


def rag_api(embeddings: dict[str, Any], **args: Any):
    jwt = {"name": "b", "key": "jwt"}
    given: Any = {"namespace": "ai", "database": DATABASE, "jwt_secret": jwt, "embeddings": embeddings, **args}
    return objects(lambda: RagApi("rag", given))


def test_reads_the_variables_that_rag_api_knows():
    variables = environment(rag_api({"provider": "openai", "api_key": "k" * 20})["Deployment", "rag"])
    assert (variables["DB_HOST"], variables["DB_PORT"], variables["POSTGRES_PASSWORD"]) == (
        "db.example.com",
        "5433",
        "database-password",
    )
    assert variables["EMBEDDINGS_PROVIDER"] == "openai"
    assert variables["RAG_OPENAI_API_KEY"] == "embeddings-key"
    assert variables["JWT_SECRET"] == "jwt"
    assert variables["RAG_CHECK_EMBEDDING_CTX_LENGTH"] == "false"
    assert not {"DATABASE_URL", "EMBEDDING_MODEL"} & variables.keys()


def test_readiness_reads_the_body_because_the_status_lies():
    probe = container(rag_api({"provider": "openai", "api_key": "k" * 20})["Deployment", "rag"])["readinessProbe"]
    assert "{'status': 'UP'}" in probe["exec"]["command"][2]


def test_google_goes_by_upstreams_name():
    variables = environment(rag_api({"provider": "google", "api_key": "k" * 20})["Deployment", "rag"])
    assert variables["EMBEDDINGS_PROVIDER"] == "google_genai"


def test_a_model_in_the_process_needs_the_full_image_memory_and_no_key():
    server = container(rag_api({"provider": "huggingface"})["Deployment", "rag"])
    assert "librechat-rag-api-dev:" in server["image"]
    assert server["resources"]["limits"]["memory"] == "4Gi"


def test_ollama_is_reached_and_the_internet_is_not():
    made = rag_api({"provider": "ollama", "base_url": "http://10.0.0.5:11434"})
    egress = made["NetworkPolicy", "rag"]["spec"]["egress"]
    assert {"ports": [{"port": 11434, "protocol": "TCP"}], "to": [{"ipBlock": {"cidr": "10.0.0.5/32"}}]} in egress
    assert 443 not in {port["port"] for rule in egress for port in rule["ports"]}


def test_certificates_of_the_database_are_mounted_where_libpq_looks():
    database = {**DATABASE, "sslmode": "verify-full", "ca": {"name": "ca", "key": "root.pem"}}
    server = rag_api({"provider": "openai", "api_key": "k" * 20}, database=database)["Deployment", "rag"]
    variables = environment(server)
    assert (variables["PGSSLMODE"], variables["PGSSLROOTCERT"]) == ("verify-full", "/etc/ssl/database/root.pem")
    assert any(mount["mountPath"] == "/etc/ssl/database" for mount in container(server)["volumeMounts"])


def test_a_provider_without_its_key_is_refused():
    with pytest.raises(ArgumentError, match=r"embeddings\.provider google needs embeddings\.api_key"):
        rag_api({"provider": "google"})
