"""A distribution of CloudFront for the files of a bucket, which answers signed requests only."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws
import pulumi_tls as tls

from homelab.arguments import Rule, constrain, rules
from homelab.arguments.constraints import DOMAIN, matching
from homelab.aws.acm import create_certificate
from homelab.aws.component import ARN, GLOBAL_REGION, AWSArgs, AWSComponent
from homelab.components.librechat.storage.cloudfront import CloudFrontArgs
from homelab.librechat_config.types import LibreChatConfig

if TYPE_CHECKING:
    from pulumi_aws.cloudfront import DistributionOriginGroupArgsDict

_CDN_ZONE = "Z2FDTNDATAQYW2"
"""Hosted zone of all distributions, for alias records."""
_REGISTRY = re.compile(r"(ac|co|com|edu|go|gob|gouv|gov|ne|net|or|org)\.[a-z]{2}")
"""Parents under which everybody can register a name, for which browsers accept no cookies."""


def shared_domain(one: str, other: str) -> str | None:
    """Domain that both names are in, or are, for which browsers accept cookies; None if there is none."""
    labels: list[str] = []
    for own, others in zip(reversed(one.split(".")), reversed(other.split(".")), strict=False):
        if own != others:
            break
        labels.insert(0, own)
    shared = ".".join(labels)
    return shared if len(labels) > 1 and not _REGISTRY.fullmatch(shared) else None


def page_origin(domain: str) -> str:
    """What browsers call the pages of a domain when these read files from elsewhere."""
    # kubectl port-forward: without encryption, and at any port.
    return "http://localhost:*" if domain == "localhost" else f"https://{domain}"


def _domain_is_certified(group: Mapping[str, Any]) -> Iterable[str]:
    if "hosted_zone_id" not in group and "certificate_arn" not in group:
        yield "missing argument: hosted_zone_id, in which a certificate is validated, or certificate_arn"


@rules(Rule(("hosted_zone_id", "certificate_arn"), _domain_is_certified))
@constrain(
    domain=DOMAIN,
    hosted_zone_id=matching(r"Z[A-Z0-9]{1,31}", "the id of a hosted zone such as 'Z0123456789ABCDEFGHIJ'"),
    certificate_arn=matching(
        rf"arn:aws[a-z-]*:acm:{GLOBAL_REGION}:[0-9]{{12}}:certificate/\S+",
        f"the ARN of a certificate of ACM in {GLOBAL_REGION}, the only region that CloudFront reads",
    ),
    log_bucket_arn=ARN,
)
class FileDistributionArgs(TypedDict):
    """A distribution of CloudFront."""

    domain: str
    """Domain name of the files, such as ``files.example.com``. It and the chat's have the same parent domain, which
    their cookies are for."""
    hosted_zone_id: NotRequired[pulumi.Input[str]]
    """Hosted zone of Route 53 for the domain's records. Default: none; point the domain at ``distribution_domain``."""
    certificate_arn: NotRequired[pulumi.Input[str]]
    """Certificate of the domain, in us-east-1. Default: one is created, and validated in the hosted zone."""
    log_bucket_arn: NotRequired[pulumi.Input[str]]
    """Bucket for logs of all requests. Default: none; requests are not logged."""


class FileDistribution(AWSComponent):
    """A distribution that people get files through, with cookies or URLs that LibreChat has signed."""

    settings: CloudFrontArgs
    """For ``storage.cloudfront`` of LibreChat."""
    librechat_config: LibreChatConfig
    """For ``config`` of LibreChat."""
    ready: list[pulumi.CustomResource]
    """What must exist before people can get files."""

    def __init__(
        self,
        name: str,
        args: FileDistributionArgs,
        base: AWSArgs,
        *,
        buckets: Sequence[aws.s3.Bucket],
        chat: str,
        opts: pulumi.ResourceOptions,
    ) -> None:
        """Create the distribution.

        :param base: Tags and deletion, as of the bucket.
        :param buckets: The bucket, and perhaps a replica, for what the bucket does not answer.
        :param chat: Domain name of the chat.
        """
        super().__init__(name, base, opts)
        private_key = tls.PrivateKey(name, algorithm="RSA", rsa_bits=2048, opts=self._options())
        public_key = aws.cloudfront.PublicKey(name, encoded_key=private_key.public_key_pem, opts=self._options())
        key_group = aws.cloudfront.KeyGroup(name, items=[public_key.id], opts=self._options())
        certificate_arn = args.get("certificate_arn") or self._create_certificate(args)
        headers = self._create_headers(page_origin(chat))
        self.distribution = self._create_distribution(args["domain"], buckets, key_group, certificate_arn, headers)
        records = self._create_records(args, self.distribution)
        if "log_bucket_arn" in args:
            _log_requests(name, self.distribution, args["log_bucket_arn"], self._tagged(name), self._options())

        self.settings = {
            "domain": f"https://{args['domain']}",
            "key_pair_id": public_key.id,
            "private_key": private_key.private_key_pem,
        }
        self.librechat_config = self._librechat_config(args["domain"], chat)
        self.ready = [self.distribution, *records]
        self.register_outputs({"distribution_id": self.distribution.id})

    def _librechat_config(self, domain: str, chat: str) -> LibreChatConfig:
        return {
            "cloudfront": {
                "domain": f"https://{domain}",
                "imageSigning": "cookies",
                "cookieDomain": f".{shared_domain(domain, chat)}",
                "requireSignedAccess": True,
                "distributionId": self.distribution.id,
                "invalidateOnDelete": True,
            }
        }

    def _create_certificate(self, args: FileDistributionArgs) -> pulumi.Output[str]:
        return create_certificate(
            self._name,
            args["domain"],
            hosted_zone_id=args.get("hosted_zone_id", ""),
            region=GLOBAL_REGION,
            tags=self._tagged(self._name),
            opts=self._options(),
        )

    def _create_cache_policy(self) -> aws.cloudfront.CachePolicy:
        return aws.cloudfront.CachePolicy(
            self._name,
            comment="Files, and the names they are downloaded by",
            min_ttl=0,
            default_ttl=86400,
            max_ttl=31536000,
            parameters_in_cache_key_and_forwarded_to_origin={
                "cookies_config": {"cookie_behavior": "none"},
                "headers_config": {"header_behavior": "none"},
                # As a part of the key: an answer for one download is not that for another.
                "query_strings_config": {
                    "query_string_behavior": "whitelist",
                    "query_strings": {"items": ["response-content-disposition", "response-content-type"]},
                },
                "enable_accept_encoding_brotli": True,
                "enable_accept_encoding_gzip": True,
            },
            opts=self._options(),
        )

    def _create_headers(self, reader: str) -> aws.cloudfront.ResponseHeadersPolicy:
        return aws.cloudfront.ResponseHeadersPolicy(
            self._name,
            comment="Files are read by the chat, and run no scripts",
            cors_config={
                "access_control_allow_credentials": True,
                "access_control_allow_headers": {"items": ["Range"]},
                "access_control_allow_methods": {"items": ["GET", "HEAD"]},
                "access_control_allow_origins": {"items": [reader]},
                "access_control_max_age_sec": 3000,
                "origin_override": True,
            },
            security_headers_config={
                "content_security_policy": {"content_security_policy": "default-src 'none'", "override": True},
                "content_type_options": {"override": True},
                "referrer_policy": {"referrer_policy": "same-origin", "override": True},
                "strict_transport_security": {"access_control_max_age_sec": 31536000, "override": True},
            },
            opts=self._options(),
        )

    def _create_distribution(
        self,
        domain: str,
        buckets: Sequence[aws.s3.Bucket],
        key_group: aws.cloudfront.KeyGroup,
        certificate_arn: pulumi.Input[str],
        headers: aws.cloudfront.ResponseHeadersPolicy,
    ) -> aws.cloudfront.Distribution:
        access = aws.cloudfront.OriginAccessControl(
            self._name,
            description=f"Files for {domain}",
            origin_access_control_origin_type="s3",
            signing_behavior="always",
            signing_protocol="sigv4",
            opts=self._options(),
        )
        return aws.cloudfront.Distribution(
            self._name,
            aliases=[domain],
            comment=f"Files for {domain}",
            enabled=True,
            http_version="http2and3",
            is_ipv6_enabled=True,
            origins=[
                {
                    "origin_id": f"bucket-{number}",
                    "domain_name": bucket.bucket_regional_domain_name,
                    "origin_access_control_id": access.id,
                }
                for number, bucket in enumerate(buckets)
            ],
            origin_groups=_failover() if len(buckets) > 1 else None,
            default_cache_behavior={
                "target_origin_id": "buckets" if len(buckets) > 1 else "bucket-0",
                "allowed_methods": ["GET", "HEAD"],
                "cached_methods": ["GET", "HEAD"],
                "viewer_protocol_policy": "redirect-to-https",
                "compress": True,
                "cache_policy_id": self._create_cache_policy().id,
                "response_headers_policy_id": headers.id,
                "trusted_key_groups": [key_group.id],
            },
            restrictions={"geo_restriction": {"restriction_type": "none"}},
            viewer_certificate={
                "acm_certificate_arn": certificate_arn,
                "ssl_support_method": "sni-only",
                "minimum_protocol_version": "TLSv1.2_2021",
            },
            tags=self._tagged(self._name),
            opts=self._options(),
        )

    def _create_records(
        self, args: FileDistributionArgs, distribution: aws.cloudfront.Distribution
    ) -> list[aws.route53.Record]:
        if "hosted_zone_id" not in args:
            return []
        return [
            aws.route53.Record(
                f"{self._name}-{kind.lower()}",
                zone_id=args["hosted_zone_id"],
                name=args["domain"],
                type=kind,
                aliases=[{"name": distribution.domain_name, "zone_id": _CDN_ZONE, "evaluate_target_health": False}],
                opts=self._options(),
            )
            for kind in ("A", "AAAA")
        ]


def _log_requests(
    name: str,
    distribution: aws.cloudfront.Distribution,
    bucket_arn: pulumi.Input[str],
    tags: Mapping[str, pulumi.Input[str]],
    opts: pulumi.ResourceOptions,
) -> None:
    source = aws.cloudwatch.LogDeliverySource(
        name, log_type="ACCESS_LOGS", resource_arn=distribution.arn, region=GLOBAL_REGION, tags=tags, opts=opts
    )
    destination = aws.cloudwatch.LogDeliveryDestination(
        name,
        delivery_destination_configuration={"destination_resource_arn": bucket_arn},
        output_format="json",
        region=GLOBAL_REGION,
        tags=tags,
        opts=opts,
    )
    aws.cloudwatch.LogDelivery(
        name,
        delivery_source_name=source.name,
        delivery_destination_arn=destination.arn,
        region=GLOBAL_REGION,
        tags=tags,
        opts=opts,
    )


def _failover() -> "list[DistributionOriginGroupArgsDict]":
    """The replica answers what the bucket does not: while its region fails, and files that were uploaded meanwhile."""
    return [
        {
            "origin_id": "buckets",
            # S3 answers 403 for what is not there to those who may not list.
            "failover_criteria": {"status_codes": [403, 404, 500, 502, 503, 504]},
            "members": [{"origin_id": "bucket-0"}, {"origin_id": "bucket-1"}],
        }
    ]
