"""A workspace, and what it needs on AWS: they fit together."""

import time
from typing import Any

import pulumi
import pytest

from homelab.aws import AWSWorkspace
from homelab.offline import Recording
from tests.aws.recordings import awaited, of_type, only, recorded, statements
from tests.aws.workspace.workspaces import ARGS, PRODUCTION, components, variables, workspace

ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation"


@pytest.fixture(scope="module")
def production() -> Recording:
    return workspace(PRODUCTION)


def workload(recording: Recording, name: str) -> Any:
    found = (each for each in recording.objects if each.manifest["metadata"]["name"] == name)
    return next(each for each in found if each.manifest["kind"] == "Deployment")


def with_openai(args: Any, **own: Any) -> Recording:
    """What a workspace declares that has OpenAI's models as well."""

    def program() -> None:
        key = pulumi.Output.secret("sk-not-a-key-0000")
        given: Any = {**args, "workspace": {**own, "openai": {"api_key": key}}}
        AWSWorkspace("ai", given)

    return recorded(program)


def test_librechat_uses_the_parts(production: Recording):
    found = variables(production, "ai-librechat")
    assert found["MONGO_URI"]["secretKeyRef"]["key"] == "uri"
    assert ".cache.amazonaws.com" in found["REDIS_URI"]
    assert found["AWS_BUCKET_NAME"] == only(production, "aws:s3/bucket:Bucket").id
    assert found["BEDROCK_AWS_DEFAULT_REGION"] == "eu-central-1"
    assert found["TRUST_PROXY"] == "2"
    assert found["DOMAIN_SERVER"] == "https://chat.example.com"
    assert not any(name.endswith(("ACCESS_KEY_ID", "SECRET_ACCESS_KEY")) for name in found)


def test_the_rag_api_uses_the_parts(production: Recording):
    found = variables(production, "ai-rag-api")
    assert found["DB_HOST"] == only(production, "aws:rds/instance:Instance").outputs["address"]
    assert found["PGSSLMODE"] == "verify-full"
    assert found["EMBEDDINGS_MODEL"] == "amazon.titan-embed-text-v2:0"


def test_no_server_is_in_the_cluster_that_is_on_aws(production: Recording):
    names = {each["metadata"]["name"] for each in production.manifests if each["kind"] == "StatefulSet"}
    assert names == {"ai-meilisearch"}


def test_pods_have_a_role_each_and_wait_for_it(production: Recording):
    accounts = {each.inputs["serviceAccount"] for each in of_type(production, ASSOCIATION)}
    assert accounts >= {"ai-librechat", "ai-rag-api"}
    for name in ("ai-librechat", "ai-rag-api"):
        deployment = workload(production, name)
        assert deployment.manifest["spec"]["template"]["spec"]["serviceAccountName"] == name
        (resource,) = (each for each in of_type(production, "kubernetes:apps/v1:Deployment") if each.name == name)
        assert ASSOCIATION in awaited(production, resource)


def test_a_role_permits_what_its_pods_need_and_no_more(production: Recording):
    policies = {each.name: each.inputs["policy"] for each in of_type(production, "aws:iam/rolePolicy:RolePolicy")}
    actions = {
        name: {action for each in statements(policy) for action in [each["Action"]] for action in action}
        for name, policy in policies.items()
    }
    assert {action.partition(":")[0] for action in actions["ai-librechat"]} == {"s3", "bedrock"}
    assert actions["ai-rag-api"] == {"bedrock:InvokeModel"}


def test_what_the_user_says_of_the_workspace_wins():
    own = {"librechat": {"replicas": 4, "config": {"interface": {"customWelcome": "Ask."}}}, "rag": {"replicas": 1}}
    recording = workspace({**PRODUCTION, "workspace": own})
    assert "customWelcome: Ask." in "".join(map(str, variables(recording, "ai-librechat").values()))
    scalers = [each for each in recording.manifests if each["kind"] == "HorizontalPodAutoscaler"]
    fixed = workload(recording, "ai-librechat").manifest["spec"].get("replicas")
    assert fixed == 4 or any(each["spec"]["minReplicas"] == 4 for each in scalers)


def test_other_embeddings_need_no_role():
    recording = with_openai(ARGS, rag={"embeddings": {"provider": "openai"}})
    assert {each.inputs["serviceAccount"] for each in of_type(recording, ASSOCIATION)} == {"ai-librechat"}
    assert variables(recording, "ai-rag-api")["EMBEDDINGS_PROVIDER"] == "openai"


@pytest.mark.parametrize(
    ("part", "component", "in_cluster"),
    [
        ("postgres", "PostgresDatabase", "ai-pgvector"),
        ("document_database", "DocumentDatabase", "ai-documentdb-postgres"),
        ("cache", "Cache", "ai-valkey"),
    ],
)
def test_a_server_that_is_left_out_is_in_the_cluster(part: str, component: str, in_cluster: str):
    recording = workspace({**PRODUCTION, part: {"skip": True}})
    assert component not in components(recording)
    assert in_cluster in {each["metadata"]["name"] for each in recording.manifests if each["kind"] == "StatefulSet"}


@pytest.mark.parametrize("part", ["edge", "monitoring", "backup", "files", "bedrock"])
def test_any_other_part_can_be_left_out(part: str):
    recording = with_openai({**PRODUCTION, part: {"skip": True}})
    left_out = {"bedrock": "BedrockAccess", "files": "FileBucket"}.get(part, part.title())
    assert left_out not in components(recording)


def test_what_there_is_can_be_used():
    existing = {
        "postgres": {"existing": {"host": "db.example.com", "password_secret": {"name": "db", "key": "password"}}},
        "document_database": {"existing": {"uri_secret": {"name": "mongo", "key": "uri"}}},
        "cache": {"existing": {"uri": "rediss://cache.example.com:6379"}},
        "files": {"existing": {"type": "s3", "s3": {"bucket": "existing-files", "region": "eu-central-1"}}},
    }
    recording = workspace({**PRODUCTION, **existing, "backup": {"skip": True}})
    assert not components(recording) & {"PostgresDatabase", "DocumentDatabase", "Cache", "FileBucket"}
    found = variables(recording, "ai-librechat")
    assert found["MONGO_URI"]["secretKeyRef"] == {"name": "mongo", "key": "uri"}
    assert found["REDIS_URI"] == "rediss://cache.example.com:6379"
    assert found["AWS_BUCKET_NAME"] == "existing-files"
    assert variables(recording, "ai-rag-api")["DB_HOST"] == "db.example.com"


@pytest.mark.parametrize("preview", [False, True])
def test_vpc_subnets_and_cluster_may_be_outputs_as_they_are_created_by_the_same_program(preview: bool):
    def program() -> None:
        outputs: Any = {
            name: pulumi.Output.from_input(PRODUCTION[name]) for name in ("vpc_id", "subnet_ids", "cluster_name")
        }
        AWSWorkspace("ai", {**PRODUCTION, **outputs})  # type: ignore[typeddict-item]

    types = [each.type for each in recorded(program, preview=preview).resources]
    assert types.count("aws:rds/instance:Instance") == 1
    assert sorted(types) == sorted(each.type for each in workspace(PRODUCTION).resources)


def test_a_workspace_for_production_renders_in_seconds():
    start = time.monotonic()
    workspace(PRODUCTION)
    assert time.monotonic() - start < 10


def test_librechats_role_may_use_existing_files():
    permitted = {"sid": "Files", "actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::existing-files/*"]}
    files = {"type": "s3", "s3": {"bucket": "existing-files", "region": "eu-central-1"}}
    recording = workspace({**ARGS, "files": {"existing": files, "statements": [permitted]}})
    policies = {each.name: each.inputs["policy"] for each in of_type(recording, "aws:iam/rolePolicy:RolePolicy")}
    assert any(each["Resource"] == permitted["resources"] for each in statements(policies["ai-librechat"]))
