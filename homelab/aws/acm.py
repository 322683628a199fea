"""Certificates of ACM, which are validated in a hosted zone."""

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws


def create_certificate(
    name: str,
    domain: pulumi.Input[str],
    *,
    hosted_zone_id: pulumi.Input[str],
    region: str | None,
    tags: Mapping[str, pulumi.Input[str]],
    opts: pulumi.ResourceOptions,
) -> pulumi.Output[str]:
    """Create a certificate of one domain, and return its ARN once it is issued.

    :param region: Where it is used: us-east-1 for CloudFront. Default: the provider's.
    """
    (arn,) = create_certificates(
        name, domain, hosted_zone_id=hosted_zone_id, regions=[region], tags=tags, opts=opts
    ).values()
    return arn


def create_certificates(
    name: str,
    domain: pulumi.Input[str],
    *,
    hosted_zone_id: pulumi.Input[str],
    regions: Sequence[str | None],
    tags: Mapping[str, pulumi.Input[str]],
    opts: pulumi.ResourceOptions,
) -> dict[str | None, pulumi.Output[str]]:
    """Create a certificate of one domain in each region, and return their ARNs, each once it is issued.

    :param regions: None for the provider's.
    """
    names = {region: name if number == 0 else f"{name}-{region}" for number, region in enumerate(regions)}
    certificates = {
        region: aws.acm.Certificate(
            each, domain_name=domain, validation_method="DNS", region=region, tags=tags, opts=opts
        )
        for region, each in names.items()
    }
    # ACM requests the same record of a domain for every certificate in an account, whatever its region.
    first = next(iter(certificates.values()))
    record = _create_record(f"{name}-validation", hosted_zone_id, first, opts)
    return {
        region: aws.acm.CertificateValidation(
            names[region],
            certificate_arn=certificate.arn,
            validation_record_fqdns=[record.fqdn],
            region=region,
            opts=opts,
        ).certificate_arn
        for region, certificate in certificates.items()
    }


def _create_record(
    name: str, hosted_zone_id: pulumi.Input[str], certificate: aws.acm.Certificate, opts: pulumi.ResourceOptions
) -> aws.route53.Record:
    requested = certificate.domain_validation_options.apply(lambda found: found[0])
    return aws.route53.Record(
        name,
        zone_id=hosted_zone_id,
        name=requested.apply(lambda found: found.resource_record_name or ""),
        type=requested.apply(lambda found: found.resource_record_type or ""),
        records=[requested.apply(lambda found: found.resource_record_value or "")],
        ttl=300,
        # Another stack, such as that of a second region, may have created it.
        allow_overwrite=True,
        opts=opts,
    )
