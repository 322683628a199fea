"""Stand-ins for what AWS chooses when it creates a resource: its ARN and addresses."""

from collections.abc import Mapping
from typing import Any

from homelab.offline import placeholders
from homelab.offline.functions import EXAMPLE_ACCOUNT

_GLOBAL = ("budgets", "cloudfront", "costexplorer", "iam", "route53")
"""Services without regions."""

_ID_PREFIXES: Mapping[str, str] = {
    "aws:ec2/securityGroup:SecurityGroup": "sg-",
    "aws:ec2/subnet:Subnet": "subnet-",
    "aws:ec2/vpc:Vpc": "vpc-",
}
"""Of ids that are a prefix and hexadecimal digits, as arguments are checked for it."""
_MASTER = {"masterUserSecrets": [{"secretArn": "arn:aws:secretsmanager:{region}:{account}:secret:rds!{id}"}]}
_OUTPUTS: Mapping[str, Mapping[str, Any]] = {
    "aws:acm/certificate:Certificate": {
        "domainValidationOptions": [
            {
                "domainName": "example.com",
                "resourceRecordName": "_{id}.example.com",
                "resourceRecordType": "CNAME",
                "resourceRecordValue": "_{id}.acm-validations.aws",
            }
        ]
    },
    "aws:apigatewayv2/api:Api": {
        "apiEndpoint": "https://{id}.execute-api.{region}.amazonaws.com",
        "executionArn": "arn:aws:execute-api:{region}:{account}:{id}",
    },
    "aws:apigatewayv2/domainName:DomainName": {
        "domainNameConfiguration": {
            "targetDomainName": "d-example.execute-api.{region}.amazonaws.com",
            "hostedZoneId": "Z0EXAMPLE",
        }
    },
    "aws:backup/vault:Vault": {"name": "{id}"},
    "aws:bedrock/guardrail:Guardrail": {
        "guardrailArn": "arn:aws:bedrock:{region}:{account}:guardrail/{id}",
        "guardrailId": "{id}",
    },
    "aws:bedrock/guardrailVersion:GuardrailVersion": {"version": "1"},
    "aws:bedrock/inferenceProfile:InferenceProfile": {
        "arn": "arn:aws:bedrock:{region}:{account}:application-inference-profile/{id}"
    },
    "aws:budgets/budget:Budget": {"name": "{id}"},
    "aws:cloudfront/distribution:Distribution": {
        "arn": "arn:aws:cloudfront::{account}:distribution/{id}",
        "domainName": "{id}.cloudfront.net",
        "hostedZoneId": "Z2FDTNDATAQYW2",
    },
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": {"name": "{id}"},
    "aws:cloudwatch/metricAlarm:MetricAlarm": {"name": "{id}"},
    "aws:cloudwatch/logGroup:LogGroup": {"arn": "arn:aws:logs:{region}:{account}:log-group:{id}"},
    "aws:docdb/cluster:Cluster": {
        **_MASTER,
        # DocumentDB's ARNs are those of RDS.
        "arn": "arn:aws:rds:{region}:{account}:cluster:{id}",
        "endpoint": "{id}.cluster-example.{region}.docdb.amazonaws.com",
    },
    "aws:dynamodb/table:Table": {"arn": "arn:aws:dynamodb:{region}:{account}:table/{id}", "name": "{id}"},
    "aws:eks/cluster:Cluster": {"vpcConfig": {"clusterSecurityGroupId": "sg-00000000"}},
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        "primaryEndpointAddress": "master.{id}.example.{region}.cache.amazonaws.com"
    },
    "aws:elasticache/serverlessCache:ServerlessCache": {
        "endpoints": [{"address": "{id}.serverless.{region}.cache.amazonaws.com", "port": 6379}]
    },
    "aws:iam/role:Role": {"name": "{id}"},
    "aws:kms/key:Key": {"arn": "arn:aws:kms:{region}:{account}:key/{id}"},
    "aws:lambda/alias:Alias": {
        "arn": "arn:aws:lambda:{region}:{account}:function:{id}",
        "invokeArn": "arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{id}/invocations",
    },
    "aws:lambda/function:Function": {"arn": "arn:aws:lambda:{region}:{account}:function:{id}", "version": "1"},
    "aws:lb/loadBalancer:LoadBalancer": {
        "arn": "arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/app/{id}/50dc6c495c0c9188",
        "arnSuffix": "app/{id}/50dc6c495c0c9188",
        "dnsName": "{id}.{region}.elb.amazonaws.com",
        "zoneId": "Z35SXDOTRQ7X7K",
    },
    "aws:lb/targetGroup:TargetGroup": {
        "arn": "arn:aws:elasticloadbalancing:{region}:{account}:targetgroup/{id}/73e2d6bc24d8a067",
        "arnSuffix": "targetgroup/{id}/73e2d6bc24d8a067",
    },
    "aws:opensearch/domain:Domain": {
        "arn": "arn:aws:es:{region}:{account}:domain/{id}",
        "endpoint": "search-{id}.{region}.es.amazonaws.com",
    },
    "aws:opensearch/serverlessCollection:ServerlessCollection": {
        "arn": "arn:aws:aoss:{region}:{account}:collection/{id}",
        "collectionEndpoint": "https://{id}.{region}.aoss.amazonaws.com",
    },
    "aws:rds/cluster:Cluster": {
        **_MASTER,
        "endpoint": "{id}.cluster-example.{region}.rds.amazonaws.com",
        "engineVersionActual": "17.9",
    },
    "aws:rds/instance:Instance": {
        **_MASTER,
        "address": "{id}.example.{region}.rds.amazonaws.com",
        "engineVersionActual": "17.9",
    },
    "aws:route53/record:Record": {"fqdn": "{id}.example.com"},
    "aws:s3/bucket:Bucket": {
        "arn": "arn:aws:s3:::{id}",
        "bucket": "{id}",
        "bucketRegionalDomainName": "{id}.s3.{region}.amazonaws.com",
    },
    "aws:s3/vectorsIndex:VectorsIndex": {"indexArn": "arn:aws:s3vectors:{region}:{account}:bucket/{id}/index/{id}"},
    "aws:secretsmanager/secret:Secret": {
        "arn": "arn:aws:secretsmanager:{region}:{account}:secret:{id}",
        "name": "{id}",
    },
    "aws:sqs/queue:Queue": {
        "name": "{id}",
        "url": "https://sqs.{region}.amazonaws.com/{account}/{id}",
    },
}
"""By type: outputs, in which ``{id}`` is the resource's id, ``{region}`` its region and ``{account}`` the account."""


def resource_id(type_: str, name: str, digest: str) -> str:
    """Id of a new resource, of AWS or not: with its name, unless it has a form of its own.

    :param digest: Hexadecimal digits.
    """
    return f"{_ID_PREFIXES[type_]}{digest}" if type_ in _ID_PREFIXES else f"{name}-{digest}"


def region_of(type_: str, region: str) -> str:
    """``region``, or empty if the type is not of AWS or its service has no regions."""
    return region if type_.startswith("aws:") and _service(type_) not in _GLOBAL else ""


def outputs(type_: str, id_: str, region: str) -> dict[str, Any]:
    """Outputs of a new resource of AWS, in addition to its inputs.

    :param region: In which it is created, also where its service has none.
    """
    service, kind = _service(type_), type_.split(":")[1].partition("/")[2]
    values = {"id": id_, "region": region, "account": EXAMPLE_ACCOUNT}
    resource = f"{kind}/{id_}" if service == "iam" else id_
    found = {"arn": f"arn:aws:{service}:{region_of(type_, region)}:{EXAMPLE_ACCOUNT}:{resource}"}
    if region_of(type_, region):
        found["region"] = region
    return {**found, **placeholders.filled(_OUTPUTS.get(type_, {}), values)}


def _service(type_: str) -> str:
    return type_.split(":")[1].partition("/")[0]
