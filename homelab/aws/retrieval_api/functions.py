"""The two functions: the API's and the ingestion's, with their roles and logs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from homelab.aws.account import Account
from homelab.aws.logs import create_log_group
from homelab.aws.policies import StatementArgs, policy, trust_policy
from homelab.aws.retrieval_api.function.settings import PREFIX
from homelab.aws.retrieval_api.vector_store import Placement

if TYPE_CHECKING:
    from pulumi_aws.lambda_ import FunctionVpcConfigArgsDict

RUNTIME = "python3.13"
ARCHITECTURE = "arm64"
TIMEOUT = 29
"""Seconds: one less than the gateway waits, so that it is the function that says what took too long."""
INGESTION_TIMEOUT = 300
MEMORY = 1024
CODE = Path(__file__).parent / "function"
MODULE = "homelab/aws/retrieval_api/function"
"""Where the code is deployed, which is where it is imported from."""
# Powertools for AWS Lambda with all its extras, published by AWS in each region. State of 2026-11-28.
LAYER = "arn:{partition}:lambda:{region}:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:27"


@dataclass(frozen=True)
class FunctionSettings:
    """A function, as it is deployed."""

    suffix: str
    """What its name ends with, and the handler in `function.handlers`."""
    memory: int
    timeout: int
    variables: Mapping[str, pulumi.Input[str]]
    """Values of `function.settings.Settings`."""
    layers: Sequence[pulumi.Input[str]] = ()
    vpc: "FunctionVpcConfigArgsDict | None" = None
    reserved_concurrency: int | None = None
    log_retention_days: int = 30
    kms_key_arn: pulumi.Input[str] | None = None


def create_role(place: Placement, suffix: str) -> aws.iam.Role:
    """Create a role that Lambda takes on for functions of this account."""
    return aws.iam.Role(
        f"{place.name}-{suffix}",
        assume_role_policy=trust_policy(
            {"Service": "lambda.amazonaws.com"},
            ["sts:AssumeRole"],
            {"StringEquals": {"aws:SourceAccount": place.account.id}},
        ),
        tags=place.tags,
        opts=place.own,
    )


def create_function(
    place: Placement, role: aws.iam.Role, statements: Sequence[StatementArgs], settings: FunctionSettings
) -> aws.lambda_.Function:
    """Create a function and its log group, and permit its role what it needs."""
    name = f"{place.name}-{settings.suffix}"
    function_name = pulumi.Output.concat(place.identifier, "-", settings.suffix)
    log_group = create_log_group(
        name,
        pulumi.Output.concat("/aws/lambda/", function_name),
        days=settings.log_retention_days,
        key=settings.kms_key_arn,
        tags=place.tags,
        region=place.region,
        opts=place.own,
    )
    permitted = aws.iam.RolePolicy(
        name,
        role=role.name,
        policy=policy([*statements, _writes_logs(log_group), *_traces(), *(_in_vpc() if settings.vpc else ())]),
        opts=place.own,
    )
    return aws.lambda_.Function(
        name,
        name=function_name,
        runtime=RUNTIME,
        architectures=[ARCHITECTURE],
        code=pulumi.AssetArchive({MODULE: pulumi.FileArchive(str(CODE))}),
        handler=f"{MODULE}/handlers.{settings.suffix}",
        layers=[_powertools(place.account), *settings.layers],
        role=role.arn,
        memory_size=settings.memory,
        timeout=settings.timeout,
        publish=True,
        environment={"variables": {f"{PREFIX}{key.upper()}": value for key, value in settings.variables.items()}},
        vpc_config=settings.vpc,
        reserved_concurrent_executions=settings.reserved_concurrency,
        tracing_config={"mode": "Active"},
        logging_config={
            "log_format": "JSON",
            "application_log_level": "INFO",
            "system_log_level": "WARN",
            "log_group": log_group.name,
        },
        region=place.region,
        tags=place.tags,
        # Without permissions, it could not be placed in a VPC, and its first requests would fail.
        opts=pulumi.ResourceOptions.merge(place.own, pulumi.ResourceOptions(depends_on=[permitted])),
    )


def _powertools(account: Account) -> pulumi.Output[str]:
    return pulumi.Output.format(LAYER, partition=account.partition, region=account.region)


def _writes_logs(log_group: aws.cloudwatch.LogGroup) -> StatementArgs:
    return {
        "sid": "Logs",
        "actions": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "resources": [pulumi.Output.concat(log_group.arn, ":*")],
    }


def _traces() -> list[StatementArgs]:
    # X-Ray has no resources to name.
    return [{"sid": "Traces", "actions": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "resources": ["*"]}]


def _in_vpc() -> list[StatementArgs]:
    # Lambda's own network interfaces: EC2 knows no resources for most of these actions.
    return [
        {
            "sid": "NetworkInterfaces",
            "actions": [
                "ec2:CreateNetworkInterface",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeSubnets",
                "ec2:DeleteNetworkInterface",
                "ec2:AssignPrivateIpAddresses",
                "ec2:UnassignPrivateIpAddresses",
            ],
            "resources": ["*"],
        }
    ]
