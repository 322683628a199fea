"""Certificates of the domain: for the load balancer in its region, and for CloudFront in its own."""

import pulumi

from homelab.aws.acm import create_certificates
from homelab.aws.component import GLOBAL_REGION, AWSComponent
from homelab.aws.edge.args import EdgeArgs, uses_cloudfront


class Certificates(AWSComponent):
    """Certificates that exist, or that ACM issues for a record in the hosted zone, and renews while it is there."""

    load_balancer_arn: pulumi.Input[str]
    """Certificate of the load balancer."""
    cloudfront_arn: pulumi.Input[str] | None
    """Certificate of CloudFront; None without it."""

    def __init__(self, name: str, args: EdgeArgs, opts: pulumi.ResourceOptions) -> None:
        super().__init__(name, args, opts)
        existing = _existing(args)
        regions = {"load_balancer": self._region, **({"cloudfront": GLOBAL_REGION} if uses_cloudfront(args) else {})}
        missing = {user: region for user, region in regions.items() if user not in existing}
        issued = self._issue(args, missing)
        arns = {**existing, **issued}
        self.load_balancer_arn = arns["load_balancer"]
        self.cloudfront_arn = arns["cloudfront"] if uses_cloudfront(args) else None
        self.register_outputs({})

    def _issue(self, args: EdgeArgs, regions: dict[str, str | None]) -> dict[str, pulumi.Output[str]]:
        """ARNs by user: one certificate for all users in a region."""
        if not regions:
            return {}
        issued = create_certificates(
            self._name,
            args["domain"],
            hosted_zone_id=args.get("hosted_zone_id", ""),
            regions=[*dict.fromkeys(regions.values())],
            tags=self._tagged(self._name),
            opts=self._options(),
        )
        return {user: issued[region] for user, region in regions.items()}


def _existing(args: EdgeArgs) -> dict[str, pulumi.Input[str]]:
    found = {
        "load_balancer": args.get("load_balancer", {}).get("certificate_arn"),
        "cloudfront": args.get("cloudfront", {}).get("certificate_arn"),
    }
    return {user: arn for user, arn in found.items() if arn is not None}
