"""The component as a whole: what it says of itself, what is protected, and what watches over it."""

import json
from typing import Any

import pulumi
import pytest

from homelab.aws import RetrievalApi
from tests.aws.recordings import of_type, only, recorded
from tests.aws.retrieval_api.apis import ARGS, DOMAIN, EVERYTHING, REGION, SERVERLESS, api

DATA = {
    "aws:s3/bucket:Bucket",
    "aws:s3/vectorsVectorBucket:VectorsVectorBucket",
    "aws:s3/vectorsIndex:VectorsIndex",
    "aws:opensearch/domain:Domain",
    "aws:opensearch/serverlessCollection:ServerlessCollection",
}


@pytest.mark.parametrize("store", [{}, DOMAIN, SERVERLESS], ids=["s3_vectors", "domain", "serverless"])
def test_what_holds_data_alone_is_protected_until_it_is_not_retained(store: dict[str, str]):
    kept, lost = api({"store": store}), api({"store": store, "retain": False})
    assert {each.type for each in kept.resources if each.protect} == DATA & {each.type for each in kept.resources}
    assert not [each.name for each in lost.resources if each.protect]


def test_everything_is_in_the_region():
    regional = [each for each in api(EVERYTHING).resources if each.type.startswith("aws:") and "region" in each.inputs]
    assert len(regional) > 40
    assert {each.inputs["region"] for each in regional} == {REGION}


def test_data_is_under_the_key_wherever_it_is():
    recording = api(EVERYTHING)
    key = EVERYTHING["kms_key_arn"]
    assert {each.inputs["kmsKeyId"] for each in of_type(recording, "aws:cloudwatch/logGroup:LogGroup")} == {key}
    tables = of_type(recording, "aws:dynamodb/table:Table")
    assert {each.name for each in tables} == {"docs-answers", "docs-requests"}
    assert all(each.inputs["serverSideEncryption"] == {"enabled": True, "kmsKeyArn": key} for each in tables)
    assert only(recording, "aws:opensearch/domain:Domain").inputs["encryptAtRest"] == {"enabled": True, "kmsKeyId": key}
    vectors = only(api({"kms_key_arn": key}), "aws:s3/vectorsVectorBucket:VectorsVectorBucket").inputs
    assert vectors["encryptionConfigurations"] == [{"sseType": "aws:kms", "kmsKeyArn": key}]
    serverless = api({"kms_key_arn": key, "store": SERVERLESS})
    texts = [each.inputs["policy"] for each in of_type(serverless, _POLICY) if each.inputs["type"] == "encryption"]
    assert json.loads(texts[0])["KmsARN"] == key


_POLICY = "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy"


def test_a_budget_counts_the_tags_and_a_trail_records_the_documents():
    tagged = api({**EVERYTHING, "tags": {"app": "docs"}, "budget": {"amount": 9, "tag": "app", "emails": ["a@b.de"]}})
    budget = only(tagged, "aws:budgets/budget:Budget").inputs
    assert (budget["limitAmount"], budget["costFilters"][0]["values"]) == ("9.0", ["user:app$docs"])
    (selector,) = only(tagged, "aws:cloudtrail/trail:Trail").inputs["advancedEventSelectors"]
    documents = next(each for each in of_type(tagged, "aws:s3/bucket:Bucket") if each.name == "docs-documents")
    (arns,) = [each["startsWiths"] for each in selector["fieldSelectors"] if each["field"] == "resources.ARN"]
    assert arns == [f"arn:aws:s3:::{documents.id}/"]
    assert not of_type(api(), "aws:cloudtrail/trail:Trail")
    assert not of_type(api(), "aws:budgets/budget:Budget")


def test_it_says_where_it_answers_and_what_others_need():
    known: list[Any] = []

    def program() -> None:
        docs = RetrievalApi("docs", {**ARGS})  # type: ignore[typeddict-item]
        outputs = (docs.url, docs.bucket, docs.function_name, docs.published_version, docs.dead_letters_url)
        pulumi.Output.all(*outputs, docs.query_statements, docs.upload_statements).apply(known.extend)

    recorded(program)
    assert str(known[0]).startswith("https://docs-")
    assert known[3] == "1"
    (asking,) = known[5]
    assert asking["actions"] == ["execute-api:Invoke"]
    routes = {str(each).partition("/$default/")[2] for each in asking["resources"]}
    assert routes == {"POST/query", "POST/mcp", "GET/mcp", "GET/health/detailed"}
    uploads = [action for each in known[6] for action in each["actions"]]
    assert {"s3:PutObject", "s3:DeleteObject", "s3:ListBucket"} <= {*uploads}
    assert not any(action.endswith("*") for action in uploads)


def test_two_of_them_share_no_name():
    def program() -> None:
        for name in ("one", "two"):
            RetrievalApi(name, {**EVERYTHING})  # type: ignore[typeddict-item]

    names = [each.name for each in recorded(program).resources if each.type.startswith("aws:") and each.custom]
    identifiers = [each.inputs["name"] for each in recorded(program).resources if "name" in each.inputs]
    assert names
    assert all(each.startswith(("one", "two")) for each in names if not each.startswith(("get", "aws")))
    assert len({each for each in identifiers if str(each).startswith("one-")}) > 5
