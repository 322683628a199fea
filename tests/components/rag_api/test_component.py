from typing import Any

import pulumi
import pytest

from homelab import ArgumentError
from tests.components.rag_api.rag import DATABASE, OPENAI, REFERENCE, rag_api
from tests.components.recorded import container, environment, registrations

BEDROCK: dict[str, Any] = {"embeddings": {"provider": "bedrock"}, "env": {"AWS_DEFAULT_REGION": "eu-central-1"}}
VERTEX: dict[str, Any] = {"embeddings": {"provider": "vertexai"}, "env": {"GOOGLE_CLOUD_PROJECT": "p"}}


def egress(made: dict[tuple[str, str], Any]) -> list[Any]:
    return made["NetworkPolicy", "rag"]["spec"]["egress"]


def reached(made: dict[tuple[str, str], Any]) -> set[str]:
    return {block["ipBlock"]["cidr"] for rule in egress(made) for block in rule["to"] if "ipBlock" in block}


def ports(made: dict[tuple[str, str], Any]) -> set[int]:
    return {port["port"] for rule in egress(made) for port in rule.get("ports", [])}


def test_reads_the_variables_that_rag_api_knows():
    variables = environment(rag_api(**OPENAI), "Deployment", "rag")
    assert (variables["DB_HOST"], variables["DB_PORT"], variables["POSTGRES_PASSWORD"]) == (
        "db.example.com",
        "5433",
        "database-password",
    )
    assert (variables["EMBEDDINGS_PROVIDER"], variables["EMBEDDINGS_MODEL"]) == ("openai", "text-embedding-3-small")
    assert variables["RAG_OPENAI_API_KEY"] == "RAG_OPENAI_API_KEY"
    assert variables["JWT_SECRET"] == "jwt"
    assert variables["RAG_CHECK_EMBEDDING_CTX_LENGTH"] == "false"
    assert not {"DATABASE_URL", "EMBEDDING_MODEL"} & variables.keys()


def test_secrets_of_its_own_are_in_a_secret_and_existing_ones_are_referred_to():
    made = rag_api(
        **{**OPENAI, "env_from": {"secrets": ["all"], "variables": {"HF_TOKEN": REFERENCE}}},
        replicas=2,
    )
    assert made["Secret", "rag-environment"]["stringData"] == OPENAI["secret_env"]
    server = container(made["Deployment", "rag"])
    assert server["envFrom"][0] == {"secretRef": {"name": "all"}}
    assert environment(made, "Deployment", "rag")["HF_TOKEN"] == "key"


def test_a_secret_file_is_where_its_variable_says():
    made = rag_api(**VERTEX, secret_files={"GOOGLE_APPLICATION_CREDENTIALS": '{"project_id": "p"}'})
    server = made["Deployment", "rag"]
    path = "/etc/rag-api-secrets/GOOGLE_APPLICATION_CREDENTIALS"
    assert environment(made, "Deployment", "rag")["GOOGLE_APPLICATION_CREDENTIALS"] == path
    assert "/etc/rag-api-secrets" in {mount["mountPath"] for mount in container(server)["volumeMounts"]}
    assert made["Secret", "rag-files"]["stringData"] == {"GOOGLE_APPLICATION_CREDENTIALS": '{"project_id": "p"}'}


def test_the_user_s_own_variables_win():
    variables = environment(rag_api(**OPENAI, env={"PGVECTOR_CREATE_LEGACY_INDEXES": "false"}), "Deployment", "rag")
    assert variables["PGVECTOR_CREATE_LEGACY_INDEXES"] == "false"


@pytest.mark.parametrize(
    "mistake",
    [
        {"chunks": 2},
        {"chunk_size": 10, "chunk_overlap": 10},
        {"env": {"NOBODYS": "x"}},
        {"env": {"DB_HOST": "x"}},
        {"secret_env": {}},
    ],
    ids=str,
)
def test_nothing_is_registered_before_everything_is_checked(mistake: Any, monkeypatch: pytest.MonkeyPatch):
    with registrations(monkeypatch) as registered, pytest.raises(ArgumentError):
        rag_api(**{**OPENAI, **mistake})
    assert registered == []


def test_readiness_reads_the_body_because_the_status_lies():
    probe = container(rag_api(**OPENAI)["Deployment", "rag"])["readinessProbe"]
    assert "{'status': 'UP'}" in probe["exec"]["command"][2]


def test_a_model_in_the_process_needs_the_full_image_memory_and_no_key():
    server = container(rag_api(embeddings={"provider": "huggingface"})["Deployment", "rag"])
    assert "librechat-rag-api-dev:" in server["image"]
    assert server["resources"]["limits"]["memory"] == "4Gi"


def test_remote_providers_do_with_the_lite_image():
    server = container(rag_api(**OPENAI)["Deployment", "rag"])
    assert "librechat-rag-api-dev-lite:" in server["image"]
    assert server["resources"]["limits"]["memory"] == "1Gi"


@pytest.mark.parametrize(
    ("args", "variable", "value"),
    [
        ({"collection": "second"}, "COLLECTION_NAME", "second"),
        ({"chunk_size": 500}, "CHUNK_SIZE", "500"),
        ({"chunk_overlap": 0}, "CHUNK_OVERLAP", "0"),
        ({"embeddings": {"provider": "openai", "dimensions": 256}}, "EMBEDDINGS_DIMENSIONS", "256"),
        ({"embeddings": {"provider": "openai", "model": "m"}}, "EMBEDDINGS_MODEL", "m"),
    ],
)
def test_arguments_are_variables(args: dict[str, Any], variable: str, value: str):
    assert environment(rag_api(**{**OPENAI, **args}), "Deployment", "rag")[variable] == value
    assert environment(rag_api(**OPENAI), "Deployment", "rag").get(variable) != value


@pytest.mark.parametrize(
    ("args", "addresses"),
    [
        (BEDROCK, {"169.254.170.23/32", "fd00:ec2::23/128"}),
        (VERTEX, {"169.254.169.252/32", "169.254.169.254/32"}),
    ],
)
def test_a_role_needs_no_keys_and_allows_its_credentials_server(args: dict[str, Any], addresses: set[str]):
    made = rag_api(**args, service_account={"annotations": {"eks.amazonaws.com/role-arn": "arn"}})
    assert made["Deployment", "rag"]["spec"]["template"]["spec"]["serviceAccountName"] == "rag"
    assert made["ServiceAccount", "rag"]["metadata"]["annotations"] == {"eks.amazonaws.com/role-arn": "arn"}
    assert {"0.0.0.0/0", *addresses} <= reached(made)


def test_a_key_needs_no_server_for_credentials():
    keys = {"AWS_SECRET_ACCESS_KEY": "secret-1"}
    made = rag_api(**{**BEDROCK, "env": {**BEDROCK["env"], "AWS_ACCESS_KEY_ID": "i"}, "secret_env": keys})
    assert not any(address.startswith(("169.254.17", "fd00")) for address in reached(made))


OLLAMA = {"ports": [{"port": 11434, "protocol": "TCP"}], "to": [{"ipBlock": {"cidr": "10.0.0.5/32"}}]}


@pytest.mark.parametrize("later", [True, False])
def test_only_the_configured_server_is_allowed(later: bool):
    url: Any = "http://10.0.0.5:11434"
    made = rag_api(
        embeddings={"provider": "ollama"}, env={"OLLAMA_BASE_URL": pulumi.Output.from_input(url) if later else url}
    )
    assert OLLAMA in egress(made)
    assert 443 not in ports(made)


@pytest.mark.parametrize("later", [True, False])
def test_a_server_of_text_embeddings_inference_is_where_other_providers_have_the_model(later: bool):
    url: Any = "http://10.0.0.5:11434"
    made = rag_api(
        embeddings={"provider": "huggingface_tei", "model": "BAAI/bge-m3"},
        env={"EMBEDDINGS_MODEL": pulumi.Output.from_input(url) if later else url},
    )
    variables = environment(made, "Deployment", "rag")
    assert (variables["EMBEDDINGS_PROVIDER"], variables["EMBEDDINGS_MODEL"]) == ("huggingfacetei", url)
    assert OLLAMA in egress(made)
    assert 443 not in ports(made)


@pytest.mark.parametrize("later", [True, False])
def test_a_server_of_the_same_namespace_is_reached_by_its_pods(later: bool):
    url: Any = "http://ollama.ai.svc.cluster.local:11434"
    server = {"url": pulumi.Output.from_input(url) if later else url, "port": 11434, "workload": "ollama"}
    made = rag_api(embeddings={"provider": "ollama"}, embeddings_server=server)
    assert environment(made, "Deployment", "rag")["OLLAMA_BASE_URL"] == url
    pods = {"podSelector": {"matchLabels": {"app.kubernetes.io/instance": "ollama"}}}
    assert {"ports": [{"port": 11434, "protocol": "TCP"}], "to": [pods]} in egress(made)
    assert 443 not in ports(made)


def test_a_proxy_is_reached_beside_the_internet():
    made = rag_api(**OPENAI, env={"HTTPS_PROXY": "http://10.0.0.5:11434"})
    assert OLLAMA in egress(made)
    assert 443 in ports(made)


def test_certificates_of_the_database_are_mounted_where_libpq_looks():
    database = {**DATABASE, "sslmode": "verify-full", "ca": {"name": "ca", "key": "root.pem"}}
    made = rag_api(**OPENAI, **{"database": database})
    server, variables = made["Deployment", "rag"], environment(made, "Deployment", "rag")
    assert (variables["PGSSLMODE"], variables["PGSSLROOTCERT"]) == ("verify-full", "/etc/ssl/database/root.pem")
    assert "/etc/ssl/database" in {mount["mountPath"] for mount in container(server)["volumeMounts"]}
