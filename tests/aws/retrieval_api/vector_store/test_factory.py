"""Each kind of store: what is encrypted, who may do what, and where it is."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from homelab.aws.retrieval_api.vector_store import domain
from homelab.offline import Recording
from tests.aws.recordings import awaited, of_type, only, statements
from tests.aws.retrieval_api.apis import DOMAIN, IN_VPC, SERVERLESS, api
from tests.aws.test_server_versions import REGIONS, data

SEARCH = "aws:opensearch/domain:Domain"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"


def stored(store: Mapping[str, Any], **args: Any) -> Recording:
    return api({"store": store, **args})


def test_s3_vectors_is_what_there_is_without_a_word():
    recording = api({"dimensions": 256})
    index = only(recording, "aws:s3/vectorsIndex:VectorsIndex").inputs
    assert (index["dimension"], index["distanceMetric"], index["dataType"]) == (256, "cosine", "float32")
    assert "text" in index["metadataConfiguration"]["nonFilterableMetadataKeys"]
    assert not [each.type for each in recording.resources if "opensearch" in each.type]


def test_a_domain_is_encrypted_and_small():
    inputs = only(stored(DOMAIN), SEARCH).inputs
    assert inputs["engineVersion"] == "OpenSearch_3.3"
    assert inputs["clusterConfig"] == {
        "instanceType": "t3.small.search",
        "instanceCount": 1,
        "zoneAwarenessEnabled": False,
    }
    assert inputs["ebsOptions"] == {"ebsEnabled": True, "volumeType": "gp3", "volumeSize": 10}
    assert inputs["encryptAtRest"] == inputs["nodeToNodeEncryption"] == {"enabled": True}
    assert inputs["domainEndpointOptions"] == {
        "enforceHttps": True,
        "tlsSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10",
    }
    assert 3 <= len(inputs["domainName"]) <= 28


@pytest.mark.parametrize("region", REGIONS)
def test_the_type_of_nodes_exists(region: str):
    types = data("aws_opensearchservice_domain/clusterconfig_instancetype_enum.json")[region]["enum"]
    assert domain.INSTANCE_TYPE in types


def test_the_api_may_search_a_domain_and_the_ingestion_may_write():
    recording = stored(DOMAIN)
    roles = {each.inputs.get("name", each.name): each for each in of_type(recording, "aws:iam/role:Role")}
    found = statements(only(recording, SEARCH).inputs["accessPolicies"])
    assert all(each["Principal"]["AWS"] != ["*"] for each in found)
    by_role: dict[str, set[str]] = {}
    for each in found:
        (principal,) = each["Principal"]["AWS"]
        for resource in each["Resource"]:
            path = resource.partition("/")[2].partition("/")[2]
            by_role.setdefault("api" if "docs-api" in principal else "ingest", set()).add(f"{each['Action'][0]} {path}")
    assert len(roles) >= 2
    assert by_role["api"] == {
        "es:ESHttpGet chunks/_count",
        "es:ESHttpPost chunks/_search",
        "es:ESHttpPost chunks/_msearch",
    }
    assert {"es:ESHttpPut chunks", "es:ESHttpPost chunks/*", "es:ESHttpDelete chunks/*"} <= by_role["ingest"]


def test_a_domain_in_a_vpc_is_reached_by_the_functions_alone():
    recording = stored(IN_VPC)
    groups = {each.name: each.id for each in of_type(recording, GROUP)}
    inputs = only(recording, SEARCH).inputs
    assert inputs["clusterConfig"]["zoneAwarenessEnabled"] is True
    # As many subnets as zones; the functions take them all.
    assert inputs["vpcOptions"] == {
        "subnetIds": ["subnet-1", "subnet-2"],
        "securityGroupIds": [groups["docs-chunks"]],
    }
    (rule,) = of_type(recording, INGRESS)
    assert rule.inputs["referencedSecurityGroupId"] == groups["docs-functions"]
    assert (rule.inputs["fromPort"], rule.inputs["toPort"]) == (443, 443)
    for function in of_type(recording, "aws:lambda/function:Function"):
        assert function.inputs["vpcConfig"]["securityGroupIds"] == [groups["docs-functions"]]
        assert function.inputs["vpcConfig"]["subnetIds"] == IN_VPC["subnet_ids"]


@pytest.mark.parametrize(
    ("endpoints", "reached"),
    [(["sg-endpoints"], {"sg-endpoints"}), (None, {"0.0.0.0/0"})],
)
def test_functions_in_a_vpc_reach_endpoints_or_else_everything_at_port_443(
    endpoints: list[str] | None, reached: set[str]
):
    store = {name: value for name, value in IN_VPC.items() if name != "endpoint_security_group_ids"}
    recording = stored({**store, **({"endpoint_security_group_ids": endpoints} if endpoints else {})})
    rules = [each.inputs for each in of_type(recording, EGRESS)]
    targets = {each.get("referencedSecurityGroupId") or each["cidrIpv4"] for each in rules}
    domain_group = next(each.id for each in of_type(recording, GROUP) if each.name == "docs-chunks")
    assert targets == {domain_group, *reached}
    assert {each["fromPort"] for each in rules} == {443}


def test_a_serverless_store_sleeps_and_is_created_once_it_is_encrypted():
    recording = stored({**SERVERLESS, "max_units": 4})
    group = only(recording, "aws:opensearch/serverlessCollectionGroup:ServerlessCollectionGroup").inputs
    assert (group["generation"], group["standbyReplicas"]) == ("NEXTGEN", "ENABLED")
    assert group["capacityLimits"] == [
        {
            "minIndexingCapacityInOcu": 0,
            "maxIndexingCapacityInOcu": 4,
            "minSearchCapacityInOcu": 0,
            "maxSearchCapacityInOcu": 4,
        }
    ]
    collection = only(recording, "aws:opensearch/serverlessCollection:ServerlessCollection")
    assert collection.inputs["type"] == "VECTORSEARCH"
    assert collection.inputs["collectionGroupName"] == group["name"]
    assert len(collection.inputs["name"]) <= 32
    assert "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy" in awaited(recording, collection)


def test_a_serverless_store_answers_to_the_functions_alone_and_the_api_cannot_write():
    recording = stored(SERVERLESS)
    policy = json.loads(
        only(recording, "aws:opensearch/serverlessAccessPolicy:ServerlessAccessPolicy").inputs["policy"]
    )
    permissions = {
        "api" if "docs-api" in each["Principal"][0] else "ingest": {
            permission for rule in each["Rules"] if rule["ResourceType"] == "index" for permission in rule["Permission"]
        }
        for each in policy
    }
    assert permissions["api"] == {"aoss:DescribeIndex", "aoss:ReadDocument"}
    assert "aoss:WriteDocument" in permissions["ingest"]
    assert all(len(each["Principal"]) == 1 for each in policy)
    # Both are needed: this, and IAM's.
    texts = [each.inputs["policy"] for each in of_type(recording, "aws:iam/rolePolicy:RolePolicy")]
    assert all("aoss:APIAccessAll" in text and ":collection/" in text for text in texts)
