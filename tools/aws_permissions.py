"""Actions that a role needs to deploy resources of AWS, from what CloudFormation's own handlers need for them.

CloudFormation and Pulumi's provider create the same things by the same API, though not by the very same calls.
"""

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from policy_sentry.querying.all import get_all_actions

_REGION = "us-east-1"
_HANDLERS = ("create", "read", "update", "delete")
_SERVICES: Mapping[str, str] = {
    "acm": "CertificateManager",
    "costexplorer": "CE",
    "lb": "ElasticLoadBalancingV2",
    "vpc": "EC2",
}
"""CloudFormation's names of services, where they are not Pulumi's in another spelling."""
_TYPES: Mapping[str, str] = {
    "aws:acm/certificateValidation:CertificateValidation": "AWS::CertificateManager::Certificate",
    "aws:bedrock/inferenceProfile:InferenceProfile": "AWS::Bedrock::ApplicationInferenceProfile",
    "aws:cloudwatch/logDelivery:LogDelivery": "AWS::Logs::Delivery",
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": "AWS::Logs::DeliveryDestination",
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": "AWS::Logs::DeliverySource",
    "aws:cloudwatch/logGroup:LogGroup": "AWS::Logs::LogGroup",
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": "AWS::Logs::MetricFilter",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "AWS::Logs::ResourcePolicy",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "AWS::CloudWatch::Alarm",
    "aws:cloudwatch/queryDefinition:QueryDefinition": "AWS::Logs::QueryDefinition",
    "aws:ebs/volume:Volume": "AWS::EC2::Volume",
    "aws:ec2/routeTableAssociation:RouteTableAssociation": "AWS::EC2::SubnetRouteTableAssociation",
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": "AWS::EKS::AccessEntry",
    "aws:elasticache/userGroupAssociation:UserGroupAssociation": "AWS::ElastiCache::UserGroup",
    "aws:kms/grant:Grant": "AWS::KMS::Key",
    "aws:kms/keyPolicy:KeyPolicy": "AWS::KMS::Key",
    "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": "AWS::Lambda::Alias",
    "aws:lb/listenerCertificate:ListenerCertificate": "AWS::ElasticLoadBalancingV2::Listener",
    "aws:lb/targetGroupAttachment:TargetGroupAttachment": "AWS::ElasticLoadBalancingV2::TargetGroup",
    "aws:opensearch/domainPolicy:DomainPolicy": "AWS::OpenSearchService::Domain",
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": "AWS::RDS::DBInstance",
    "aws:s3/vectorsIndex:VectorsIndex": "AWS::S3Vectors::Index",
    "aws:s3/vectorsVectorBucket:VectorsVectorBucket": "AWS::S3Vectors::VectorBucket",
    # Its API is that of RDS, and CloudFormation says nothing of its handlers.
    "aws:docdb/cluster:Cluster": "AWS::RDS::DBCluster",
    "aws:docdb/clusterInstance:ClusterInstance": "AWS::RDS::DBInstance",
    "aws:ec2/securityGroupRule:SecurityGroupRule": "AWS::EC2::SecurityGroupIngress",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "AWS::IAM::OIDCProvider",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "AWS::IAM::Role",
    "aws:opensearch/domain:Domain": "AWS::OpenSearchService::Domain",
    "aws:rds/clusterInstance:ClusterInstance": "AWS::RDS::DBInstance",
    "aws:route53/record:Record": "AWS::Route53::RecordSet",
    "aws:route53/zone:Zone": "AWS::Route53::HostedZone",
    "aws:secretsmanager/secretPolicy:SecretPolicy": "AWS::SecretsManager::ResourcePolicy",
    "aws:secretsmanager/secretRotation:SecretRotation": "AWS::SecretsManager::RotationSchedule",
    "aws:secretsmanager/secretVersion:SecretVersion": "AWS::SecretsManager::Secret",
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": "AWS::SQS::Queue",
    "aws:sns/topicSubscription:TopicSubscription": "AWS::SNS::Subscription",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "AWS::EC2::SecurityGroupEgress",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "AWS::EC2::SecurityGroupIngress",
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": "AWS::WAFv2::LoggingConfiguration",
}
"""CloudFormation's types, where they do not follow from Pulumi's."""
_ACTIONS: Mapping[str, frozenset[str]] = {
    "aws:costexplorer/costAllocationTag:CostAllocationTag": frozenset(
        {
            "ce:ListCostAllocationTags",
            "ce:UpdateCostAllocationTagsStatus",
        }
    ),
}
"""Of types that CloudFormation does not have."""
_PREFIXES: Mapping[str, str] = {
    "acm": "acm",
    "bedrockfoundation": "bedrock",
    "cloudwatch": "cloudwatch",
    "costexplorer": "ce",
    "docdb": "rds",
    "lb": "elasticloadbalancing",
    "opensearch": "es",
    "vpc": "ec2",
}
"""Prefixes of actions, where they are not the names of services in Pulumi."""


def permissions(types: Iterable[str]) -> dict[str, list[str]]:
    """Actions without their prefix by that prefix, sorted; ``*`` for a service with a type that is not known."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for type_ in types:
        for action in _actions(type_) or [f"{_prefix(type_)}:*"]:
            prefix, _, name = action.partition(":")
            found[prefix].add(name)
    return {prefix: ["*"] if "*" in names else sorted(names) for prefix, names in sorted(found.items())}


def unknown(types: Iterable[str]) -> list[str]:
    """Types of which CloudFormation does not say what they need."""
    return sorted(each for each in {*types} if not _actions(each))


@functools.cache
def _actions(type_: str) -> frozenset[str]:
    if type_ in _ACTIONS:
        return _ACTIONS[type_]
    schema = _schema(type_)
    if schema is None:
        return frozenset()
    stated = {
        action for name in _HANDLERS for action in schema.get("handlers", {}).get(name, {}).get("permissions", ())
    }
    # Some are misspelled, or in no service's list of actions.
    return frozenset(each for each in stated if each.lower() in _existing())


@functools.cache
def _existing() -> frozenset[str]:
    return frozenset(get_all_actions(lowercase=True))


@functools.cache
def _names() -> Mapping[str, str]:
    return {each.lower(): each for each in PROVIDER_SCHEMA_MANAGER.get_resource_types(_REGION)}


def _schema(type_: str) -> Mapping[str, Any] | None:
    name = next((_names()[each.lower()] for each in _candidates(type_) if each.lower() in _names()), None)
    return PROVIDER_SCHEMA_MANAGER.get_resource_schema(_REGION, name).schema if name else None


def _candidates(type_: str) -> list[str]:
    service, class_ = type_.split(":")[1].partition("/")[0], type_.rpartition(":")[2]
    if type_ in _TYPES:
        return [_TYPES[type_]]
    if type_.startswith("aws:s3/bucket"):
        return [f"AWS::S3::{class_}", "AWS::S3::Bucket"]
    if type_.startswith("aws:opensearch/serverless"):
        return [f"AWS::OpenSearchServerless::{class_.removeprefix('Serverless')}"]
    if type_.startswith("aws:backup/vault"):
        return ["AWS::Backup::BackupVault"]
    group = _SERVICES.get(service, service)
    return [f"AWS::{group}::{class_}", f"AWS::{group}::DB{class_}", f"AWS::{group}::{service}{class_}"]


def _prefix(type_: str) -> str:
    service = type_.split(":")[1].partition("/")[0]
    return _PREFIXES.get(service, service)
