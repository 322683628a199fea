"""Certificates of the domain: for the load balancer in its region, and for CloudFront in its own."""

import pulumi
import pulumi_aws as aws

from homelab.aws.component import AWSComponent
from homelab.aws.edge.args import GLOBAL_REGION, EdgeArgs, uses_cloudfront


class Certificates(AWSComponent):
    """Certificates that exist, or that ACM issues for a record in the hosted zone, and renews while it is there."""

    load_balancer_arn: pulumi.Input[str]
    """Certificate of the load balancer."""
    cloudfront_arn: pulumi.Input[str] | None
    """Certificate of CloudFront; None without it."""

    def __init__(self, name: str, args: EdgeArgs, opts: pulumi.ResourceOptions) -> None:
        super().__init__(name, args, opts)
        self._args = args
        self._record: aws.route53.Record | None = None
        existing = args.get("load_balancer", {}).get("certificate_arn")
        self.load_balancer_arn = existing or self._issue(name, self._region)
        self.cloudfront_arn = self._cloudfront() if uses_cloudfront(args) else None
        self.register_outputs({})

    def _cloudfront(self) -> pulumi.Input[str]:
        existing = self._args.get("cloudfront", {}).get("certificate_arn")
        if existing is not None:
            return existing
        if self._region == GLOBAL_REGION:
            return self.load_balancer_arn
        return self._issue(f"{self._name}-cloudfront", GLOBAL_REGION)

    def _issue(self, name: str, region: str | None) -> pulumi.Output[str]:
        """ARN of a new certificate, once it is issued."""
        certificate = aws.acm.Certificate(
            name,
            domain_name=self._args["domain"],
            validation_method="DNS",
            region=region,
            tags=self._tagged(name),
            opts=self._options(),
        )
        if self._record is None:
            # ACM asks for the same record for all certificates of a domain in an account, whatever their region.
            self._record = self._create_record(certificate)
        validation = aws.acm.CertificateValidation(
            name,
            certificate_arn=certificate.arn,
            validation_record_fqdns=[self._record.fqdn],
            region=region,
            opts=self._options(),
        )
        return validation.certificate_arn

    def _create_record(self, certificate: aws.acm.Certificate) -> aws.route53.Record:
        option = certificate.domain_validation_options[0]
        return aws.route53.Record(
            f"{self._name}-validation",
            zone_id=self._args.get("hosted_zone_id", ""),
            name=option.resource_record_name,
            type=option.resource_record_type,
            records=[option.resource_record_value],
            ttl=300,
            # Another stack, such as that of a second region, may have created it.
            allow_overwrite=True,
            opts=self._options(),
        )
