"""What AWS charges for resources, by their type: items of the price list, with quantities of a month.

Quantities are the least and the most that a program permits, where it lets AWS scale. What depends on use has none.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from pulumi.runtime.rpc import UNKNOWN

from homelab.offline.aws import free_types
from homelab.offline.prices import HOURS
from homelab.offline.resources import RecordedResource


@dataclass(frozen=True, slots=True)
class Charge:
    """An item, and how many units of it a month has."""

    item: str
    minimum: Decimal | None
    """None if it depends on use."""
    maximum: Decimal | None


Related: TypeAlias = Callable[[str], Mapping[str, Any]]
"""Inputs of the first resource of a type that this one depends on."""
Charges: TypeAlias = Iterator[Charge]
Function: TypeAlias = Callable[[Mapping[str, Any], Related], Charges]


def charges(resource: RecordedResource, resources: Mapping[str, RecordedResource]) -> list[Charge] | None:
    """What AWS charges for a resource; none if its type is not known here.

    :param resources: All resources, by URN.
    """
    if resource.type in free_types.TYPES or resource.type.startswith(free_types.SERVICES):
        return []
    function = _BY_TYPE.get(resource.type)
    if function is None:
        return None

    def related(type_: str) -> Mapping[str, Any]:
        found = (resources[urn] for urn in resource.dependencies if urn in resources)
        return next((_known(each.inputs) for each in found if each.type == type_), {})

    return list(function(_known(resource.inputs), related))


def _known(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in inputs.items() if value not in (None, UNKNOWN)}


def _units(item: str, minimum: Any, maximum: Any = None) -> Charge:
    low = Decimal(str(minimum))
    return Charge(item, low, low if maximum is None else max(low, Decimal(str(maximum))))


def _hours(item: str, minimum: Any = 1, maximum: Any = None) -> Charge:
    found = _units(item, minimum, maximum)
    return Charge(item, *(each * HOURS if each is not None else None for each in (found.minimum, found.maximum)))


def _used(*items: str) -> Iterable[Charge]:
    return (Charge(item, None, None) for item in items)


def _by_use(*items: str) -> Function:
    return lambda _inputs, _related: iter(_used(*items))


def _monthly(item: str, *used: str) -> Function:
    return lambda _inputs, _related: iter([_units(item, 1), *_used(*used)])


def _rds_instance(inputs: Mapping[str, Any], _related: Related) -> Charges:
    engine = "PostgreSQL" if inputs.get("engine") == "postgres" else inputs.get("engine", "the source's engine")
    copies = 2 if inputs.get("multiAz") else 1
    yield _hours(f"RDS for {engine} {inputs.get('instanceClass')}", copies)
    storage = f"RDS {inputs.get('storageType', 'gp2')} storage"
    if "allocatedStorage" in inputs:
        most = inputs.get("maxAllocatedStorage", inputs["allocatedStorage"])
        yield _units(storage, inputs["allocatedStorage"] * copies, most * copies)
    else:
        yield from _used(storage)
    yield from _managed_password(inputs)
    yield from _used("RDS backup storage beyond the database's size")


def _rds_cluster(inputs: Mapping[str, Any], _related: Related) -> Charges:
    yield from _managed_password(inputs)
    yield from _used("Aurora storage", "Aurora I/O")


def _managed_password(inputs: Mapping[str, Any]) -> Charges:
    if inputs.get("manageMasterUserPassword"):
        yield _units("Secrets Manager secret", 1)


def _rds_cluster_instance(inputs: Mapping[str, Any], related: Related) -> Charges:
    if inputs.get("instanceClass") == "db.serverless":
        scaling = related("aws:rds/cluster:Cluster").get("serverlessv2ScalingConfiguration")
        yield _serverless("Aurora Serverless v2 capacity", scaling)
    else:
        yield _hours(f"Aurora {inputs.get('engine')} {inputs.get('instanceClass')}")


def _docdb_cluster(inputs: Mapping[str, Any], _related: Related) -> Charges:
    yield from _managed_password(inputs)
    yield from _used("DocumentDB storage", "DocumentDB I/O", "DocumentDB backup storage beyond the cluster's size")


def _docdb_instance(inputs: Mapping[str, Any], related: Related) -> Charges:
    if inputs.get("instanceClass") == "db.serverless":
        scaling = related("aws:docdb/cluster:Cluster").get("serverlessV2ScalingConfiguration")
        yield _serverless("DocumentDB Serverless capacity", scaling)
    else:
        yield _hours(f"DocumentDB {inputs.get('instanceClass')}")


def _serverless(item: str, scaling: Mapping[str, Any] | None) -> Charge:
    if not scaling or UNKNOWN in scaling.values():
        return Charge(item, None, None)
    return _hours(item, scaling["minCapacity"], scaling["maxCapacity"])


def _replication_group(inputs: Mapping[str, Any], _related: Related) -> Charges:
    shards = inputs.get("numNodeGroups")
    nodes = shards * (1 + inputs.get("replicasPerNodeGroup", 0)) if shards else inputs.get("numCacheClusters", 1)
    yield _hours(f"ElastiCache for {_engine(inputs)} {inputs.get('nodeType')}", nodes)
    if inputs.get("snapshotRetentionLimit"):
        yield from _used("ElastiCache snapshots")


def _serverless_cache(inputs: Mapping[str, Any], _related: Related) -> Charges:
    engine = _engine(inputs)
    least = "0.1" if engine == "Valkey" else "1"
    limits = inputs.get("cacheUsageLimits") or {}
    storage = limits.get("dataStorage") or {}
    yield _hours(f"ElastiCache Serverless for {engine} data", storage.get("minimum", least), storage.get("maximum"))
    yield from _used(f"ElastiCache Serverless for {engine} requests", "ElastiCache snapshots")


def _engine(inputs: Mapping[str, Any]) -> str:
    return str(inputs.get("engine", "redis")).capitalize()


def _search_domain(inputs: Mapping[str, Any], _related: Related) -> Charges:
    config = inputs.get("clusterConfig") or {}
    nodes = config.get("instanceCount", 1)
    yield _hours(f"OpenSearch {config.get('instanceType', 'm4.large.search')}", nodes)
    if config.get("dedicatedMasterEnabled"):
        yield _hours(f"OpenSearch {config.get('dedicatedMasterType')}", config.get("dedicatedMasterCount", 3))
    volumes = inputs.get("ebsOptions") or {}
    if volumes.get("ebsEnabled"):
        yield _units(f"OpenSearch {volumes.get('volumeType', 'gp2')} storage", volumes.get("volumeSize", 10) * nodes)


def _search_group(inputs: Mapping[str, Any], _related: Related) -> Charges:
    (limits,) = inputs.get("capacityLimits") or [{}]
    bounds = [limits.get(f"{bound}{kind}CapacityInOcu") for bound in ("min", "max") for kind in ("Indexing", "Search")]
    known: list[float] = [each for each in bounds if isinstance(each, int | float)]
    if len(known) == len(bounds):
        yield _hours("OpenSearch Serverless capacity", sum(known[:2]), sum(known[2:]))
    else:
        yield Charge("OpenSearch Serverless capacity", None, None)


def _search_collection(inputs: Mapping[str, Any], _related: Related) -> Charges:
    if "collectionGroupName" not in inputs:
        # A half for indexing and a half for searching, twice with standby replicas. The limit is the account's.
        yield _hours("OpenSearch Serverless capacity", 1 if inputs.get("standbyReplicas") == "DISABLED" else 2)
    yield from _used("OpenSearch Serverless capacity above its minimum", "OpenSearch Serverless storage")


def _load_balancer(inputs: Mapping[str, Any], _related: Related) -> Charges:
    kind = str(inputs.get("loadBalancerType", "application")).capitalize()
    yield _hours(f"{kind} Load Balancer")
    yield from _used("Load balancer capacity")


def _nat_gateway(inputs: Mapping[str, Any], _related: Related) -> Charges:
    yield _hours("NAT gateway")
    if inputs.get("connectivityType", "public") == "public":
        yield _hours("Public IPv4 address")
    yield from _used("NAT gateway traffic")


def _vpc_endpoint(inputs: Mapping[str, Any], _related: Related) -> Charges:
    if inputs.get("vpcEndpointType") == "Interface":
        yield _hours("VPC interface endpoint in a zone", len(inputs.get("subnetIds") or [""]))
        yield from _used("VPC interface endpoint traffic")


def _web_acl(inputs: Mapping[str, Any], _related: Related) -> Charges:
    yield _units("WAF web ACL", 1)
    if rules := inputs.get("rules"):
        yield _units("WAF rule", len(rules))
    yield from _used("WAF requests")


def _secret(inputs: Mapping[str, Any], _related: Related) -> Charges:
    yield _units("Secrets Manager secret", 1 + len(inputs.get("replicas") or ()))


def _health_check(inputs: Mapping[str, Any], _related: Related) -> Charges:
    yield _units("Route 53 health check of an AWS endpoint", 1)
    options = [
        str(inputs.get("type", "")).startswith("HTTPS"),
        inputs.get("requestInterval") == 10,
        "searchString" in inputs,
        bool(inputs.get("measureLatency")),
    ]
    if any(options):
        yield _units("Route 53 optional feature of a health check", sum(options))


def _metric_alarm(inputs: Mapping[str, Any], _related: Related) -> Charges:
    metrics = sum(1 for query in inputs.get("metricQueries") or () if "metric" in query) or 1
    is_fine = isinstance(inputs.get("period"), int) and inputs["period"] < 60
    yield _units(f"CloudWatch {'high-resolution ' if is_fine else ''}alarm metric", metrics)


def _node_group(inputs: Mapping[str, Any], _related: Related) -> Charges:
    scaling = inputs.get("scalingConfig") or {}
    sizes = scaling.get("minSize", 1), scaling.get("maxSize", 1)
    spot = "spot " if inputs.get("capacityType") == "SPOT" else ""
    yield _hours(f"EC2 {spot}{(inputs.get('instanceTypes') or ['t3.medium'])[0]}", *sizes)
    disk = inputs.get("diskSize", 20)
    yield _units("EBS gp3 storage", disk * sizes[0], disk * sizes[1])


def _function(inputs: Mapping[str, Any], _related: Related) -> Charges:
    on_arm = " on Arm" if inputs.get("architectures") == ["arm64"] else ""
    yield from _used("Lambda requests", f"Lambda compute{on_arm}")


def _instance(inputs: Mapping[str, Any], _related: Related) -> Charges:
    yield _hours(f"EC2 {inputs.get('instanceType')}")


def _volume(inputs: Mapping[str, Any], _related: Related) -> Charges:
    yield _units(f"EBS {inputs.get('type', 'gp2')} storage", inputs.get("size", 1))


_BY_TYPE: Mapping[str, Function] = {
    "aws:apigatewayv2/api:Api": _by_use("API Gateway HTTP API"),
    "aws:autoscaling/group:Group": _by_use("EC2 instances of an autoscaling group"),
    "aws:backup/plan:Plan": _by_use("AWS Backup storage", "AWS Backup copies to another region"),
    "aws:bedrock/guardrail:Guardrail": _by_use("Bedrock guardrail text units"),
    "aws:bedrock/inferenceProfile:InferenceProfile": _by_use("Bedrock tokens"),
    "aws:cloudfront/distribution:Distribution": _by_use("CloudFront traffic to the internet, first 10 TB"),
    "aws:cloudfront/function:Function": _by_use("CloudFront function invocations"),
    "aws:cloudtrail/eventDataStore:EventDataStore": _by_use("CloudTrail Lake"),
    "aws:cloudtrail/trail:Trail": _by_use("CloudTrail data events"),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": _monthly("CloudWatch composite alarm"),
    "aws:cloudwatch/dashboard:Dashboard": _monthly("CloudWatch dashboard"),
    "aws:cloudwatch/logDelivery:LogDelivery": _by_use("CloudWatch logs"),
    "aws:cloudwatch/logGroup:LogGroup": _by_use("CloudWatch logs"),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": _by_use("CloudWatch custom metric"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": _metric_alarm,
    "aws:docdb/cluster:Cluster": _docdb_cluster,
    "aws:docdb/clusterInstance:ClusterInstance": _docdb_instance,
    "aws:docdb/globalCluster:GlobalCluster": _by_use("DocumentDB replicated writes"),
    "aws:dynamodb/table:Table": _by_use("DynamoDB on-demand writes", "DynamoDB on-demand reads"),
    "aws:ebs/volume:Volume": _volume,
    "aws:ec2/eip:Eip": lambda _inputs, _related: iter([_hours("Public IPv4 address")]),
    "aws:ec2/instance:Instance": _instance,
    "aws:ec2/natGateway:NatGateway": _nat_gateway,
    "aws:ec2/vpcEndpoint:VpcEndpoint": _vpc_endpoint,
    "aws:ecr/repository:Repository": _by_use("ECR storage"),
    "aws:eks/addon:Addon": _by_use("what the add-on sends to CloudWatch"),
    "aws:eks/cluster:Cluster": lambda _inputs, _related: iter([_hours("EKS cluster")]),
    "aws:eks/nodeGroup:NodeGroup": _node_group,
    "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup": _by_use("traffic between regions"),
    "aws:elasticache/replicationGroup:ReplicationGroup": _replication_group,
    "aws:elasticache/serverlessCache:ServerlessCache": _serverless_cache,
    "aws:kms/key:Key": _monthly("KMS key", "KMS requests"),
    "aws:kms/replicaKey:ReplicaKey": _monthly("KMS key", "KMS requests"),
    "aws:lambda/function:Function": _function,
    "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": _by_use("Lambda provisioned concurrency"),
    "aws:lb/loadBalancer:LoadBalancer": _load_balancer,
    "aws:opensearch/domain:Domain": _search_domain,
    "aws:opensearch/serverlessCollection:ServerlessCollection": _search_collection,
    "aws:opensearch/serverlessCollectionGroup:ServerlessCollectionGroup": _search_group,
    "aws:rds/cluster:Cluster": _rds_cluster,
    "aws:rds/clusterInstance:ClusterInstance": _rds_cluster_instance,
    "aws:rds/globalCluster:GlobalCluster": _by_use("Aurora replicated writes"),
    "aws:rds/instance:Instance": _rds_instance,
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": _by_use(
        "RDS backup storage beyond the database's size", "traffic between regions"
    ),
    "aws:route53/healthCheck:HealthCheck": _health_check,
    "aws:route53/zone:Zone": _monthly("Route 53 hosted zone", "Route 53 queries"),
    "aws:s3/bucket:Bucket": _by_use("S3 storage", "S3 writes", "S3 reads"),
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": _by_use("traffic between regions"),
    "aws:s3/vectorsIndex:VectorsIndex": _by_use(
        "S3 Vectors storage",
        "S3 Vectors writes",
        "S3 Vectors queries",
        "S3 Vectors queried data, first 100000 vectors of an index",
        "S3 Vectors queried data, further vectors of an index",
    ),
    "aws:secretsmanager/secret:Secret": _secret,
    "aws:sns/topic:Topic": _by_use("SNS messages"),
    "aws:sns/topicSubscription:TopicSubscription": _by_use("SNS e-mails"),
    "aws:sqs/queue:Queue": _by_use("SQS requests"),
    "aws:wafv2/webAcl:WebAcl": _web_acl,
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": _by_use("CloudWatch logs"),
}

KNOWN = frozenset(_BY_TYPE)
"""Types of which is known what AWS charges."""
