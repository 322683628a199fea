"""Answers from documents, for production: OpenSearch in a VPC, tokens of an identity provider, alarms and a budget.

A rollout is two plain updates. The names of versions are in the stack's configuration:

    pulumi config set stable_version 6; pulumi config set canary_version 7; pulumi up      # a tenth of the requests
    pulumi config rm stable_version; pulumi config rm canary_version; pulumi up            # all, after five minutes
    pulumi config rm canary_version; pulumi up                                             # or back

What a canary cannot try, such as another store, is changed as in ../retrieval-api-blue-green; ../retrieval-api-regions
has the same documents in two regions. Names of hosts and buckets are each stack's own then.
"""

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx

from homelab.aws import Monitoring, RetrievalApi, RetrievalApiArgs, StoreKind

config = pulumi.Config()
region = pulumi.Config("aws").require("region")
operators = ["ops@example.com"]

vpc = awsx.ec2.Vpc(
    "docs",
    number_of_availability_zones=2,
    # The functions call Bedrock, SQS and CloudWatch; interface endpoints are the way without NAT.
    nat_gateways={"strategy": awsx.ec2.NatGatewayStrategy.ONE_PER_AZ},
)
subnets: list[pulumi.Input[str]] = [vpc.private_subnet_ids[number] for number in range(2)]
monitoring = Monitoring("docs", {"region": region, "emails": operators, "bucket": "example-docs", "costs": True})

args: RetrievalApiArgs = {
    "region": region,
    "tags": {"app": "docs"},
    "bucket": "example-docs",
    "store": {
        "kind": StoreKind.DOMAIN,
        "instance_type": "r7g.large.search",
        "instance_count": 2,
        "volume_gb": 50,
        "vpc_id": vpc.vpc_id,
        "subnet_ids": subnets,
    },
    "authorization": {
        "jwt": {
            "issuer": "https://login.example.com",
            "audiences": ["docs"],
            "write_scopes": ["docs/write"],
        }
    },
    "domain": {
        "name": "docs.example.com",
        "hosted_zone_id": aws.route53.get_zone_output(name="example.com").zone_id,
    },
    "throttling": {"rate": 20, "burst": 40, "per_client": 60},
    "cors_origins": ["https://www.example.com"],
    "concurrency": {"reserved": 100, "provisioned": 2},
    "cache": {"ttl": 3600},
    "log_retention_days": 90,
    "alarm_topic_arns": [monitoring.topic_arn],
    "budget": {"amount": 4000, "tag": "app", "emails": operators},
    "audit_documents": True,
}
if stable := config.get("stable_version"):
    args["stable_version"] = stable
if canary := config.get("canary_version"):
    args["canary"] = {"version": canary}

docs = RetrievalApi("docs", args)
pulumi.export("url", docs.url)
pulumi.export("bucket", docs.bucket)
pulumi.export("published_version", docs.published_version)
pulumi.export("dashboard", docs.dashboard_name)
