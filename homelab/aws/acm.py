"""Certificates of ACM, which are validated in a hosted zone."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws


def create_certificate(
    name: str,
    domain: str,
    *,
    hosted_zone_id: pulumi.Input[str],
    region: str | None,
    tags: Mapping[str, pulumi.Input[str]],
    opts: pulumi.ResourceOptions,
) -> pulumi.Output[str]:
    """Create a certificate of one domain, and return its ARN once it is issued.

    :param region: Where it is used: us-east-1 for CloudFront. Default: the provider's.
    """
    certificate = aws.acm.Certificate(
        name, domain_name=domain, validation_method="DNS", region=region, tags=tags, opts=opts
    )
    requested = certificate.domain_validation_options.apply(lambda found: found[0])
    record = aws.route53.Record(
        f"{name}-validation",
        zone_id=hosted_zone_id,
        name=requested.apply(lambda found: found.resource_record_name or ""),
        type=requested.apply(lambda found: found.resource_record_type or ""),
        records=[requested.apply(lambda found: found.resource_record_value or "")],
        ttl=300,
        # ACM requests the same record of a domain for every certificate.
        allow_overwrite=True,
        opts=opts,
    )
    validation = aws.acm.CertificateValidation(
        name, certificate_arn=certificate.arn, validation_record_fqdns=[record.fqdn], region=region, opts=opts
    )
    return validation.certificate_arn
