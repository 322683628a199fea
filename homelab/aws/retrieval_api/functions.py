"""The two functions: the API's and the ingestion's, with their logs and permissions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pulumi
import pulumi_aws as aws

from homelab.aws.account import Account
from homelab.aws.logs import DEFAULT_RETENTION_DAYS, create_log_group
from homelab.aws.policies import StatementArgs, policy
from homelab.aws.retrieval_api.args import RetrievalApiArgs
from homelab.aws.retrieval_api.backends import Backends, api_statements, ingestion_statements, settings
from homelab.aws.retrieval_api.documents import INGESTION_TIMEOUT
from homelab.aws.retrieval_api.function.settings import PREFIX
from homelab.aws.retrieval_api.placement import Placement
from homelab.aws.retrieval_api.roles import API, INGESTION, Roles

RUNTIME = "python3.13"
ARCHITECTURE = "arm64"
TIMEOUT = 29
"""Seconds: one less than the gateway waits, so that it is the function that says what took too long."""
MEMORY = 1024
CODE = Path(__file__).parent / "function"
MODULE = "homelab/aws/retrieval_api/function"
"""Where the code is deployed, which is where it is imported from."""
# Powertools for AWS Lambda with all its extras, published by AWS in each region. State of 2026-11-28.
LAYER = "arn:{partition}:lambda:{region}:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:27"


@dataclass(frozen=True)
class _Function:
    """What the two functions differ in."""

    suffix: str
    """What its name ends with, and its handler in `function.handlers`."""
    role: aws.iam.Role
    timeout: int
    statements: Sequence[StatementArgs]
    layers: Sequence[pulumi.Input[str]] = ()
    reserved_concurrency: int | None = None


def create_functions(
    place: Placement, args: RetrievalApiArgs, backends: Backends, roles: Roles
) -> tuple[aws.lambda_.Function, aws.lambda_.Function]:
    """Create the API's function and the ingestion's."""
    reserved = args.get("concurrency", {}).get("reserved")
    api = _Function(API, roles.api, TIMEOUT, api_statements(place, args, backends), reserved_concurrency=reserved)
    ingestion = _Function(
        INGESTION,
        roles.ingestion,
        INGESTION_TIMEOUT,
        ingestion_statements(place, backends),
        layers=args.get("layer_arns", []),
    )
    return _create(place, args, backends, api), _create(place, args, backends, ingestion)


def code() -> pulumi.AssetArchive:
    """The functions' code: its modules alone, as what Python compiles beside them would make it another one."""
    modules = sorted(path for path in CODE.rglob("*.py"))
    return pulumi.AssetArchive(
        {f"{MODULE}/{path.relative_to(CODE).as_posix()}": pulumi.FileAsset(str(path)) for path in modules}
    )


def _create(place: Placement, args: RetrievalApiArgs, backends: Backends, function: _Function) -> aws.lambda_.Function:
    name = f"{place.name}-{function.suffix}"
    function_name = pulumi.Output.concat(place.identifier, "-", function.suffix)
    log_group = create_log_group(
        name,
        pulumi.Output.concat("/aws/lambda/", function_name),
        days=args.get("log_retention_days", DEFAULT_RETENTION_DAYS),
        key=place.kms_key_arn,
        tags=place.tags,
        region=place.region,
        opts=place.own,
    )
    in_vpc = _network_interfaces(place.account) if backends.store.vpc else []
    permitted = aws.iam.RolePolicy(
        name,
        role=function.role.name,
        policy=policy([*function.statements, _writes_logs(log_group), *_TRACES, *in_vpc]),
        opts=place.own,
    )
    return aws.lambda_.Function(
        name,
        name=function_name,
        runtime=RUNTIME,
        architectures=[ARCHITECTURE],
        code=code(),
        handler=f"{MODULE}/handlers.{function.suffix}",
        layers=[_powertools(place.account), *function.layers],
        role=function.role.arn,
        memory_size=args.get("memory", MEMORY),
        timeout=function.timeout,
        publish=True,
        environment={"variables": _environment(settings(args, backends))},
        vpc_config=backends.store.vpc,
        reserved_concurrent_executions=function.reserved_concurrency,
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
        opts=place.after(permitted),
    )


def _environment(values: Mapping[str, pulumi.Input[str]]) -> dict[str, pulumi.Input[str]]:
    return {f"{PREFIX}{name.upper()}": value for name, value in values.items()}


def _powertools(account: Account) -> pulumi.Output[str]:
    return pulumi.Output.format(LAYER, partition=account.partition, region=account.region)


def _writes_logs(log_group: aws.cloudwatch.LogGroup) -> StatementArgs:
    return {
        "sid": "Logs",
        "actions": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "resources": [pulumi.Output.concat(log_group.arn, ":*")],
    }


# X-Ray has no resources to name.
_TRACES: Sequence[StatementArgs] = (
    {"sid": "Traces", "actions": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "resources": ["*"]},
)


def _network_interfaces(account: Account) -> list[StatementArgs]:
    """What Lambda does on behalf of a function in a VPC."""
    return [
        {
            "sid": "NetworkInterfaces",
            "actions": [
                *("ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"),
                *("ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"),
            ],
            # It checks that the role may delete any of them, before there is one.
            "resources": [account.arn("ec2", "*/*")],
        },
        {
            "sid": "FindNetworkInterfaces",
            "actions": ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
            "resources": ["*"],
        },
    ]
