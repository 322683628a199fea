"""A domain name of one's own in front of the API."""

import pulumi
import pulumi_aws as aws

from homelab.aws.acm import create_certificate
from homelab.aws.retrieval_api.args import DomainNameArgs
from homelab.aws.retrieval_api.placement import Placement


def create_domain_name(place: Placement, args: DomainNameArgs, stage: aws.apigatewayv2.Stage) -> pulumi.Output[str]:
    """Create the name with its certificate and addresses, and return the API's URL."""
    certificate = args.get("certificate_arn") or create_certificate(
        place.name,
        args["name"],
        hosted_zone_id=args["hosted_zone_id"],
        region=place.region,
        tags=place.tags,
        opts=place.own,
    )
    domain = aws.apigatewayv2.DomainName(
        place.name,
        domain_name=args["name"],
        domain_name_configuration={
            "certificate_arn": certificate,
            "endpoint_type": "REGIONAL",
            "security_policy": "TLS_1_2",
            "ip_address_type": "dualstack",
        },
        region=place.region,
        tags=place.tags,
        opts=place.own,
    )
    mapping = aws.apigatewayv2.ApiMapping(
        place.name,
        api_id=stage.api_id,
        domain_name=domain.id,
        stage=stage.name,
        region=place.region,
        opts=place.own,
    )
    for kind in ("A", "AAAA"):
        aws.route53.Record(
            f"{place.name}-{kind.lower()}",
            zone_id=args["hosted_zone_id"],
            name=args["name"],
            type=kind,
            aliases=[
                {
                    "name": domain.domain_name_configuration.target_domain_name.apply(lambda name: name or ""),
                    "zone_id": domain.domain_name_configuration.hosted_zone_id.apply(lambda zone: zone or ""),
                    "evaluate_target_health": False,
                }
            ],
            opts=place.after(mapping),
        )
    return pulumi.Output.from_input(f"https://{args['name']}")
