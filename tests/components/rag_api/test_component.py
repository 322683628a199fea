from typing import Any

import pulumi
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


def test_a_server_of_text_embeddings_inference_stands_where_other_providers_have_the_model():
    made = rag_api({"provider": "huggingface_tei", "base_url": "http://10.0.0.5:3000", "model": "BAAI/bge-m3"})
    server = container(made["Deployment", "rag"])
    assert "librechat-rag-api-dev:" in server["image"]
    assert server["resources"]["limits"]["memory"] == "1Gi"
    variables = environment(made["Deployment", "rag"])
    assert (variables["EMBEDDINGS_PROVIDER"], variables["EMBEDDINGS_MODEL"]) == (
        "huggingfacetei",
        "http://10.0.0.5:3000",
    )
    assert "HF_HOME" not in variables


def test_remote_providers_do_with_the_lite_image():
    server = container(rag_api({"provider": "openai", "api_key": "k" * 20})["Deployment", "rag"])
    assert "librechat-rag-api-dev-lite:" in server["image"]


AZURE = {"api_key": "k", "base_url": "https://a.openai.azure.com", "api_version": "2024-10-21", "model": "m"}
BEDROCK_ROLE = {"provider": "bedrock", "region": "eu-central-1"}


@pytest.mark.parametrize(
    ("embeddings", "variables"),
    [
        (
            {"provider": "openai", "api_key": "k", "base_url": "https://a.example.com/v1", "dimensions": 256},
            {
                "RAG_OPENAI_API_KEY": "embeddings-key",
                "RAG_OPENAI_BASEURL": "https://a.example.com/v1",
                "EMBEDDINGS_DIMENSIONS": "256",
            },
        ),
        ({"provider": "openai", "api_key": "k", "inputs_per_request": 20}, {"EMBEDDINGS_CHUNK_SIZE": "20"}),
        ({"provider": "openai", "api_key_secret": {"name": "a", "key": "b"}}, {"RAG_OPENAI_API_KEY": "b"}),
        (
            {"provider": "azure", **AZURE},
            {
                "EMBEDDINGS_PROVIDER": "azure",
                "EMBEDDINGS_MODEL": "m",
                "RAG_AZURE_OPENAI_API_KEY": "embeddings-key",
                "RAG_AZURE_OPENAI_ENDPOINT": "https://a.openai.azure.com",
                "RAG_AZURE_OPENAI_API_VERSION": "2024-10-21",
            },
        ),
        (
            {**BEDROCK_ROLE, "access_key_id": "i", "secret_access_key": "s"},
            {
                "EMBEDDINGS_MODEL": "amazon.titan-embed-text-v2:0",
                "AWS_DEFAULT_REGION": "eu-central-1",
                "AWS_ACCESS_KEY_ID": "i",
                "AWS_SECRET_ACCESS_KEY": "embeddings-secret-access-key",
            },
        ),
        (
            {"provider": "ollama", "base_url": "http://a.b.svc.cluster.local:11434"},
            {"OLLAMA_BASE_URL": "http://a.b.svc.cluster.local:11434", "EMBEDDINGS_MODEL": "nomic-embed-text"},
        ),
        ({"provider": "google", "api_key": "k"}, {"RAG_GOOGLE_API_KEY": "embeddings-key"}),
        (
            {"provider": "vertexai", "project": "p", "region": "europe-west4", "service_key": "{}"},
            {
                "EMBEDDINGS_PROVIDER": "vertexai",
                "GOOGLE_CLOUD_PROJECT": "p",
                "GOOGLE_CLOUD_LOCATION": "europe-west4",
                "GOOGLE_APPLICATION_CREDENTIALS": "/etc/google/embeddings-service-key",
            },
        ),
        ({"provider": "huggingface", "api_key": "k"}, {"HF_TOKEN": "embeddings-key", "HF_HOME": "/tmp/huggingface"}),
    ],
)
def test_each_provider_is_told_by_its_own_variables(embeddings: dict[str, Any], variables: dict[str, str]):
    given = environment(rag_api(embeddings)["Deployment", "rag"])
    assert {name: given.get(name) for name in variables} == variables


def test_a_service_accounts_key_is_a_file():
    reference = {"name": "google", "key": "key.json"}
    server = rag_api({"provider": "vertexai", "project": "p", "service_key_secret": reference})["Deployment", "rag"]
    assert environment(server)["GOOGLE_APPLICATION_CREDENTIALS"] == "/etc/google/key.json"
    assert any(mount["mountPath"] == "/etc/google" for mount in container(server)["volumeMounts"])
    (volume,) = [each for each in server["spec"]["template"]["spec"]["volumes"] if each["name"] == "google"]
    assert volume["secret"]["secretName"] == "google"


def reached(made: dict[tuple[str, str], Any]) -> list[Any]:
    egress = made["NetworkPolicy", "rag"]["spec"]["egress"]
    return [block["ipBlock"]["cidr"] for rule in egress for block in rule["to"] if "ipBlock" in block]


@pytest.mark.parametrize(
    ("embeddings", "addresses"),
    [
        (BEDROCK_ROLE, {"169.254.170.23/32", "fd00:ec2::23/128"}),
        ({"provider": "vertexai", "project": "p"}, {"169.254.169.252/32", "169.254.169.254/32"}),
    ],
)
def test_a_role_leaves_keys_out_and_its_server_is_reached(embeddings: dict[str, Any], addresses: set[str]):
    made = rag_api(embeddings, service_account={"annotations": {"eks.amazonaws.com/role-arn": "arn"}})
    assert made["Deployment", "rag"]["spec"]["template"]["spec"]["serviceAccountName"] == "rag"
    assert made["ServiceAccount", "rag"]["metadata"]["annotations"] == {"eks.amazonaws.com/role-arn": "arn"}
    variables = environment(made["Deployment", "rag"])
    assert not {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "GOOGLE_APPLICATION_CREDENTIALS"} & variables.keys()
    assert {"0.0.0.0/0", *addresses} <= set(reached(made))


def test_a_key_needs_no_server_for_credentials():
    key = {**BEDROCK_ROLE, "access_key_id": "i", "secret_access_key": "s"}
    assert not any(address.startswith(("169.254.17", "fd00")) for address in reached(rag_api(key)))


def test_a_server_of_the_same_namespace_is_reached_by_its_pods():
    server = {"url": pulumi.Output.from_input("http://ollama.ai.svc.cluster.local:11434"), "port": 11434}
    made = rag_api({"provider": "ollama"}, embeddings_server={**server, "workload": "ollama"})
    assert environment(made["Deployment", "rag"])["OLLAMA_BASE_URL"] == "http://ollama.ai.svc.cluster.local:11434"
    pods = {"podSelector": {"matchLabels": {"app.kubernetes.io/instance": "ollama"}}}
    rule = {"ports": [{"port": 11434, "protocol": "TCP"}], "to": [pods]}
    assert rule in made["NetworkPolicy", "rag"]["spec"]["egress"]


@pytest.mark.parametrize(
    ("args", "variable", "value"),
    [
        ({"embedding_batch_size": 100}, "EMBEDDING_BATCH_SIZE", "100"),
        ({"distance_threshold": 0.5}, "RAG_DISTANCE_THRESHOLD", "0.5"),
        ({"thread_pool_size": 2}, "RAG_THREAD_POOL_SIZE", "2"),
        ({"pdf_extract_images": True}, "PDF_EXTRACT_IMAGES", "true"),
        ({"pdf_extract_images": False}, "PDF_EXTRACT_IMAGES", "false"),
        ({"collection": "second"}, "COLLECTION_NAME", "second"),
        ({"chunk_size": 500}, "CHUNK_SIZE", "500"),
        ({"chunk_overlap": 0}, "CHUNK_OVERLAP", "0"),
    ],
)
def test_arguments_are_variables_and_unset_ones_are_left_to_rag_api(args: dict[str, Any], variable: str, value: str):
    openai = {"provider": "openai", "api_key": "k" * 20}
    assert environment(rag_api(openai, **args)["Deployment", "rag"])[variable] == value
    assert environment(rag_api(openai)["Deployment", "rag"]).get(variable) != value


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


@pytest.mark.parametrize(
    ("embeddings", "args", "message"),
    [
        ({"provider": "google"}, {}, "embeddings: provider google needs api_key"),
        (BEDROCK_ROLE, {}, "embeddings: provider bedrock needs access_key_id, or the group service_account"),
        ({"provider": "google", "api_key": "k"}, {"service_account": {}}, "service_account has no effect"),
        (
            {"provider": "ollama", "base_url": "http://a:1"},
            {"embeddings_server": {"url": "http://b:1", "port": 1}},
            r"embeddings\.base_url and embeddings_server are mutually exclusive",
        ),
        (
            {"provider": "google", "api_key": "k"},
            {"embeddings_server": {"url": "http://b:1", "port": 1}},
            r"embeddings_server has no effect with embeddings\.provider google",
        ),
        ({"provider": "huggingface"}, {"collection": "a-b"}, "collection: expected a Postgres name"),
        ({"provider": "huggingface"}, {"distance_threshold": 3}, "distance_threshold: expected a number from 0 to 2"),
        ({"provider": "huggingface"}, {"thread_pool_size": 9}, "thread_pool_size: expected a whole number from 1 to 8"),
        ({"provider": "huggingface"}, {"embedding_batch_size": 0}, "embedding_batch_size: expected a whole number"),
    ],
)
def test_refuses(embeddings: dict[str, Any], args: dict[str, Any], message: str):
    with pytest.raises(ArgumentError, match=message):
        rag_api(embeddings, **args)
