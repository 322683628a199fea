"""The web application firewall, and its logs."""

import pulumi
import pulumi_aws as aws

from homelab.aws.component import GLOBAL_REGION, AWSComponent
from homelab.aws.edge.args import (
    AUTH_RATE_LIMIT,
    RATE_LIMIT,
    EdgeArgs,
    uses_cloudfront,
)
from homelab.aws.edge.firewall_rules import BODY_RULES, address_sets, firewall_rules, metrics
from homelab.aws.logs import DEFAULT_RETENTION_DAYS


class Firewall(AWSComponent):
    """A web ACL, for CloudFront or for a load balancer."""

    arn: pulumi.Output[str]
    """ARN of the web ACL."""
    metric_name: str
    """Its name in metrics."""

    def __init__(self, name: str, args: EdgeArgs, opts: pulumi.ResourceOptions) -> None:
        super().__init__(name, args, opts)
        self._args = args
        self._settings = args.get("firewall", {})
        self._scope = "CLOUDFRONT" if uses_cloudfront(args) else "REGIONAL"
        self._place = GLOBAL_REGION if uses_cloudfront(args) else self._region
        self.metric_name = name
        acl = self._create_acl(self._create_address_sets())
        self._log(acl)
        self.arn = acl.arn
        self.register_outputs({})

    def _create_address_sets(self) -> list[aws.wafv2.IpSet]:
        return [
            aws.wafv2.IpSet(
                f"{self._name}-{family.lower()}",
                scope=self._scope,
                ip_address_version=family,
                addresses=networks,
                region=self._place,
                tags=self._tagged(self._name),
                opts=self._options(),
            )
            for family, networks in address_sets(self._args.get("allow_from", [])).items()
        ]

    def _create_acl(self, allowed: list[aws.wafv2.IpSet]) -> aws.wafv2.WebAcl:
        return aws.wafv2.WebAcl(
            self._name,
            scope=self._scope,
            description="In front of LibreChat",
            default_action={"allow": {}},
            rules=firewall_rules(
                rate_limit=self._settings.get("rate_limit", RATE_LIMIT),
                auth_rate_limit=self._settings.get("auth_rate_limit", AUTH_RATE_LIMIT),
                counted={*BODY_RULES, *self._settings.get("count_rules", [])},
                allowed_sets=[each.arn for each in allowed],
            ),
            # What samples and logs are to hold of no request: sessions, codes of sign-in, and what users write.
            data_protection_config={
                "data_protections": [
                    {
                        "action": "SUBSTITUTION",
                        "field": {"field_type": "SINGLE_HEADER", "field_keys": ["authorization", "cookie"]},
                    },
                    {"action": "SUBSTITUTION", "field": {"field_type": "QUERY_STRING"}},
                    {"action": "SUBSTITUTION", "field": {"field_type": "BODY"}},
                ]
            },
            visibility_config=metrics(self.metric_name),
            region=self._place,
            tags=self._tagged(self._name),
            opts=self._options(),
        )

    def _log(self, acl: aws.wafv2.WebAcl) -> None:
        group = aws.cloudwatch.LogGroup(
            f"{self._name}-firewall",
            # The firewall writes into groups with this prefix alone.
            name_prefix=f"aws-waf-logs-{self._name}-",
            retention_in_days=self._settings.get("log_retention_days", DEFAULT_RETENTION_DAYS),
            region=self._place,
            tags=self._tagged(self._name),
            opts=self._options(),
        )
        aws.wafv2.WebAclLoggingConfiguration(
            self._name,
            resource_arn=acl.arn,
            log_destination_configs=[group.arn],
            logging_filter={
                "default_behavior": "DROP",
                "filters": [
                    {
                        "behavior": "KEEP",
                        "requirement": "MEETS_ANY",
                        "conditions": [
                            {"action_condition": {"action": action}}
                            for action in ("BLOCK", "COUNT", "EXCLUDED_AS_COUNT")
                        ],
                    }
                ],
            },
            region=self._place,
            opts=self._options(),
        )
