"""The account and region that a program deploys to, as parts of ARNs."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from homelab.kubernetes import apply


@dataclass(frozen=True)
class Account:
    """Partition, account and region, known when the provider is."""

    partition: pulumi.Output[str]
    """``aws``, ``aws-cn`` or ``aws-us-gov``."""
    id: pulumi.Output[str]
    """Twelve digits."""
    region: pulumi.Input[str]
    dns_suffix: pulumi.Output[str]
    """``amazonaws.com``, or another partition's."""

    def arn(self, service: str, resource: pulumi.Input[str], *, is_global: bool = False) -> pulumi.Output[str]:
        """ARN of a resource of this account.

        :param is_global: Whether the service has no regions, as IAM and CloudFront.
        """
        return pulumi.Output.concat(
            "arn:", self.partition, f":{service}:", "" if is_global else self.region, ":", self.id, ":", resource
        )

    def host(self, service: str) -> pulumi.Output[str]:
        """Name of a service in this region, by which policies name it."""
        return pulumi.Output.concat(service, ".", self.region, ".", self.dns_suffix)


def current_account(component: pulumi.ComponentResource, region: str | None) -> Account:
    """The account of the component's provider.

    :param region: Default: the provider's.
    """
    options = pulumi.InvokeOutputOptions(parent=component)
    own_region = region or apply(lambda found: found.region, aws.get_region_output(opts=options))
    partition = aws.get_partition_output(opts=options)
    return Account(
        partition=partition.partition,
        id=aws.get_caller_identity_output(opts=options).account_id,
        region=own_region,
        dns_suffix=partition.dns_suffix,
    )
