"""CloudFront in front of an internal load balancer."""

from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from homelab.aws.account import current_account
from homelab.aws.component import GLOBAL_REGION, AWSComponent
from homelab.aws.edge.args import READ_TIMEOUT, EdgeArgs, PriceClass
from homelab.aws.edge.load_balancer import LoadBalancer

if TYPE_CHECKING:
    from pulumi_aws.cloudfront import (
        DistributionCustomErrorResponseArgsDict,
        DistributionDefaultCacheBehaviorArgsDict,
        DistributionOrderedCacheBehaviorArgsDict,
    )

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3"
"""AWS's own policies, which have the same ids everywhere: this one sends all headers, with Host, cookies and query."""
KEEP_ALIVE = 60
TLS_POLICY = "TLSv1.2_2021"
_ORIGIN = "load-balancer"
_ASSETS = "/assets/*"
_CACHED_ERRORS = (400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504)
_LOGGED = (
    *("date", "time", "x-edge-location", "c-ip", "cs-method", "cs(Host)", "cs-uri-stem", "sc-status", "sc-bytes"),
    *("cs-bytes", "time-taken", "time-to-first-byte", "x-edge-result-type", "x-edge-detailed-result-type"),
    *("x-edge-request-id", "cs-protocol", "cs-protocol-version", "ssl-protocol", "ssl-cipher", "cs(User-Agent)"),
)
"""Fields of access logs: without query strings and cookies, which hold codes of sign-in and sessions."""


class Distribution(AWSComponent):
    """A distribution that caches nothing but LibreChat's own files, which have their version in their names."""

    def __init__(
        self,
        name: str,
        args: EdgeArgs,
        *,
        load_balancer: LoadBalancer,
        certificate_arn: pulumi.Input[str],
        web_acl_arn: pulumi.Input[str] | None,
        opts: pulumi.ResourceOptions,
    ) -> None:
        super().__init__(name, args, opts)
        self._args = args
        origin = self._create_origin(load_balancer)
        self.distribution = self._create_distribution(origin, load_balancer.balancer, certificate_arn, web_acl_arn)
        if "access_logs" in args:
            self._log(args["access_logs"]["bucket"])
        self.register_outputs({})

    def _create_origin(self, load_balancer: LoadBalancer) -> aws.cloudfront.VpcOrigin:
        return aws.cloudfront.VpcOrigin(
            self._name,
            vpc_origin_endpoint_config={
                "name": self._name,
                "arn": load_balancer.balancer.arn,
                "http_port": 80,
                "https_port": 443,
                "origin_protocol_policy": "https-only",
                "origin_ssl_protocols": {"items": ["TLSv1.2"], "quantity": 1},
            },
            tags=self._tagged(self._name),
            opts=self._options(depends_on=load_balancer.ready),
        )

    def _create_distribution(
        self,
        origin: aws.cloudfront.VpcOrigin,
        load_balancer: aws.lb.LoadBalancer,
        certificate_arn: pulumi.Input[str],
        web_acl_arn: pulumi.Input[str] | None,
    ) -> aws.cloudfront.Distribution:
        settings = self._args.get("cloudfront", {})
        return aws.cloudfront.Distribution(
            self._name,
            aliases=[self._args["domain"]],
            comment=f"LibreChat: {self._name}",
            enabled=True,
            http_version="http2and3",
            is_ipv6_enabled=True,
            price_class=PriceClass(settings.get("price_class", PriceClass.NEAREST)).value,
            web_acl_id=web_acl_arn,
            origins=[
                {
                    "origin_id": _ORIGIN,
                    "domain_name": load_balancer.dns_name,
                    "vpc_origin_config": {
                        "vpc_origin_id": origin.id,
                        "origin_read_timeout": settings.get("read_timeout", READ_TIMEOUT),
                        "origin_keepalive_timeout": KEEP_ALIVE,
                    },
                }
            ],
            default_cache_behavior=_default_behavior(),
            ordered_cache_behaviors=[_assets_behavior()],
            custom_error_responses=_uncached_errors(),
            viewer_certificate={
                "acm_certificate_arn": certificate_arn,
                "ssl_support_method": "sni-only",
                "minimum_protocol_version": TLS_POLICY,
            },
            restrictions={"geo_restriction": {"restriction_type": "none"}},
            tags=self._tagged(self._name),
            opts=self._options(),
        )

    def _log(self, bucket: pulumi.Input[str]) -> None:
        # CloudFront's log deliveries are configured in one region, wherever the bucket is.
        source = aws.cloudwatch.LogDeliverySource(
            self._name,
            log_type="ACCESS_LOGS",
            resource_arn=self.distribution.arn,
            region=GLOBAL_REGION,
            tags=self._tagged(self._name),
            opts=self._options(),
        )
        partition = current_account(self, self._region).partition
        destination = aws.cloudwatch.LogDeliveryDestination(
            self._name,
            output_format="json",
            delivery_destination_configuration={
                "destination_resource_arn": pulumi.Output.concat("arn:", partition, ":s3:::", bucket)
            },
            region=GLOBAL_REGION,
            tags=self._tagged(self._name),
            opts=self._options(),
        )
        aws.cloudwatch.LogDelivery(
            self._name,
            delivery_source_name=source.name,
            delivery_destination_arn=destination.arn,
            record_fields=[*_LOGGED],
            region=GLOBAL_REGION,
            tags=self._tagged(self._name),
            opts=self._options(),
        )


def _default_behavior() -> "DistributionDefaultCacheBehaviorArgsDict":
    return {
        "target_origin_id": _ORIGIN,
        "viewer_protocol_policy": "redirect-to-https",
        "allowed_methods": ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
        "cached_methods": ["GET", "HEAD"],
        "cache_policy_id": CACHING_DISABLED,
        "origin_request_policy_id": ALL_VIEWER,
        # What is compressed is collected first, and answers are to arrive word by word.
        "compress": False,
    }


def _assets_behavior() -> "DistributionOrderedCacheBehaviorArgsDict":
    return {
        "path_pattern": _ASSETS,
        "target_origin_id": _ORIGIN,
        "viewer_protocol_policy": "redirect-to-https",
        "allowed_methods": ["GET", "HEAD", "OPTIONS"],
        "cached_methods": ["GET", "HEAD"],
        "cache_policy_id": CACHING_OPTIMIZED,
        # The load balancer's certificate is for the domain in Host, and not for its own name.
        "origin_request_policy_id": ALL_VIEWER,
        "compress": True,
    }


def _uncached_errors() -> "list[DistributionCustomErrorResponseArgsDict]":
    """Errors are kept for ten seconds otherwise, for all users, even where nothing else is cached."""
    return [{"error_code": code, "error_caching_min_ttl": 0} for code in _CACHED_ERRORS]
