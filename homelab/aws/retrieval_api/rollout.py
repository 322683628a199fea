"""Which version answers: an alias with weights, or CodeDeploy that moves it."""

import pulumi
import pulumi_aws as aws

from homelab.aws.retrieval_api.args import CANARY_WEIGHT, RetrievalApiArgs
from homelab.aws.retrieval_api.placement import Placement
from homelab.aws.retrieval_api.roles import create_role

ALIAS = "live"
DEPLOYMENT = "CodeDeployDefault.LambdaCanary10Percent5Minutes"
_ROLE = "service-role/AWSCodeDeployRoleForLambdaLimited"


def create_alias(place: Placement, args: RetrievalApiArgs, function: aws.lambda_.Function) -> aws.lambda_.Alias:
    """Create the alias that the gateway invokes."""
    canary = args.get("canary")
    weights = {canary["version"]: canary.get("weight", CANARY_WEIGHT)} if canary else None
    # An update would take back what CodeDeploy has moved.
    moved = ["functionVersion", "routingConfig"] if args.get("code_deploy") else None
    alias = aws.lambda_.Alias(
        f"{place.name}-{ALIAS}",
        name=ALIAS,
        function_name=function.name,
        function_version=args.get("stable_version", function.version),
        routing_config={"additional_version_weights": weights} if weights else None,
        region=place.region,
        opts=pulumi.ResourceOptions.merge(place.own, pulumi.ResourceOptions(ignore_changes=moved)),
    )
    if provisioned := args.get("concurrency", {}).get("provisioned"):
        aws.lambda_.ProvisionedConcurrencyConfig(
            f"{place.name}-{ALIAS}",
            function_name=alias.function_name,
            qualifier=alias.name,
            provisioned_concurrent_executions=provisioned,
            region=place.region,
            opts=place.own,
        )
    return alias


def create_deployment_group(
    place: Placement, alarm_names: list[pulumi.Output[str]]
) -> tuple[aws.codedeploy.Application, aws.codedeploy.DeploymentGroup]:
    """Create what moves the alias when it is asked to, and moves it back if an alarm rings."""
    role = create_role(place, "deploy", "codedeploy")
    permitted = aws.iam.RolePolicyAttachment(
        f"{place.name}-deploy",
        role=role.name,
        policy_arn=pulumi.Output.concat("arn:", place.account.partition, ":iam::aws:policy/", _ROLE),
        opts=place.own,
    )
    application = aws.codedeploy.Application(
        place.name,
        name=place.identifier,
        compute_platform="Lambda",
        region=place.region,
        tags=place.tags,
        opts=place.own,
    )
    group = aws.codedeploy.DeploymentGroup(
        place.name,
        app_name=application.name,
        deployment_group_name=ALIAS,
        service_role_arn=role.arn,
        deployment_config_name=DEPLOYMENT,
        deployment_style={"deployment_option": "WITH_TRAFFIC_CONTROL", "deployment_type": "BLUE_GREEN"},
        auto_rollback_configuration={"enabled": True, "events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"]},
        alarm_configuration={"enabled": True, "alarms": alarm_names},
        region=place.region,
        tags=place.tags,
        opts=place.after(permitted),
    )
    return application, group
