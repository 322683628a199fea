"""Bad arguments: one line each, and nothing is declared."""

from typing import Any

import pytest

from homelab import ArgumentError
from homelab.aws import RetrievalApi
from homelab.aws.retrieval_api.args import answer_model
from homelab.offline import record
from tests.aws.retrieval_api.apis import ARGS, IN_VPC, JWT, KEY

VERSIONS = {"stable_version": "6", "canary": {"version": "7"}}
BAD: list[tuple[dict[str, Any], str]] = [
    ({"authorization": {}}, "missing argument: one of authorization.jwt, authorization.iam"),
    ({"authorization": {"iam": False}}, "one of authorization.jwt, authorization.iam, and not both"),
    ({"authorization": {**JWT, "iam": True}}, "one of authorization.jwt, authorization.iam, and not both"),
    ({"authorization": {"jwt": {"issuer": "http://a.example.com", "audiences": ["a"]}}}, "authorization.jwt.issuer"),
    ({"authorization": {"jwt": {"issuer": "https://a.example.com", "audiences": []}}}, "authorization.jwt.audiences"),
    ({"store": {"kind": "pgvector"}}, "store: kind: expected s3_vectors, domain, serverless, got 'pgvector'"),
    ({"store": {"volume_gb": 20}}, "store: volume_gb has no effect with kind s3_vectors: remove it"),
    ({"store": {"kind": "domain", "max_units": 4}}, "store: max_units has no effect with kind domain: remove it"),
    ({"store": {"kind": "domain", "version": "1.3"}}, "store.version"),
    ({"store": {"kind": "domain", "instance_type": "t3.small"}}, "store.instance_type"),
    ({"store": {"kind": "domain", "vpc_id": "vpc-0a1b2c3d"}}, "vpc_id and subnet_ids belong together"),
    ({"store": {**IN_VPC, "subnet_ids": ["subnet-1"]}}, "store: subnet_ids: expected a subnet in another"),
    (
        {"store": {"kind": "domain", "endpoint_security_group_ids": ["sg-1"]}},
        "store: endpoint_security_group_ids has no effect without vpc_id",
    ),
    ({"throttling": {"rate": 0}}, "throttling.rate"),
    ({"throttling": {"per_client": 0}}, "throttling.per_client: expected a whole number from 1 to 10000, got 0"),
    ({"throttling": {"per_client": 1.5}}, "throttling.per_client"),
    ({"cors_origins": ["*"]}, "cors_origins"),
    ({"cors_origins": ["http://docs.example.com"]}, "cors_origins"),
    ({"memory": 128}, "memory"),
    ({"min_score": 1.5}, "min_score"),
    ({"replicate_to": {"bucket": "Docs"}}, "replicate_to.bucket: expected the name of a bucket"),
    ({"bucket": "docs-a", "replicate_to": {"bucket": "docs-a"}}, "replicate_to.bucket and bucket are both docs-a"),
    ({"replicate_to": {"bucket": "docs-b", "kms_key_arn": KEY}}, "kms_key_arn and replicate_to.kms_key_arn belong"),
    ({"kms_key_arn": KEY, "replicate_to": {"bucket": "docs-b"}}, "kms_key_arn and replicate_to.kms_key_arn belong"),
    ({"dimensions": 768}, "dimensions: expected 256, 512 or 1024"),
    ({"chunk_characters": 200, "chunk_overlap": 150}, "chunk_overlap 150 has to be less than half"),
    ({"cache": {"ttl": 0}}, "cache.ttl"),
    ({"canary": {"version": "7"}}, "canary needs stable_version"),
    ({"stable_version": "7", "canary": {"version": "7"}}, "canary.version and stable_version are both 7"),
    ({**VERSIONS, "canary": {"version": "7", "weight": 1}}, "canary.weight"),
    ({**VERSIONS, "code_deploy": True}, "code_deploy shifts requests itself: remove canary and stable_version"),
    ({"stable_version": "$LATEST"}, "stable_version"),
    ({"model": "anthropic.claude-sonnet-5"}, "model: expected the id of an inference profile"),
    ({"kms_key_arn": "alias/docs"}, "kms_key_arn"),
    ({"domain": {"name": "https://docs.example.com", "hosted_zone_id": "Z1"}}, "domain.name"),
    ({"log_retention_days": 31}, "log_retention_days"),
    ({"layer_arns": ["arn:aws:lambda:eu-central-1:123456789012:layer:pypdf:1"] * 5}, "layer_arns"),
    ({"budget": {"amount": 10, "tag": "app", "emails": ["a@example.com"]}}, "budget.tag: no resource has the tag"),
]


@pytest.mark.parametrize(("args", "message"), BAD, ids=[message[:40] for _, message in BAD])
def test_bad_input_is_refused_in_one_line_before_anything_is_declared(args: dict[str, Any], message: str):
    def program() -> None:
        with pytest.raises(ArgumentError) as error:
            RetrievalApi("docs", {**ARGS, **args})  # type: ignore[typeddict-item]
        assert message in str(error.value)
        assert len(str(error.value).splitlines()) <= 2

    assert [each.type for each in record(program).resources if "homelab" in each.type] == []


@pytest.mark.parametrize("name", ["a" * 29, "Docs"])
def test_a_name_that_domains_and_collections_do_not_permit_is_refused(name: str):
    with pytest.raises(ArgumentError):
        record(lambda: RetrievalApi(name, {**ARGS}))  # type: ignore[typeddict-item]


def test_where_questions_are_processed_has_to_be_known():
    with pytest.raises(ArgumentError, match="one of geography, region"):
        record(lambda: RetrievalApi("docs", {"authorization": {"iam": True}}))


def test_the_model_is_a_quick_one_of_the_narrowest_geography():
    assert answer_model({"authorization": {"iam": True}, "region": "eu-central-1"}) == (
        "eu.anthropic.claude-haiku-4-5-20251001-v1:0"
    )
    assert answer_model({"authorization": {"iam": True}, "region": "eu-central-1", "model": "global.x.y"}) == (
        "global.x.y"
    )
