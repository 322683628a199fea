"""Both functions: their code, their environment and what they may do."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from homelab.aws.retrieval_api import functions
from homelab.aws.retrieval_api.function.settings import Settings, read_settings
from homelab.offline import RecordedResource, Recording
from tests.aws.linting import findings, wildcards
from tests.aws.recordings import awaited, of_type
from tests.aws.retrieval_api.apis import DOMAIN, EVERYTHING, IN_VPC, KEY, SERVERLESS, api

FUNCTION = "aws:lambda/function:Function"
STORES: dict[str, Any] = {"s3_vectors": {}, "domain": DOMAIN, "in a vpc": IN_VPC, "serverless": SERVERLESS}


def function(recording: Recording, suffix: str) -> RecordedResource:
    return next(each for each in of_type(recording, FUNCTION) if each.name == f"docs-{suffix}")


def statements(recording: Recording, suffix: str) -> dict[str, dict[str, Any]]:
    policies = of_type(recording, "aws:iam/rolePolicy:RolePolicy")
    text = next(each.inputs["policy"] for each in policies if each.name == f"docs-{suffix}")
    found = json.loads(text)["Statement"]
    assert len({each["Sid"] for each in found}) == len(found)
    return {each["Sid"]: each for each in found}


def actions(recording: Recording, suffix: str) -> set[str]:
    return {action for each in statements(recording, suffix).values() for action in each["Action"]}


@pytest.mark.parametrize(("suffix", "timeout"), [("api", 29), ("ingest", 300)])
def test_a_function_is_as_lambda_runs_it_best(suffix: str, timeout: int):
    inputs = function(api(), suffix).inputs
    assert (inputs["runtime"], inputs["architectures"]) == ("python3.13", ["arm64"])
    assert (inputs["memorySize"], inputs["timeout"], inputs["publish"]) == (1024, timeout, True)
    assert inputs["tracingConfig"] == {"mode": "Active"}
    assert inputs["loggingConfig"]["logFormat"] == "JSON"
    assert inputs["handler"] == f"homelab/aws/retrieval_api/function/handlers.{suffix}"
    assert (Path(functions.__file__).parents[3] / f"{inputs['handler'].rpartition('.')[0]}.py").is_file()


def test_the_runtime_is_supported_for_years():
    lifecycle = json.loads((files("cfnlint") / "data" / "AdditionalSpecs" / "LmbdRuntimeLifecycle.json").read_text())
    assert lifecycle[functions.RUNTIME]["deprecated"] > "2028"


@pytest.mark.parametrize("suffix", ["api", "ingest"])
def test_its_logs_are_a_group_that_ends_and_that_exists_before_it(suffix: str):
    recording = api({"log_retention_days": 90})
    group = next(
        each for each in of_type(recording, "aws:cloudwatch/logGroup:LogGroup") if each.name == f"docs-{suffix}"
    )
    own = function(recording, suffix)
    assert group.inputs["retentionInDays"] == 90
    assert group.inputs["name"] == f"/aws/lambda/{own.inputs['name']}"
    assert own.inputs["loggingConfig"]["logGroup"] == group.inputs["name"]
    assert {"aws:cloudwatch/logGroup:LogGroup", "aws:iam/rolePolicy:RolePolicy"} <= awaited(recording, own)


def test_the_code_is_the_modules_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # What Python compiles beside them would be another archive, and so another version, on every machine.
    (tmp_path / "stores" / "__pycache__").mkdir(parents=True)
    for name in ("__init__.py", "stores/memory.py", "stores/__pycache__/memory.cpython-313.pyc", "notes.txt"):
        (tmp_path / name).write_text("")
    monkeypatch.setattr(functions, "CODE", tmp_path)
    folder = "homelab/aws/retrieval_api/function"
    assert {*functions.code().assets} == {f"{folder}/__init__.py", f"{folder}/stores/memory.py"}


@pytest.mark.parametrize("store", STORES.values(), ids=STORES)
@pytest.mark.parametrize("suffix", ["api", "ingest"])
def test_the_function_understands_its_environment(store: dict[str, Any], suffix: str):
    variables = function(api({"store": store, "cache": {}, "min_score": 0.5}), suffix).inputs["environment"][
        "variables"
    ]
    settings = read_settings(variables)
    assert (settings.store.value, settings.min_score) == (store.get("kind", "s3_vectors"), 0.5)
    assert settings.answer_model == "eu.anthropic.claude-haiku-4-5-20251001-v1:0"
    assert settings.documents_bucket
    assert settings.cache_table
    assert settings.store_endpoint if store else settings.store_bucket
    assert not {"AWS_REGION", "AWS_DEFAULT_REGION"} & {*variables}
    assert not any(word in name for name in variables for word in ("SECRET", "PASSWORD", "TOKEN", "KEY"))


def test_what_is_not_set_has_the_functions_own_default():
    variables = function(api(), "api").inputs["environment"]["variables"]
    own = {name for name in Settings.model_fields if f"RETRIEVAL_{name.upper()}" not in variables}
    assert {"dimensions", "chunk_characters", "chunk_overlap", "min_score", "cache_ttl"} <= own


@pytest.mark.parametrize("store", STORES.values(), ids=STORES)
def test_nothing_is_permitted_on_everything_but_what_has_no_resources(store: dict[str, Any]):
    for suffix in ("api", "ingest"):
        recording = api({"store": store, "cache": {}, "throttling": {"per_client": 20}, "kms_key_arn": KEY})
        policies = of_type(recording, "aws:iam/rolePolicy:RolePolicy")
        text = next(each.inputs["policy"] for each in policies if each.name == f"docs-{suffix}")
        assert {each.partition(":")[0] for each in wildcards(text)} <= {"xray", "ec2"}
        assert findings(text) == []


def test_each_function_may_do_its_own_work_alone():
    recording = api({"cache": {}})
    asking, ingesting = actions(recording, "api"), actions(recording, "ingest")
    assert not {each for each in asking if each.startswith("sqs:") or "PutVectors" in each or "DeleteVectors" in each}
    assert not {
        each for each in ingesting if each.startswith("dynamodb:") or each in {"s3:PutObject", "s3:DeleteObject"}
    }
    assert {"s3vectors:QueryVectors", "s3:ListBucket", "bedrock:InvokeModel"} <= asking & ingesting
    models = [each["Resource"] for each in statements(recording, "ingest").values() if "bedrock" in str(each["Action"])]
    assert "claude" not in str(models)


def test_requests_of_clients_are_counted_in_a_table_of_its_own():
    recording = api({"cache": {}, "throttling": {"per_client": 20}})
    tables = {each.name: each for each in of_type(recording, "aws:dynamodb/table:Table")}
    table = tables["docs-requests"]
    assert table.inputs["ttl"] == {"attributeName": "expires", "enabled": True}
    assert table.inputs["hashKey"] == "id"
    settings = read_settings(function(recording, "api").inputs["environment"]["variables"])
    assert (settings.counters_table, settings.per_client) == (table.inputs.get("name", table.id), 20)
    own = {each["Sid"]: each for each in statements(recording, "api").values() if "dynamodb" in str(each["Action"])}
    assert own["CountRequests"]["Action"] == ["dynamodb:GetItem", "dynamodb:UpdateItem"]
    assert own["CountRequests"]["Resource"] not in ("*", own["Answers"]["Resource"])
    assert "UpdateItem" not in str(own["Answers"]) + str(statements(recording, "ingest"))
    assert not of_type(api({"throttling": {"rate": 5}}), "aws:dynamodb/table:Table")


def test_a_profile_is_invoked_wherever_it_leads():
    own = statements(api(), "api")
    (profile,) = [each for each in own.values() if "inference-profile/eu.anthropic" in str(each["Resource"])]
    (models,) = [each for each in own.values() if "::foundation-model/anthropic" in str(each["Resource"])]
    assert "bedrock:InvokeModel" in profile["Action"]
    assert "bedrock:InferenceProfileArn" in str(models["Condition"])
    assert "aws:RequestedRegion" not in json.dumps(own)


def test_only_lambda_of_this_account_takes_the_roles_on():
    roles = [each for each in of_type(api(), "aws:iam/role:Role") if each.name in ("docs-api", "docs-ingest")]
    for role in roles:
        (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
        assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}
        assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}
    assert len(roles) == 2


def test_concurrency_memory_and_layers_are_arguments():
    recording = api(EVERYTHING)
    assert function(recording, "api").inputs["reservedConcurrentExecutions"] == 50
    assert function(recording, "api").inputs["memorySize"] == 2048
    pdf = "arn:aws:lambda:eu-central-1:123456789012:layer:pypdf:1"
    layered = api({"layer_arns": [pdf]})
    assert function(layered, "ingest").inputs["layers"][1:] == [pdf]
    assert function(layered, "api").inputs["layers"] == [
        "arn:aws:lambda:eu-central-1:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:27"
    ]
